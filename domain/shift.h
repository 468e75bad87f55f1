#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/instant.h"

namespace fitmate::domain {

// What a trainer's shifts amount to beside the hours that were agreed. Pure, and whatever the order
// in which the shifts became known.

// Agreed for one day of the week.
struct WorkingHours {
  int day_of_week = 0;           // 0 Monday to 6 Sunday
  std::chrono::minutes start{};  // on the gym's clock, since midnight
  std::chrono::minutes end{};    // not after `start`: on the next day
  std::optional<Instant> from;   // in force for what begins from then on
  std::optional<Instant> until;  // and before then
};

// Hours that were agreed, of one day. Where a clock's change takes a limit away it is the moment of
// the change; where it comes twice, the first.
struct Duty {
  Instant starts;
  Instant ends;
  bool operator==(const Duty&) const = default;
};

// All that overlap from `from` to before `to`, by their beginning.
std::vector<Duty> find_duties(std::span<const WorkingHours> hours, Instant from, Instant to,
                              const std::chrono::time_zone& zone);

// From one punch to what ended it.
struct Shift {
  Instant start;
  std::optional<Instant> end;
  bool is_end_missing = false;  // the next one began without an end between
  bool operator==(const Shift&) const = default;
};

enum class ShiftStatus : std::uint8_t {
  open,          // its end is still to come
  missed_punch,  // its end was never punched, and nobody guesses it
  on_time,
  late,
  left_early,
  half_day,     // less than the gym's share of a duty was worked
  unscheduled,  // beside all duties
  absent,       // of a duty to which no shift belongs
};
std::string_view to_text(ShiftStatus status);

struct ShiftRules {
  std::chrono::minutes late_after{10};
  std::chrono::minutes early_before{10};
  int half_day_percent = 50;       // of the duty's length
  std::chrono::hours longest{16};  // a shift counts for no longer; an open one is missed then
};

struct JudgedShift {
  ShiftStatus status{};
  std::optional<Duty> duty;  // the one that the shift shares most time with
  bool operator==(const JudgedShift&) const = default;
};
struct Judgement {
  std::vector<JudgedShift> shifts;  // in the order of what was given
  std::vector<Duty> missed;         // by nobody attended, all of it before `known_to`
};
// Everything that was punched before `known_to` is among the shifts. Several shifts of one duty are
// one day's work: the first may be late, the last may have left early, all of them may be half a
// day. While an end is open or missing nothing is said of what it decides, and nobody is absent
// from a duty that such a shift may have lasted into.
Judgement judge_shifts(std::span<const Shift> shifts, std::span<const Duty> duties,
                       const ShiftRules& rules, Instant known_to);

// Hours as a number, for pay, none where the end is not known; a shift counts for no longer than
// the rules say.
std::optional<double> hours_worked(const Shift& shift, const ShiftRules& rules);

struct WorkedTime {
  std::chrono::minutes today{};
  std::chrono::minutes week{};    // since Monday
  bool has_missed_punch = false;  // of a shift of this week, which therefore counts nothing
  bool operator==(const WorkedTime&) const = default;
};
// A shift is of the gym's day on which it began. The one that is open counts up to now.
WorkedTime count_worked(std::span<const Shift> shifts, Instant now, const ShiftRules& rules,
                        const std::chrono::time_zone& zone);

}  // namespace fitmate::domain
