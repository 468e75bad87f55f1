#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/visit.h"

namespace fitmate::db::central {

// The rows that are derived from scans, keyed by the entry's event. Each call is one
// statement for the whole set, within the caller's transaction.

struct VisitRow {
  domain::UserId user;
  domain::Stay stay;
};

// New rows, or the same rows in place; the entries differ.
void put_visits(db::sql::Connection& connection, std::span<const VisitRow> visits);

// The visits that began with these.
void remove_visits(db::sql::Connection& connection, std::span<const domain::EventId> entries);

struct Period {
  domain::Instant from;
  domain::Instant to;  // exclusive
};

// A row of attendance as people read it.
struct Visit {
  std::int64_t id = 0;
  domain::UserId user;
  std::string name;
  domain::Instant check_in_time;
  std::optional<domain::Instant> check_out_time;
  std::optional<std::int64_t> duration;  // minutes
  std::optional<std::string> closed_by;  // none while it is open
  domain::EventId entry;
};
// By time: those that began in the period.
std::vector<Visit> list_visits(db::sql::Connection& connection, const Period& period);

// From the beginning of the first visit to behind that of the last; empty where there is none.
Period period_of_visits(db::sql::Connection& connection);

}  // namespace fitmate::db::central
