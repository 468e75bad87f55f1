#pragma once

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fitmate::firmware {

// What is wrong with the text of a setting, and what to write instead.
struct SpecError {
  std::string detail;
};

// A whole number that is nothing but digits.
inline std::optional<unsigned> parse_spec_number(std::string_view digits) {
  unsigned value = 0;
  const auto* end = std::to_address(digits.end());
  const auto [at, error] = std::from_chars(std::to_address(digits.begin()), end, value);
  if (error != std::errc{} || at != end) return {};
  return value;
}

}  // namespace fitmate::firmware
