#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace fitmate::central::services {

// How often something may be tried by one subject within a time.
struct AttemptLimit {
  std::string_view kind;
  std::int64_t most = 0;
  std::chrono::seconds within{};
};

struct TooOften {
  std::chrono::seconds wait;  // at least 1
};

// Counts the attempt before it is made, so that however many are made at once, on whichever
// instance, no more than `most` go on. Gives its id, to be taken back (db::central::take_back_try)
// where it does not count. Blocks; throws db::sql::SqlError; not within a transaction.
domain::Result<std::int64_t, TooOften> count_attempt(db::sql::Connection& connection,
                                                     const AttemptLimit& limit,
                                                     std::string_view subject, domain::Instant now);

}  // namespace fitmate::central::services
