#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "db/sql/connection.h"
#include "domain/gym_rules.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/visits_used.h"

namespace fitmate::db::central {

// The visits that memberships hold, as memberships.visits_used keeps them. Each call is one
// statement, within the caller's transaction.

// Who may have come in, for the counting.
struct Attendee {
  domain::UserId user;
  std::optional<domain::TrainerId> trainer;
  domain::PersonNumber number;
};
struct Wanted {
  std::optional<domain::UserId> user;
  std::optional<domain::PersonNumber> number;
};
// The people that are known, each once.
std::vector<Attendee> find_attendees(db::sql::Connection& connection,
                                     std::span<const Wanted> wanted);
// Until the transaction ends nobody else derives anything of theirs; what others had derived
// before is read from here on.
void lock_people(db::sql::Connection& connection, std::span<const domain::UserId> users);

struct PlanRow {
  domain::UserId user;
  domain::VisitPlan plan;
  std::optional<domain::Instant> ended_at;  // before its last day
  std::int64_t used = 0;
};
// All memberships of those who have a limited one.
std::vector<PlanRow> load_plans(db::sql::Connection& connection,
                                std::span<const domain::UserId> users);

struct VisitRules {
  std::string timezone;    // IANA
  domain::GymRules rules;  // only what the counting of visits needs
  bool operator==(const VisitRules&) const = default;
};
VisitRules load_visit_rules(db::sql::Connection& connection);

struct VisitsUsed {
  domain::MembershipId membership;
  std::int64_t used = 0;
};
void set_visits_used(db::sql::Connection& connection, std::span<const VisitsUsed> changed);

}  // namespace fitmate::db::central
