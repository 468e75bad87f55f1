#include "db/central/closures.h"

#include "db/central/closures.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using db::sql::RowSet;
using domain::Instant;

}  // namespace

std::vector<Closure> load_closures(Connection& connection, std::span<const Place> places) {
  RowSet rows{connection,
              {{"user_id", "bigint"}, {"is_shift", "boolean"}, {"starts", "timestamptz"}}};
  for (const auto& place : places) rows.add(place.user, place.track == Track::shifts, place.at);
  const bool postgres = connection.engine() == db::sql::Engine::postgres;
  std::vector<Closure> closures;
  for (const auto& row : rows.query(postgres ? closures_sql::load_closures_postgres
                                             : closures_sql::load_closures_sqlite)) {
    closures.push_back({.user = row.get<domain::UserId>("user_id"),
                        .kiosk = row.get<domain::KioskId>("kiosk_id"),
                        .track = row.get<bool>("is_shift") ? Track::shifts : Track::visits,
                        .entry = row.get<domain::EventId>("entry_event_id"),
                        .entered_at = row.get<Instant>("entered_at"),
                        .closed_at = row.get<Instant>("closed_at")});
  }
  return closures;
}

void put_closures(Connection& connection, std::span<const Closure> closures) {
  RowSet rows{connection,
              {{"user_id", "bigint"},
               {"kiosk_id", "bigint"},
               {"is_shift", "boolean"},
               {"entry_event_id", "uuid"},
               {"entered_at", "timestamptz"},
               {"closed_at", "timestamptz"}}};
  for (const auto& one : closures) {
    rows.add(one.user, one.kiosk, one.track == Track::shifts, one.entry, one.entered_at,
             one.closed_at);
  }
  rows.execute(closures_sql::put_closures);
}

void remove_closures(Connection& connection, std::span<const Closure> closures) {
  RowSet rows{connection, {{"user_id", "bigint"}, {"kiosk_id", "bigint"}, {"is_shift", "boolean"}}};
  for (const auto& one : closures) rows.add(one.user, one.kiosk, one.track == Track::shifts);
  rows.execute(closures_sql::remove_closures);
}

std::vector<std::optional<Instant>> find_passages_before(Connection& connection,
                                                         domain::KioskId kiosk,
                                                         std::span<const Place> places) {
  RowSet rows{connection,
              {{"place", "bigint"},
               {"user_id", "bigint"},
               {"entry", "text"},
               {"exit", "text"},
               {"until", "timestamptz"}}};
  std::int64_t number = 0;
  for (const auto& place : places) {
    rows.add(number++, place.user, entry_of(place.track), exit_of(place.track), place.at);
  }
  std::vector<std::optional<Instant>> found;
  for (const auto& row : rows.query(closures_sql::find_passages_before, kiosk)) {
    found.push_back(row.get<std::optional<Instant>>("before"));
  }
  return found;
}

}  // namespace fitmate::db::central
