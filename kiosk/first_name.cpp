#include "kiosk/first_name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace fitmate::kiosk {
namespace {

constexpr std::size_t longest_first_name = 40;
constexpr std::size_t longest_text = 60;
constexpr std::size_t longest_message = 200;

struct Character {
  std::string_view bytes;
  char32_t code = 0;
  bool valid = false;
};

// The next character of UTF-8 (RFC 3629, section 4); a bad byte stands alone and is not valid.
Character next_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const Character bad{text.substr(0, 1)};
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {text.substr(0, 1), lead, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return bad;
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return bad;
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest.at(length) || code > 0x10FFFF) return bad;
  return {text.substr(0, length), code, true};
}

bool is_drawn(char32_t code) {
  return std::ranges::any_of(drawn_characters, [code](const CharacterRange& range) {
    return code >= range.first && code <= range.last;
  });
}

bool is_space(char32_t code) {
  return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0x00A0 ||
         code == 0x3000;
}

// Sits on a letter or between letters, steers direction, or is none to be seen.
bool is_silent(char32_t code) {
  constexpr std::array<std::pair<char32_t, char32_t>, 13> ranges = {{{0x00, 0x1F},
                                                                     {0x7F, 0x9F},
                                                                     {0x00AD, 0x00AD},
                                                                     {0x0300, 0x036F},
                                                                     {0x0591, 0x05C7},
                                                                     {0x0610, 0x061A},
                                                                     {0x064B, 0x065F},
                                                                     {0x0670, 0x0670},
                                                                     {0x200B, 0x200F},
                                                                     {0x202A, 0x202E},
                                                                     {0x2060, 0x206F},
                                                                     {0xFE00, 0xFE0F},
                                                                     {0xFEFF, 0xFEFF}}};
  return std::ranges::any_of(
      ranges, [code](const auto& range) { return code >= range.first && code <= range.second; });
}

constexpr std::string_view stand_in = "\u2022";

// What was kept of a text so far.
class Kept {
 public:
  void add(std::string_view letter) {
    text_ += letter;
    ++count_;
    has_letter_ = true;
  }
  void add_stand_in() {
    if (text_.ends_with(stand_in)) return;
    text_ += stand_in;
    ++count_;
  }
  void add_space() {
    if (text_.empty() || text_.ends_with(' ')) return;
    text_ += ' ';
    ++count_;
  }
  // A word of nothing but stand-ins is no name.
  void begin_anew() { *this = Kept{}; }

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] bool has_letter() const { return has_letter_; }
  [[nodiscard]] std::string text() && {
    while (text_.ends_with(' ')) text_.pop_back();
    return std::move(text_);
  }

 private:
  std::string text_;
  std::size_t count_ = 0;
  bool has_letter_ = false;
};

std::string keep_drawable(std::string_view text, bool first_word, std::size_t at_most) {
  Kept kept;
  while (!text.empty() && kept.count() < at_most) {
    const auto character = next_character(text);
    text.remove_prefix(character.bytes.size());
    if (!character.valid) continue;
    if (is_space(character.code)) {
      if (first_word && kept.has_letter()) break;
      if (first_word) {
        kept.begin_anew();
      } else {
        kept.add_space();
      }
    } else if (is_drawn(character.code)) {
      kept.add(character.bytes);
    } else if (!is_silent(character.code)) {
      kept.add_stand_in();
    }
  }
  return kept.has_letter() ? std::move(kept).text() : std::string{};
}

}  // namespace

std::string first_name(std::string_view full_name) {
  return keep_drawable(full_name, true, longest_first_name);
}

std::string drawable(std::string_view text) {
  return keep_drawable(text, false, longest_text);
}

std::string drawable_message(std::string_view text) {
  return keep_drawable(text, false, longest_message);
}

}  // namespace fitmate::kiosk
