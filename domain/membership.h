#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/event.h"
#include "domain/gym_rules.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::domain {

struct Membership {
  MembershipId id;
  Day first;
  Day last;                                 // the last valid day
  std::optional<std::int64_t> visits_left;  // as counted by the centre; none: without limit
  Seq counted_to;                           // own entries up to this seq are in visits_left
  bool operator==(const Membership&) const = default;
};

// An accepted scan of this kiosk.
struct OwnScan {
  EventId event;
  Seq seq;
  Stamp stamp;
  bool operator==(const OwnScan&) const = default;
};

// What an entry is judged by, beside the person.
struct EntryFacts {
  const std::vector<Membership>& memberships;
  const std::vector<OwnScan>& entries;  // of this kiosk
  Instant now;
  bool unsynced = false;
};

// `ok`, the best warning, or the first refusal in the order of Reason. Memberships that adjoin
// count as one; each such run is judged alone and the best answer wins.
Reason judge_memberships(const EntryFacts& facts, bool suspended, const GymRules& rules,
                         const std::chrono::time_zone& zone);

// The last valid day of the run of memberships that this answer rests on; none where there is none.
std::optional<Day> last_valid_day(const EntryFacts& facts, const GymRules& rules,
                                  const std::chrono::time_zone& zone);

// How many visits are left today, `facts.entries` counted; none without limit, or where no
// membership covers today.
std::optional<std::int64_t> visits_left(const EntryFacts& facts, const GymRules& rules,
                                        const std::chrono::time_zone& zone);

}  // namespace fitmate::domain
