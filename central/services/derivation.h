#pragma once

#include <optional>
#include <span>
#include <vector>

#include "db/central/feed.h"
#include "db/central/inbox.h"
#include "db/central/visit_counts.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// A person's passage that came, or that was annulled.
struct Touched {
  domain::UserId user;
  std::optional<domain::TrainerId> trainer;
  db::central::Track track{};
  domain::Instant at;
};

// Both add to `changed` what the feed is to be told before the commit (note_changes).

// Derives attendance, trainer_attendance, memberships.visits_used and closures anew around these
// passages, in place. Their people are locked (lock_people) and their events are in the inbox.
// Blocks for a few statements, however many there are.
void derive(db::sql::Connection& connection, std::span<const Touched> touched,
            db::central::FeedRows& changed);

// memberships.visits_used of these people, after their memberships or the gym's rule changed; they
// are locked.
void recount_visits(db::sql::Connection& connection, std::span<const domain::UserId> users,
                    db::central::FeedRows& changed);

}  // namespace fitmate::central::services
