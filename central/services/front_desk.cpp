#include "central/services/front_desk.h"

#include <algorithm>
#include <format>
#include <span>

#include "central/services/derivation.h"
#include "db/central/feed.h"
#include "db/central/visit_counts.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

using db::central::Membership;
using db::central::NewPerson;
using db::central::Person;
using db::sql::Connection;
using db::sql::Transaction;
using Kind = DeskError::Kind;

std::unexpected<DeskError> unknown(domain::UserId user) {
  return std::unexpected{
      DeskError{Kind::unknown, std::format("there is no person with the id {}", user.value)}};
}

// Nobody else derives anything of the person's until the transaction ends. False: there is none.
bool lock(Connection& connection, domain::UserId user) {
  db::central::lock_people(connection, {&user, 1});
  return db::central::find_person(connection, user).has_value();
}

// A membership that comes or goes changes who pays for the visits of its days. These as they are
// then.
std::vector<Membership> recount(Connection& connection, domain::UserId user,
                                std::span<const Membership> changed) {
  db::central::FeedRows counted;
  recount_visits(connection, {&user, 1}, counted);
  db::central::note_changes(connection, counted);
  auto all = db::central::list_memberships(connection, user);
  std::erase_if(all, [&](const Membership& one) {
    return !std::ranges::contains(changed, one.id, &Membership::id);
  });
  return all;
}

}  // namespace

DeskError taken(db::central::PersonConflict conflict) {
  if (conflict == db::central::PersonConflict::email) {
    return {Kind::taken, "somebody with this e-mail address is there already"};
  }
  return {Kind::taken, "somebody with this phone number is there already"};
}

DeskResult<Person> add_person(Connection& connection, const NewPerson& person, domain::Instant now,
                              const domain::Random& random,
                              const db::central::TraineeProfile& profile) {
  Transaction transaction{connection};
  auto added = db::central::add_person(connection, person, now, random).transform_error(taken);
  if (!added) return added;
  if (added->role == db::central::Role::trainee) {
    db::central::add_trainee(connection, added->id, profile);
  }
  transaction.commit();
  return added;
}

DeskResult<TrainerPerson> add_trainer(Connection& connection, const NewPerson& person,
                                      const std::string& specialization, domain::Instant now,
                                      const domain::Random& random) {
  Transaction transaction{connection};
  const auto added =
      db::central::add_person(connection, person, now, random).transform_error(taken);
  if (!added) return std::unexpected{added.error()};
  const db::central::Trainer trainer{
      .id = {domain::make_uuid(now, random)}, .user = added->id, .specialization = specialization};
  db::central::add_trainer(connection, trainer);
  transaction.commit();
  return TrainerPerson{*added, trainer};
}

DeskResult<Person> suspend(Connection& connection, domain::UserId user, bool suspended) {
  Transaction transaction{connection};
  const auto person = db::central::set_suspended(connection, user, suspended);
  if (!person) return unknown(user);
  transaction.commit();
  return *person;
}

DeskResult<Person> leave_message(Connection& connection, domain::UserId user,
                                 const std::optional<std::string>& message) {
  Transaction transaction{connection};
  const auto person = db::central::set_message(connection, user, message);
  if (!person) return unknown(user);
  transaction.commit();
  return *person;
}

DeskResult<db::central::Membership> add_membership(Connection& connection,
                                                   const db::central::NewMembership& membership,
                                                   domain::Instant now) {
  Transaction transaction{connection};
  if (!lock(connection, membership.user)) return unknown(membership.user);
  const auto added = db::central::add_membership(connection, membership, now);
  auto counted = recount(connection, membership.user, {&added, 1});
  transaction.commit();
  return counted.front();
}

DeskResult<std::vector<db::central::Membership>> end_memberships(Connection& connection,
                                                                 domain::UserId user,
                                                                 domain::Day today,
                                                                 domain::Instant now) {
  Transaction transaction{connection};
  if (!lock(connection, user)) return unknown(user);
  auto ended = db::central::end_memberships(connection, user, today, now);
  if (ended.empty()) {
    return std::unexpected{DeskError{
        Kind::unknown, std::format("person {} has no membership that could be ended", user.value)}};
  }
  ended = recount(connection, user, ended);
  transaction.commit();
  return ended;
}

DeskResult<std::int64_t> set_schedule(Connection& connection,
                                      const db::central::DaySchedule& schedule,
                                      domain::Instant now) {
  Transaction transaction{connection};
  if (!db::central::find_trainer(connection, schedule.trainer)) {
    return std::unexpected{
        DeskError{Kind::unknown, std::format("there is no trainer with the id {}",
                                             domain::to_text(schedule.trainer.value))}};
  }
  const auto id = db::central::set_day_schedule(connection, schedule, now);
  transaction.commit();
  return id;
}

}  // namespace fitmate::central::services
