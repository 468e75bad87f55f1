#include "db/central/visit_counts.h"

#include "db/central/row_set.h"
#include "db/central/visit_counts.sql.h"

namespace fitmate::db::central {

using db::sql::Connection;
using db::sql::JsonRows;

std::vector<Attendee> find_attendees(Connection& connection, std::span<const Wanted> wanted) {
  JsonRows rows{"user_id", "person_number"};
  for (const auto& one : wanted) rows.add(one.user, one.number);
  const auto sql =
      with_rows(connection.engine(), {{"user_id", "bigint"}, {"person_number", "bigint"}},
                visit_counts_sql::find_attendees);
  std::vector<Attendee> found;
  for (const auto& row : connection.query(sql, rows.text())) {
    found.push_back({.user = row.get<domain::UserId>("id"),
                     .trainer = row.get<std::optional<domain::TrainerId>>("trainer_id"),
                     .number = row.get<domain::PersonNumber>("person_number")});
  }
  return found;
}

void lock_people(Connection& connection, std::span<const domain::UserId> users) {
  // There the transaction itself is the only writer.
  if (connection.engine() == db::sql::Engine::sqlite) return;
  JsonRows rows{"user_id"};
  for (const auto user : users) rows.add(user);
  connection.query(
      with_rows(connection.engine(), {{"user_id", "bigint"}}, visit_counts_sql::lock_people),
      rows.text());
}

std::vector<PlanRow> load_plans(Connection& connection, std::span<const domain::UserId> users) {
  JsonRows rows{"user_id"};
  for (const auto user : users) rows.add(user);
  const auto sql =
      with_rows(connection.engine(), {{"user_id", "bigint"}}, visit_counts_sql::load_plans);
  std::vector<PlanRow> plans;
  for (const auto& row : connection.query(sql, rows.text())) {
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
  JsonRows rows{"id", "visits_used"};
  for (const auto& one : changed) rows.add(one.membership, one.used);
  connection.execute(with_rows(connection.engine(), {{"id", "bigint"}, {"visits_used", "bigint"}},
                               visit_counts_sql::set_visits_used),
                     rows.text());
}

}  // namespace fitmate::db::central
