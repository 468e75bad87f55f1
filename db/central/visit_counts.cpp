#include "db/central/visit_counts.h"

#include "db/central/visit_counts.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {

using db::sql::Connection;
using db::sql::RowSet;

std::vector<Attendee> find_attendees(Connection& connection, std::span<const Wanted> wanted) {
  RowSet rows{connection, {{"user_id", "bigint"}, {"person_number", "bigint"}}};
  for (const auto& one : wanted) rows.add(one.user, one.number);
  std::vector<Attendee> found;
  for (const auto& row : rows.query(visit_counts_sql::find_attendees)) {
    found.push_back({.user = row.get<domain::UserId>("id"),
                     .trainer = row.get<std::optional<domain::TrainerId>>("trainer_id"),
                     .number = row.get<domain::PersonNumber>("person_number")});
  }
  return found;
}

void lock_people(Connection& connection, std::span<const domain::UserId> users) {
  // There the transaction itself is the only writer.
  if (connection.engine() == db::sql::Engine::sqlite) return;
  RowSet rows{connection, {{"user_id", "bigint"}}};
  for (const auto user : users) rows.add(user);
  rows.query(visit_counts_sql::lock_people);
}

std::vector<PlanRow> load_plans(Connection& connection, std::span<const domain::UserId> users) {
  RowSet rows{connection, {{"user_id", "bigint"}}};
  for (const auto user : users) rows.add(user);
  std::vector<PlanRow> plans;
  for (const auto& row : rows.query(visit_counts_sql::load_plans)) {
    plans.push_back({.user = row.get<domain::UserId>("user_id"),
                     .plan = {.id = row.get<domain::MembershipId>("id"),
                              .first = row.get<domain::Day>("start_date"),
                              .last = row.get<domain::Day>("end_date"),
                              .total = row.get<std::optional<std::int64_t>>("visits_total")},
                     .ended_at = row.get<std::optional<domain::Instant>>("ended_at"),
                     .used = row.get<std::int64_t>("visits_used")});
  }
  return plans;
}

VisitRules load_visit_rules(Connection& connection) {
  const auto row = connection.query_one(visit_counts_sql::load_visit_rules);
  VisitRules found{.timezone = row.value().get<std::string>("timezone"), .rules = {}};
  found.rules.grace = std::chrono::days{row->get<std::int32_t>("grace_days")};
  found.rules.visits_per_day = row->get<bool>("visits_per_day");
  return found;
}

void set_visits_used(Connection& connection, std::span<const VisitsUsed> changed) {
  RowSet rows{connection, {{"id", "bigint"}, {"visits_used", "bigint"}}};
  for (const auto& one : changed) rows.add(one.membership, one.used);
  rows.execute(visit_counts_sql::set_visits_used);
}

}  // namespace fitmate::db::central
