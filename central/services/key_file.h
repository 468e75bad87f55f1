#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/instant.h"

namespace fitmate::central::services {

// One kind of key as a text file of KEY_DIR: lines "version N", "current ID", and by rising id
// "key ID HEX" or "key ID HEX FROM TO".
struct KeyFile {
  struct Entry {
    std::array<std::byte, 32> key{};
    std::optional<domain::Instant> from;
    std::optional<domain::Instant> to;  // exclusive
    bool operator==(const Entry&) const = default;
  };

  std::int64_t version = 1;  // raised with every change
  std::uint8_t current = 0;  // one of the keys
  std::map<std::uint8_t, Entry> keys;
  bool operator==(const KeyFile&) const = default;
};

std::string to_text(const KeyFile& file);
// Nothing for any text that to_text does not make.
std::optional<KeyFile> parse_key_file(std::string_view text);

}  // namespace fitmate::central::services
