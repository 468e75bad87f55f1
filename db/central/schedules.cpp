#include "db/central/schedules.h"

#include <charconv>
#include <format>

#include "db/central/schedules.sql.h"

namespace fitmate::db::central {

std::int64_t set_day_schedule(sql::Connection& connection, const DaySchedule& schedule,
                              domain::Instant now) {
  const auto start = time_of_day_text(schedule.start);
  const auto end = time_of_day_text(schedule.end);
  connection.execute(schedules_sql::keep_other_hours, schedule.trainer, schedule.day_of_week, start,
                     end, now, schedule.is_available);
  connection.execute(schedules_sql::delete_other_hours, schedule.trainer, schedule.day_of_week,
                     start);
  return connection
      .query_one(schedules_sql::put_hours, schedule.trainer, schedule.day_of_week, start, end, now,
                 schedule.is_available)
      .value()
      .get<std::int64_t>("id");
}

std::string time_of_day_text(std::chrono::minutes since_midnight) {
  return std::format("{:02}:{:02}", since_midnight.count() / 60, since_midnight.count() % 60);
}

std::chrono::minutes read_time_of_day(const sql::Row& row, std::string_view column) {
  const auto text = row.get<std::string>(column);
  int hours = 0;
  int minutes = 0;
  const auto* end = text.data() + text.size();
  const auto colon = std::from_chars(text.data(), end, hours);
  if (colon.ec != std::errc{} || colon.ptr == end || *colon.ptr != ':' ||
      std::from_chars(colon.ptr + 1, end, minutes).ptr != end) {
    throw sql::SqlError{sql::SqlErrorKind::other,
                        std::format("column {} holds no time of day", column)};
  }
  return std::chrono::hours{hours} + std::chrono::minutes{minutes};
}

}  // namespace fitmate::db::central
