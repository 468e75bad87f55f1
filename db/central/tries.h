#pragma once

#include <cstdint>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/instant.h"

// The table counted_tries. Every function blocks on the database and throws sql::SqlError; outside
// a transaction, so that calls at the same time see each other's tries.
namespace fitmate::db::central {

struct Tries {
  std::int64_t count = 0;
  domain::Instant first_at;
};

// Notes a try and gives its id.
std::int64_t add_try(sql::Connection& connection, std::string_view kind, std::string_view subject,
                     domain::Instant at);
// Of that subject since then; there is at least one.
Tries count_tries(sql::Connection& connection, std::string_view kind, std::string_view subject,
                  domain::Instant since);
// It was none after all.
void take_back_try(sql::Connection& connection, std::int64_t id);
// All of that subject.
void forget_tries_of(sql::Connection& connection, std::string_view kind, std::string_view subject);
// Of everybody, before then.
void forget_tries(sql::Connection& connection, domain::Instant before);

}  // namespace fitmate::db::central
