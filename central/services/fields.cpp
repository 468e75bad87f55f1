#include "central/services/fields.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <optional>
#include <ranges>

namespace fitmate::central::services {
namespace {

constexpr std::size_t longest_email = 254;
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 500;
constexpr std::size_t longest_message = 200;
constexpr std::size_t longest_password = 1000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_alphanumeric(char c) {
  return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z');
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

bool is_local_part(std::string_view text) {
  constexpr std::string_view marks = ".!#$%&'*+/=?^_`{|}~-";
  return !text.empty() && text.size() <= longest_local_part && !text.starts_with('.') &&
         !text.ends_with('.') && !text.contains("..") &&
         std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || marks.contains(c); });
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= longest_label && !text.starts_with('-') &&
         !text.ends_with('-') &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  return text.contains('.') && std::ranges::all_of(std::views::split(text, '.'), [](auto label) {
           return is_label(std::string_view{label});
         });
}

// The code point at the front of `text`, taken off it; nothing if that is not UTF-8 (RFC 3629).
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() < size) return std::nullopt;
  char32_t value = size == 1 ? first : first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3fU);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    return std::nullopt;
  }
  text.remove_prefix(size);
  return value;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

template <class Number>
std::optional<Number> parse_digits(std::string_view text) {
  Number value{};
  if (!std::ranges::all_of(text, is_digit)) return std::nullopt;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

// One line of text.
Field<std::string> parse_line(std::string_view text, std::size_t longest) {
  const auto name = trimmed(text);
  if (name.empty()) return std::unexpected{"is empty"};
  std::size_t length = 0;
  for (auto rest = name; !rest.empty(); ++length) {
    const auto letter = take_code_point(rest);
    if (!letter) return std::unexpected{"is not UTF-8"};
    if (is_control(*letter)) return std::unexpected{"holds a control character"};
  }
  if (length > longest) {
    return std::unexpected{std::format("has more than {} characters", longest)};
  }
  return std::string{name};
}

}  // namespace

Field<std::string> parse_email(std::string_view text) {
  const auto email = trimmed(text);
  const auto at = email.rfind('@');
  if (email.size() > longest_email || at == std::string_view::npos ||
      !is_local_part(email.substr(0, at)) || !is_domain(email.substr(at + 1))) {
    return std::unexpected{"is no e-mail address, as jo@example.com"};
  }
  std::string lower{email};
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

Field<std::string> parse_name(std::string_view text) {
  return parse_line(text, longest_name);
}

Field<std::string> parse_message(std::string_view text) {
  return parse_line(text, longest_message);
}

Field<std::string> parse_text(std::string_view text) {
  constexpr std::u32string_view allowed = U"\t\n\r";
  for (auto rest = text; !rest.empty();) {
    const auto letter = take_code_point(rest);
    if (!letter) return std::unexpected{"is not UTF-8"};
    if (is_control(*letter) && !allowed.contains(*letter)) {
      return std::unexpected{"holds a control character"};
    }
  }
  return std::string{text};
}

std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

Field<std::string> parse_phone(std::string_view text) {
  constexpr std::string_view marks = " +-./()";
  const auto phone = trimmed(text);
  const bool known =
      std::ranges::all_of(phone, [&](char c) { return is_digit(c) || marks.contains(c); });
  if (phone.size() < 3 || phone.size() > 32 || !known || std::ranges::none_of(phone, is_digit)) {
    return std::unexpected{"is no phone number, as +49 151 1234567"};
  }
  return std::string{phone};
}

Field<void> check_password(std::string_view password) {
  if (length_of(password) < 8 || std::ranges::none_of(password, is_upper) ||
      std::ranges::none_of(password, is_digit)) {
    return std::unexpected{"needs 8 characters or more, an upper-case letter and a number"};
  }
  if (password.size() > longest_password) return std::unexpected{"has more than 1000 bytes"};
  return {};
}

Field<std::int64_t> parse_money(std::string_view text) {
  const std::unexpected fault{"is no amount, as 49.90"};
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  auto cents = point == std::string_view::npos ? "00" : std::string{text.substr(point + 1)};
  if (whole.empty() || whole.size() > 10 || cents.empty() || cents.size() > 2) return fault;
  if (cents.size() == 1) cents += '0';
  const auto major = parse_digits<std::int64_t>(whole);
  const auto minor = parse_digits<std::int64_t>(cents);
  if (!major || !minor) return fault;
  return *major * 100 + *minor;
}

Field<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  const auto hours =
      text.size() == 5 && text[2] == ':' ? parse_digits<int>(text.substr(0, 2)) : std::nullopt;
  const auto minutes = hours ? parse_digits<int>(text.substr(3)) : std::nullopt;
  const int total = hours && minutes ? *hours * 60 + *minutes : -1;
  if (total < 0 || *minutes > 59 || total > 24 * 60) {
    return std::unexpected{"is no time of day, as 09:30"};
  }
  return std::chrono::minutes{total};
}

}  // namespace fitmate::central::services
