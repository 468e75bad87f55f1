#pragma once

#include <charconv>
#include <format>
#include <string>

#include "db/sql/error.h"
#include "domain/ids.h"

namespace fitmate::db::central {

// 16 lower-case hexadecimal digits.
inline std::string to_text(domain::StoreEpoch epoch) {
  return std::format("{:016x}", epoch.value);
}

inline domain::StoreEpoch read_epoch(const std::string& text) {
  domain::StoreEpoch epoch;
  const auto* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, epoch.value, 16).ptr != end) {
    throw db::sql::SqlError{db::sql::SqlErrorKind::other, "a store_epoch is not hexadecimal"};
  }
  return epoch;
}

}  // namespace fitmate::db::central
