#pragma once

#include <span>
#include <utility>
#include <vector>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/visit.h"

namespace fitmate::db::central {

// The rows that are derived from scans and punches, keyed by the entry's event. Each call is one
// statement for the whole set, within the caller's transaction.

struct VisitRow {
  domain::UserId user;
  domain::Stay stay;
};
struct ShiftRow {
  domain::TrainerId trainer;
  domain::Stay stay;
};

// New rows, or the same rows in place; the entries differ.
void put_visits(db::sql::Connection& connection, std::span<const VisitRow> visits);
void put_shifts(db::sql::Connection& connection, std::span<const ShiftRow> shifts);

// The visits and shifts that began with these.
void remove_stays(db::sql::Connection& connection, std::span<const domain::EventId> entries);

}  // namespace fitmate::db::central
