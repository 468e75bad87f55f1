#pragma once

#include <span>
#include <vector>

#include "central/services/derivation.h"
#include "db/central/feed.h"
#include "db/central/inbox.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// A person's passages around those that were touched from `from` to `to`: all from the last before
// to the first after.
struct PassageWindow {
  domain::UserId user;
  db::central::Track track{};
  domain::Instant from;
  domain::Instant to;
  std::span<const db::central::PassageRow> passages;
};

// Keeps up with what ended elsewhere (db/central/closures.h), and adds the people for whom it
// changed to what the feed is to be told. Blocks for one statement, and for two more where
// something changed, however many windows there are.
void derive_closures(db::sql::Connection& connection, std::span<const PassageWindow> windows,
                     db::central::FeedRows& changed);

// What that kiosk falls back to when these passages of its own are undone: its last ones before.
// They are touched as well, or nobody would look once more whether they ended elsewhere.
std::vector<Touched> find_uncovered(db::sql::Connection& connection, domain::KioskId kiosk,
                                    std::span<const Touched> undone);

}  // namespace fitmate::central::services
