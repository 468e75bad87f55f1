#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/central/memberships.h"
#include "db/central/people.h"
#include "db/central/schedules.h"
#include "db/central/trainers.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

// What the front desk does with people, each in a transaction of its own. Fields are as
// fields.h gives them. Every function blocks on the database and throws db::sql::SqlError.
namespace fitmate::central::services {

struct DeskError {
  enum class Kind : std::uint8_t { unknown, taken };
  Kind kind;
  std::string detail;  // for the person at the desk
};

DeskError taken(db::central::PersonConflict conflict);

template <class T>
using DeskResult = domain::Result<T, DeskError>;

struct TrainerPerson {
  db::central::Person person;
  db::central::Trainer trainer;
};

// An admin, or a member with a trainee's profile, by the role.
DeskResult<db::central::Person> add_person(db::sql::Connection& connection,
                                           const db::central::NewPerson& person,
                                           domain::Instant now, const domain::Random& random,
                                           const db::central::TraineeProfile& profile = {});

DeskResult<TrainerPerson> add_trainer(db::sql::Connection& connection,
                                      const db::central::NewPerson& person,
                                      const std::string& specialization, domain::Instant now,
                                      const domain::Random& random);

DeskResult<db::central::Person> suspend(db::sql::Connection& connection, domain::UserId user,
                                        bool suspended);

// Shown at each entry until it is replaced; none takes it away.
DeskResult<db::central::Person> leave_message(db::sql::Connection& connection, domain::UserId user,
                                              const std::optional<std::string>& message);

DeskResult<db::central::Membership> add_membership(db::sql::Connection& connection,
                                                   const db::central::NewMembership& membership,
                                                   domain::Instant now);

// All that have not passed by `today`.
DeskResult<std::vector<db::central::Membership>> end_memberships(db::sql::Connection& connection,
                                                                 domain::UserId user,
                                                                 domain::Day today,
                                                                 domain::Instant now);

// Replaces the hours of that day of the week; gives the row's id.
DeskResult<std::int64_t> set_schedule(db::sql::Connection& connection,
                                      const db::central::DaySchedule& schedule,
                                      domain::Instant now);

}  // namespace fitmate::central::services
