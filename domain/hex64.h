#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fitmate::domain {

// 64 random bits as text, in events and on the line: 16 hexadecimal digits. Text is lower case,
// parsing takes both.
std::string hex64(std::uint64_t number);
std::optional<std::uint64_t> parse_hex64(std::string_view text);

}  // namespace fitmate::domain
