#pragma once

#include <string>
#include <string_view>

#include "domain/event.h"
#include "domain/result.h"

namespace fitmate::domain {

// The event as JSON: the bytes that are stored, hashed and sent, and never encoded again. Absent
// means null or false; times are RFC 3339, ids that are 64 random bits are 16 hexadecimal digits.
std::string to_text(const Event& event);

// As they stand in an event: {"protein":31.5,"fat":12.0}; an empty object where nothing was said.
std::string to_text(const Macros& macros);

// The event, or in words what is wrong with the text. Unknown fields are ignored, an unknown type
// is not.
Result<Event, std::string> parse_event(std::string_view text);

// "checked_in" and so on: the value of the field "type".
std::string_view type_of(const Happening& happening);

}  // namespace fitmate::domain
