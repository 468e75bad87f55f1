#include "kiosk/ui/text_fit.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kiosk/ui/bidi.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr std::string_view ellipsis = "\u2026";

float width_of(std::string_view text, ImFont* font) {
  return font
      ->CalcTextSizeA(font->FontSize, std::numeric_limits<float>::max(), 0, text.data(),
                      text.data() + text.size())
      .x;
}

// The bytes of as many whole characters from the front as fit, at least one.
std::size_t fitting_bytes(std::string_view word, ImFont* font, float max_width) {
  std::size_t fits = 0;
  for (std::size_t end = 1; end <= word.size(); ++end) {
    const bool whole =
        end == word.size() || (static_cast<std::uint8_t>(word[end]) & 0xC0U) != 0x80U;
    if (!whole) continue;
    if (fits > 0 && width_of(word.substr(0, end), font) > max_width) break;
    fits = end;
  }
  return fits;
}

struct Broken {
  std::vector<std::string> lines;
  bool split_word = false;
};

Broken break_lines(std::string_view text, ImFont* font, float max_width) {
  Broken broken;
  auto& lines = broken.lines;
  std::string line;
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    const std::string longer = line.empty() ? std::string(word) : line + ' ' + std::string(word);
    if (width_of(longer, font) <= max_width) {
      line = longer;
      text.remove_prefix(std::min(text.size(), word.size() + 1));
    } else if (!line.empty()) {
      lines.push_back(std::move(line));
      line.clear();
    } else {
      const auto bytes = fitting_bytes(word, font, max_width);
      lines.emplace_back(word.substr(0, bytes));
      text.remove_prefix(bytes);
      broken.split_word = true;
    }
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return broken;
}

void cut_to(std::vector<std::string>& lines, int max_lines, ImFont* font, float max_width) {
  lines.resize(static_cast<std::size_t>(max_lines));
  auto& last = lines.back();
  const float room = max_width - width_of(ellipsis, font);
  last.resize(fitting_bytes(last, font, room));
  while (last.ends_with(' ')) last.pop_back();
  last += ellipsis;
}

}  // namespace

FittedText fit_text(std::string_view text, std::span<const Type> types, const Fonts& fonts,
                    float max_width, int max_lines) {
  assert(!types.empty() && max_lines > 0);
  const auto letters = joined(text);
  FittedText fitted;
  for (const Type type : types) {
    if (type != types.back() && !fonts.holds(type, letters)) continue;
    fitted.type = type;
    auto broken = break_lines(letters, fonts.get(type), max_width);
    fitted.lines = std::move(broken.lines);
    fitted.cut = fitted.lines.size() > static_cast<std::size_t>(max_lines);
    // A word broken in its middle is worth a smaller type, as long as there is one.
    if (!fitted.cut && !broken.split_word) break;
  }
  auto* font = fonts.get(fitted.type);
  if (fitted.cut) cut_to(fitted.lines, max_lines, font, max_width);
  for (auto& line : fitted.lines) line = in_visual_order(line);
  for (const auto& line : fitted.lines) fitted.width = std::max(fitted.width, width_of(line, font));
  if (!fitted.lines.empty()) {
    const auto gaps = static_cast<float>(fitted.lines.size() - 1);
    fitted.height = font->FontSize * (1 + gaps * leading);
  }
  return fitted;
}

}  // namespace fitmate::kiosk::ui
