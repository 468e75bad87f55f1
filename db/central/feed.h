#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/reference.h"

namespace fitmate::db::central {

// The feed of changes to what kiosks hold. What a page is made of must be read in one Snapshot.

struct FeedHead {
  std::string feed_epoch;
  std::int64_t pos = 0;
  std::int64_t forgotten_pos = 0;  // a deletion up to here may be gone from the feed
  std::string run;                 // the latest; empty before the first
};
FeedHead load_head(db::sql::Connection& connection);

// The highest position that was given in that run, if the run is known: that of the next run's
// beginning, or the head.
std::optional<std::int64_t> last_pos_of_run(db::sql::Connection& connection, std::string_view run,
                                            std::int64_t head);

// Records a start of the centre. Positions above its first_pos are seen with it only.
void begin_run(db::sql::Connection& connection, std::string_view run, domain::Instant now);

// Takes deletions from before that time out of the feed.
void forget_deletions(db::sql::Connection& connection, domain::Instant before);

// A row that kiosks hold, by the feed's name of its table.
struct FeedRow {
  std::string_view table;  // a constant
  std::int64_t key = 0;
  auto operator<=>(const FeedRow&) const = default;
};
inline FeedRow feed_row(domain::UserId person) {
  return {.table = "people", .key = person.value};
}
inline FeedRow feed_row(domain::MembershipId membership) {
  return {.table = "memberships", .key = membership.value};
}
using FeedRows = std::set<FeedRow>;

// Tells the feed of rows that were put where no trigger watches: a block of positions in one go.
// From here to the commit no other transaction takes one, so this is the last that the transaction
// does: whoever locked anything after it could wait for somebody who waits for the feed.
void note_changes(db::sql::Connection& connection, const FeedRows& changed);

// The kiosk that asks, and which of its events are in the counts of visits.
struct Asker {
  domain::KioskId kiosk;
  domain::StoreEpoch counted_epoch;
  domain::Seq counted_to;
};

// The changes above a position, by rising position, at most `limit`; rows as they are now.
std::vector<domain::Change> load_changes(db::sql::Connection& connection, std::int64_t after,
                                         std::int64_t limit, const Asker& asker);

}  // namespace fitmate::db::central
