#include "kiosk/first_name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace fitmate::kiosk {
namespace {

constexpr std::size_t longest_first_name = 40;
constexpr std::size_t longest_text = 60;

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
  if (code < smallest.at(length)) return bad;
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

std::string keep_drawable(std::string_view text, bool first_word, std::size_t at_most) {
  std::string kept;
  std::size_t count = 0;
  while (!text.empty() && count < at_most) {
    const auto character = next_character(text);
    text.remove_prefix(character.bytes.size());
    if (!character.valid) continue;
    if (is_space(character.code)) {
      if (kept.empty() || kept.ends_with(' ')) continue;
      if (first_word) break;
      kept += ' ';
      ++count;
    } else if (is_drawn(character.code)) {
      kept += character.bytes;
      ++count;
    }
  }
  while (kept.ends_with(' ')) kept.pop_back();
  return kept;
}

}  // namespace

std::string first_name(std::string_view full_name) {
  return keep_drawable(full_name, true, longest_first_name);
}

std::string drawable(std::string_view text) {
  return keep_drawable(text, false, longest_text);
}

}  // namespace fitmate::kiosk
