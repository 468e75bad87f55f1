#pragma once

#include <string>

#include "db/sql/error.h"
#include "domain/hex64.h"
#include "domain/ids.h"

namespace fitmate::db::central {

// 16 lower-case hexadecimal digits.
inline std::string to_text(domain::StoreEpoch epoch) {
  return domain::hex64(epoch.value);
}

inline domain::StoreEpoch read_epoch(const std::string& text) {
  const auto bits = domain::parse_hex64(text);
  if (!bits)
    throw db::sql::SqlError{db::sql::SqlErrorKind::other, "a store_epoch is not hexadecimal"};
  return {*bits};
}

}  // namespace fitmate::db::central
