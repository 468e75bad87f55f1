#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.h"

// What people type, as it is stored; or in words what is wrong with it. Pure.
namespace fitmate::central::services {

template <class T>
using Field = domain::Result<T, std::string>;

// In lower case; the common form of RFC 5321, ASCII only, with a dot in the domain.
Field<std::string> parse_email(std::string_view text);

// Without blanks around it: 1 to 500 characters of UTF-8, none of them a control character.
Field<std::string> parse_name(std::string_view text);

// As a name, of 200 characters at most.
Field<std::string> parse_message(std::string_view text);

// As it is: UTF-8 without control characters but tabs and line ends.
Field<std::string> parse_text(std::string_view text);
// Characters of UTF-8.
std::size_t length_of(std::string_view text);

// 3 to 32 digits, blanks and + - . / ( ).
Field<std::string> parse_phone(std::string_view text);

// The seed's rule: 8 characters or more, an upper-case letter, a digit. At most 1000 bytes, because
// hashing takes time by length.
Field<void> check_password(std::string_view password);

// "49", "49.9" or "49.90" in minor units; below ten thousand million.
Field<std::int64_t> parse_money(std::string_view text);

// "00:00" to "23:59" (and "24:00"), since midnight.
Field<std::chrono::minutes> parse_time_of_day(std::string_view text);

}  // namespace fitmate::central::services
