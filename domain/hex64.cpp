#include "domain/hex64.h"

#include <charconv>
#include <format>
#include <system_error>

namespace fitmate::domain {

std::string hex64(std::uint64_t number) {
  return std::format("{:016x}", number);
}

std::optional<std::uint64_t> parse_hex64(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  if (text.size() != 16 || !whole) return std::nullopt;
  return value;
}

}  // namespace fitmate::domain
