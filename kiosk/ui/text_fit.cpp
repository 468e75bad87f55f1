#include "kiosk/ui/text_fit.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <ranges>

#include "kiosk/ui/bidi.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr std::string_view ellipsis = "\u2026";

// The bytes of as many whole characters from the front as fit, at least one.
std::size_t fitting_bytes(std::string_view word, const Typeface& face, float max_width) {
  std::size_t fits = 0;
  for (std::size_t end = 1; end <= word.size(); ++end) {
    const bool whole =
        end == word.size() || (static_cast<std::uint8_t>(word[end]) & 0xC0U) != 0x80U;
    if (!whole) continue;
    if (fits > 0 && face.width_of(word.substr(0, end)) > max_width) break;
    fits = end;
  }
  return fits;
}

struct Broken {
  std::vector<std::string> lines;
  bool split_word = false;
};

void break_paragraph(std::string_view text, const Typeface& face, float max_width, Broken& broken) {
  auto& lines = broken.lines;
  std::string line;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    const std::string longer = line.empty() ? std::string(word) : line + ' ' + std::string(word);
    if (face.width_of(longer) <= max_width) {
      line = longer;
      text.remove_prefix(std::min(text.size(), word.size() + 1));
    } else if (!line.empty()) {
      lines.push_back(std::move(line));
      line.clear();
    } else {
      const auto bytes = fitting_bytes(word, face, max_width);
      lines.emplace_back(word.substr(0, bytes));
      text.remove_prefix(bytes);
      broken.split_word = true;
    }
  }
  if (!line.empty()) lines.push_back(std::move(line));
}

Broken break_lines(std::string_view text, const Typeface& face, float max_width) {
  Broken broken;
  for (const auto paragraph : std::views::split(text, '\n')) {
    break_paragraph(std::string_view(paragraph), face, max_width, broken);
  }
  return broken;
}

// No line much shorter than the others, and no single word on the last one: the narrowest width at
// which there are not more lines.
std::vector<std::string> balanced(std::vector<std::string> lines, std::string_view text,
                                  const Typeface& face, float max_width) {
  if (lines.size() < 2) return lines;
  float narrow = max_width / 2;
  float wide = max_width;
  while (wide - narrow > face.size / 4) {
    const float middle = (narrow + wide) / 2;
    auto broken = break_lines(text, face, middle);
    if (broken.split_word || broken.lines.size() > lines.size()) {
      narrow = middle;
    } else {
      wide = middle;
      lines = std::move(broken.lines);
    }
  }
  return lines;
}

void cut_to(std::vector<std::string>& lines, int max_lines, const Typeface& face, float max_width) {
  lines.resize(static_cast<std::size_t>(max_lines));
  auto& last = lines.back();
  const float room = max_width - face.width_of(ellipsis);
  last.resize(fitting_bytes(last, face, room));
  while (last.ends_with(' ')) last.pop_back();
  last += ellipsis;
}

}  // namespace

FittedText fit_text(std::string_view text, std::span<const Setting> settings, const Fonts& fonts,
                    float max_width) {
  assert(!settings.empty());
  const auto letters = joined(text);
  FittedText fitted;
  for (const auto& setting : settings) {
    assert(setting.max_lines > 0);
    const bool is_last = &setting == &settings.back();
    if (!is_last && !fonts.holds(setting.type, letters)) continue;
    const auto face = fonts.get(setting.type);
    auto broken = break_lines(letters, face, max_width);
    fitted.type = setting.type;
    fitted.lines = std::move(broken.lines);
    fitted.cut = fitted.lines.size() > static_cast<std::size_t>(setting.max_lines);
    // A word broken in its middle is worth a smaller type, as long as there is one.
    if (!is_last && (fitted.cut || broken.split_word)) continue;
    if (fitted.cut) {
      cut_to(fitted.lines, setting.max_lines, face, max_width);
    } else if (!broken.split_word) {
      fitted.lines = balanced(std::move(fitted.lines), letters, face, max_width);
    }
    break;
  }
  const auto face = fonts.get(fitted.type);
  for (auto& line : fitted.lines) line = in_visual_order(line);
  for (const auto& line : fitted.lines) fitted.width = std::max(fitted.width, face.width_of(line));
  if (!fitted.lines.empty()) {
    const auto gaps = static_cast<float>(fitted.lines.size() - 1);
    fitted.height = face.size * (1 + gaps * leading);
  }
  return fitted;
}

}  // namespace fitmate::kiosk::ui
