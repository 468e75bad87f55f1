#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "db/central/inbox.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::db::central {

// What kiosks must know of visits and shifts that ended elsewhere: at most one row for each person,
// kiosk and track. A row is always true, and it is there where the last that the kiosk recorded of
// the person is an entry that ended elsewhere; where it recorded more since, nobody looks at it.
// Each call is one statement for the whole set, within the caller's transaction, in which the
// people are locked.

struct Closure {
  domain::UserId user;
  domain::KioskId kiosk;  // at which it began
  Track track{};
  domain::EventId entry;
  domain::Instant entered_at;
  domain::Instant closed_at;  // by an event that is not of that kiosk
  bool operator==(const Closure&) const = default;
};

struct Place {
  domain::UserId user;
  Track track{};
  domain::Instant at;
};

// For each place those whose entry was then or later.
std::vector<Closure> load_closures(db::sql::Connection& connection, std::span<const Place> places);
// New rows, or in the place of those that were there.
void put_closures(db::sql::Connection& connection, std::span<const Closure> closures);
// The rows of these people, kiosks and tracks.
void remove_closures(db::sql::Connection& connection, std::span<const Closure> closures);
// For each place in turn, when that kiosk's last passage up to then was, if there is one that
// counts.
std::vector<std::optional<domain::Instant>> find_passages_before(db::sql::Connection& connection,
                                                                 domain::KioskId kiosk,
                                                                 std::span<const Place> places);

}  // namespace fitmate::db::central
