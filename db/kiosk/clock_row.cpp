#include "db/kiosk/clock_row.h"

#include "db/kiosk/clock_row.sql.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;

ClockMarks read_row(Query& row) {
  return {.server = read_mark(row, 0),
          .floor = read_mark(row, 3).value(),
          .last_synced = row.get<std::optional<Instant>>(6)};
}

}  // namespace

KeptClock load_clock(Session& session) {
  auto query = session.query(clock_row_sql::load_clock);
  query.step();
  const auto row = read_row(query);
  const bool tells = query.get<std::optional<std::int64_t>>(7).has_value();
  return {.row = row, .marks = tells ? with_stamp(row, read_stamp(query, 8)) : row};
}

void save_clock(Session& session, const ClockMarks& marks) {
  std::optional<Instant> at;
  std::optional<Uuid> boot_id;
  std::optional<std::chrono::milliseconds> since_boot;
  if (marks.server) {
    at = marks.server->at;
    boot_id = marks.server->boot_id;
    since_boot = marks.server->since_boot;
  }
  session.run(clock_row_sql::save_clock, at, boot_id, since_boot, marks.floor.at,
              marks.floor.boot_id, marks.floor.since_boot, marks.last_synced);
}

void settle_clock(Session& session, const KeptClock& kept, const Stamp& next) {
  if (with_stamp(kept.row, next) != with_stamp(kept.marks, next)) save_clock(session, kept.marks);
}

std::optional<TimeMark> read_mark(Query& row, int column) {
  const auto at = row.get<std::optional<Instant>>(column);
  if (!at) return std::nullopt;
  return TimeMark{.at = *at,
                  .boot_id = row.get<Uuid>(column + 1),
                  .since_boot = row.get<std::chrono::milliseconds>(column + 2)};
}

Stamp read_stamp(Query& row, int column) {
  return {.at = row.get<Instant>(column),
          .wall = row.get<Instant>(column + 1),
          .boot_id = row.get<Uuid>(column + 2),
          .since_boot = row.get<std::chrono::milliseconds>(column + 3),
          .clock_state = static_cast<ClockState>(row.get<int>(column + 4)),
          .entered_late = row.get<bool>(column + 5)};
}

void raise_floor_to(Session& session, Instant built) {
  const auto kept = load_clock(session).marks;
  const auto raised = with_build_time(kept, built);
  if (raised != kept) save_clock(session, raised);
}

}  // namespace fitmate::db::kiosk
