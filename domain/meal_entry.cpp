#include "domain/meal_entry.h"

#include <cmath>
#include <cstdint>
#include <format>

namespace fitmate::domain {
namespace {

struct Letter {
  char32_t code = 0;
  std::size_t size = 0;  // bytes; 0: no letter begins here
};

// RFC 3629, section 4: no overlong forms, no surrogates, nothing above U+10FFFF.
Letter letter_at(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return {.code = lead, .size = 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {};
  char32_t code = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {};
    code = code << 6U | (byte(i) & 0x3fU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return overlong || surrogate || code > 0x10ffff ? Letter{} : Letter{.code = code, .size = size};
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

}  // namespace

Result<std::string, std::string> parse_item(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == text.npos) return std::unexpected("say what was eaten");
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size(); ++letters) {
    const auto letter = letter_at(text.substr(at));
    if (letter.size == 0) return std::unexpected("the item is no UTF-8");
    if (is_control(letter.code)) return std::unexpected("the item holds a control character");
    at += letter.size;
  }
  if (letters > item_letters_most) {
    return std::unexpected(
        std::format("the item has {} letters: at most {}", letters, item_letters_most));
  }
  return std::string{text};
}

bool is_amount(double amount, double most) {
  return std::isfinite(amount) && amount >= 0 && amount <= most;
}

}  // namespace fitmate::domain
