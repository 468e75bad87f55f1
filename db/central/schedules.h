#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

// The table trainer_schedules. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

struct DaySchedule {
  domain::TrainerId trainer;
  int day_of_week = 0;           // 0 Monday to 6 Sunday
  std::chrono::minutes start{};  // since the gym's midnight
  std::chrono::minutes end{};    // not after `start`: on the next day
  bool is_available = true;      // no: free on that day
};

// The trainer's only hours on that day of the week for what begins from `now` on; gives the row's
// id. What they replace is kept for what began before. Within a transaction of the caller's.
std::int64_t set_day_schedule(sql::Connection& connection, const DaySchedule& schedule,
                              domain::Instant now);

// "HH:MM", as the table has it.
std::string time_of_day_text(std::chrono::minutes since_midnight);
// Of a column that holds one; throws sql::SqlError where it does not.
std::chrono::minutes read_time_of_day(const sql::Row& row, std::string_view column);

}  // namespace fitmate::db::central
