#include "db/central/schedules.h"

#include <format>

#include "db/central/schedules.sql.h"

namespace fitmate::db::central {

std::int64_t set_day_schedule(sql::Connection& connection, const DaySchedule& schedule) {
  const auto start = time_of_day_text(schedule.start);
  connection.execute(schedules_sql::delete_other_hours, schedule.trainer, schedule.day_of_week,
                     start);
  return connection
      .query_one(schedules_sql::put_hours, schedule.trainer, schedule.day_of_week, start,
                 time_of_day_text(schedule.end))
      .value()
      .get<std::int64_t>("id");
}

std::string time_of_day_text(std::chrono::minutes since_midnight) {
  return std::format("{:02}:{:02}", since_midnight.count() / 60, since_midnight.count() % 60);
}

}  // namespace fitmate::db::central
