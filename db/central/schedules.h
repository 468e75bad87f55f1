#pragma once

#include <chrono>
#include <cstdint>

#include "db/sql/connection.h"
#include "domain/ids.h"

// The table trainer_schedules. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

struct DaySchedule {
  domain::TrainerId trainer;
  int day_of_week = 0;           // 0 Monday to 6 Sunday
  std::chrono::minutes start{};  // since the gym's midnight
  std::chrono::minutes end{};
};

// The trainer's only hours on that day of the week from now on; gives the row's id. Within a
// transaction of the caller's.
std::int64_t set_day_schedule(sql::Connection& connection, const DaySchedule& schedule);

// "HH:MM", as the table has it.
std::string time_of_day_text(std::chrono::minutes since_midnight);

}  // namespace fitmate::db::central
