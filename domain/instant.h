#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fitmate::domain {

// A point in UTC, in milliseconds. The wall clock is read in main.cpp only; all else is handed its
// time.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// A calendar day of the gym.
using Day = std::chrono::local_days;

// The gym's day at that instant. The zone outlives the call; it comes from the system's tzdata.
Day local_day(Instant at, const std::chrono::time_zone& zone);

// The first instant of that day in the gym's zone; where midnight is skipped, the first that
// exists.
Instant start_of_day(Day day, const std::chrono::time_zone& zone);

// RFC 3339 with milliseconds and "Z", as "2026-01-22T08:15:30.250Z".
std::string to_text(Instant at);
// Takes any offset and fraction; digits past milliseconds are cut. Nothing for any other text.
std::optional<Instant> parse_instant(std::string_view text);

// "2026-01-22".
std::string to_text(Day day);
std::optional<Day> parse_day(std::string_view text);

// "2026-01-22 13:45" in the gym's zone, for people.
std::string to_local_text(Instant at, const std::chrono::time_zone& zone);

}  // namespace fitmate::domain
