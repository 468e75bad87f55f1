#include "db/kiosk/clock_row.h"

#include "db/kiosk/clock_row.sql.h"

namespace fitmate::db::kiosk {

using namespace domain;

namespace {

void run_with(Session& session, std::string_view sql, const ClockMarks& marks) {
  std::optional<Instant> at;
  std::optional<Uuid> boot_id;
  std::optional<std::chrono::milliseconds> since_boot;
  if (marks.server) {
    at = marks.server->at;
    boot_id = marks.server->boot_id;
    since_boot = marks.server->since_boot;
  }
  session.run(sql, at, boot_id, since_boot, marks.floor.at, marks.floor.boot_id,
              marks.floor.since_boot, marks.last_synced);
}

}  // namespace

ClockMarks load_clock(Session& session) {
  auto query = session.query(clock_row_sql::load_clock);
  query.step();
  const auto server_at = query.get<std::optional<Instant>>(0);
  ClockMarks marks{.server = std::nullopt,
                   .floor = {.at = query.get<Instant>(3),
                             .boot_id = query.get<Uuid>(4),
                             .since_boot = query.get<std::chrono::milliseconds>(5)},
                   .last_synced = query.get<std::optional<Instant>>(6)};
  if (server_at) {
    marks.server = TimeMark{.at = *server_at,
                            .boot_id = query.get<Uuid>(1),
                            .since_boot = query.get<std::chrono::milliseconds>(2)};
  }
  return marks;
}

void save_clock(Session& session, const ClockMarks& marks) {
  run_with(session, clock_row_sql::save_clock, marks);
}

void raise_clock(Session& session, const ClockMarks& marks) {
  run_with(session, clock_row_sql::raise_clock, marks);
}

void raise_floor_to(Session& session, Instant built) {
  const auto kept = load_clock(session);
  const auto raised = with_build_time(kept, built);
  if (raised != kept) save_clock(session, raised);
}

}  // namespace fitmate::db::kiosk
