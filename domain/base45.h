#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/crypto.h"

namespace fitmate::domain {

// RFC 9285. Decoding takes canonical text only, so a text has one meaning and a meaning one text.
std::string to_base45(ByteView bytes);
std::optional<Bytes> from_base45(std::string_view text);

}  // namespace fitmate::domain
