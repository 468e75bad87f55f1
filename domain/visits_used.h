#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "domain/gym_rules.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::domain {

struct VisitPlan {
  MembershipId id;
  Day first;
  Day last;                           // the last valid day
  std::optional<std::int64_t> total;  // none: without limit
};

// How many visits of each limited membership a person's entries used, by the gym's rule per entry
// or per day. An entry is free where a membership without limit covers its day; else it is taken
// from the one that ends first among those that have a visit left. After the end, in the days of
// grace, the one that ended last still pays. Each limited membership has its place in the answer.
std::map<MembershipId, std::int64_t> count_visits_used(const std::vector<VisitPlan>& plans,
                                                       std::vector<Instant> entries,
                                                       const GymRules& rules,
                                                       const std::chrono::time_zone& zone);

}  // namespace fitmate::domain
