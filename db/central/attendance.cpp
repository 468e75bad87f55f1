#include "db/central/attendance.h"

#include <optional>
#include <string_view>

#include "db/central/attendance.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using db::sql::RowSet;
using domain::Stay;

std::optional<std::string_view> closed_by(const Stay& stay) {
  if (stay.exit) return "check_out";
  if (stay.cut_by_entry) return "next_check_in";
  return std::nullopt;
}

std::optional<domain::Instant> exit_time(const Stay& stay) {
  return stay.exit.transform([](const domain::Passage& exit) { return exit.at; });
}

std::optional<domain::EventId> exit_event(const Stay& stay) {
  return stay.exit.transform([](const domain::Passage& exit) { return exit.event; });
}

std::vector<Visit> to_visits(const db::sql::Rows& rows) {
  std::vector<Visit> visits;
  visits.reserve(rows.size());
  for (const auto& row : rows) {
    visits.push_back({.id = row.get<std::int64_t>("id"),
                      .user = row.get<domain::UserId>("user_id"),
                      .name = row.get<std::string>("name"),
                      .check_in_time = row.get<domain::Instant>("check_in_time"),
                      .check_out_time = row.get<std::optional<domain::Instant>>("check_out_time"),
                      .duration = row.get<std::optional<std::int64_t>>("duration"),
                      .closed_by = row.get<std::optional<std::string>>("closed_by"),
                      .entry = row.get<domain::EventId>("entry_event_id")});
  }
  return visits;
}

}  // namespace

void put_visits(Connection& connection, std::span<const VisitRow> visits) {
  RowSet rows{connection,
              {{"user_id", "bigint"},
               {"check_in_time", "timestamptz"},
               {"check_out_time", "timestamptz"},
               {"duration", "integer"},
               {"closed_by", "text"},
               {"entry_event_id", "uuid"},
               {"exit_event_id", "uuid"}}};
  for (const auto& [user, stay] : visits) {
    const auto minutes = domain::duration_of(stay).transform(
        [](std::chrono::minutes length) { return length.count(); });
    rows.add(user, stay.entry.at, exit_time(stay), minutes, closed_by(stay), stay.entry.event,
             exit_event(stay));
  }
  rows.execute(attendance_sql::put_visits);
}

void remove_visits(Connection& connection, std::span<const domain::EventId> entries) {
  RowSet rows{connection, {{"event_id", "uuid"}}};
  for (const auto& entry : entries) rows.add(entry);
  rows.execute(attendance_sql::remove_visits);
}

std::vector<Visit> list_visits(Connection& connection, const Period& period) {
  return to_visits(connection.query(attendance_sql::list_visits, period.from, period.to));
}

Period period_of_visits(Connection& connection) {
  const auto rows = connection.query(attendance_sql::period_of_visits);
  const auto first = rows.front().get<std::optional<domain::Instant>>("first_time");
  const auto last = rows.front().get<std::optional<domain::Instant>>("last_time");
  if (!first || !last) return {};
  return {.from = *first, .to = *last + std::chrono::milliseconds{1}};
}

}  // namespace fitmate::db::central
