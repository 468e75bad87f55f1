#include "domain/shift.h"

#include <algorithm>
#include <array>
#include <ratio>

namespace fitmate::domain {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::minutes;

Instant at_local(Day day, minutes since_midnight, const std::chrono::time_zone& zone) {
  return std::chrono::time_point_cast<milliseconds>(
      zone.to_sys(day + since_midnight, std::chrono::choose::earliest));
}

Duty duty_on(Day day, const WorkingHours& hours, const std::chrono::time_zone& zone) {
  const auto last_day = hours.end > hours.start ? day : day + days{1};
  return {.starts = at_local(day, hours.start, zone), .ends = at_local(last_day, hours.end, zone)};
}

bool is_in_force(const WorkingHours& hours, Instant at) {
  return (!hours.from || *hours.from <= at) && (!hours.until || at < *hours.until);
}

// Until when it counts, or may.
Instant reach_of(const Shift& shift, const ShiftRules& rules) {
  const auto latest = shift.start + rules.longest;
  return shift.end ? std::min(*shift.end, latest) : latest;
}

milliseconds shared_time(const Shift& shift, const Duty& duty, const ShiftRules& rules) {
  const auto from = std::max(shift.start, duty.starts);
  const auto to = std::min(reach_of(shift, rules), duty.ends);
  return std::max(to - from, milliseconds{0});
}

std::optional<Duty> duty_of(const Shift& shift, std::span<const Duty> duties,
                            const ShiftRules& rules) {
  const Duty* best = nullptr;
  milliseconds most{0};
  for (const auto& duty : duties) {
    const auto shared = shared_time(shift, duty, rules);
    if (shared <= most) continue;
    most = shared;
    best = &duty;
  }
  return best == nullptr ? std::nullopt : std::optional{*best};
}

struct DaysWork {
  milliseconds worked{0};
  bool is_complete = true;  // no end is open or missing
  Instant first;
  Instant last;  // when the last shift began
};

std::optional<DaysWork> work_of(const Duty& duty, std::span<const Shift> shifts,
                                const ShiftRules& rules) {
  std::optional<DaysWork> work;
  for (const auto& shift : shifts) {
    const auto shared = shared_time(shift, duty, rules);
    if (shared == milliseconds{0}) continue;
    if (!work) work = DaysWork{.first = shift.start, .last = shift.start};
    work->worked += shared;
    work->is_complete = work->is_complete && shift.end.has_value();
    work->first = std::min(work->first, shift.start);
    work->last = std::max(work->last, shift.start);
  }
  return work;
}

ShiftStatus judge_ended(const Shift& shift, const Duty& duty, const DaysWork& work,
                        const ShiftRules& rules) {
  if (work.is_complete && work.worked * 100 < (duty.ends - duty.starts) * rules.half_day_percent) {
    return ShiftStatus::half_day;
  }
  if (shift.start == work.first && shift.start > duty.starts + rules.late_after) {
    return ShiftStatus::late;
  }
  if (shift.start == work.last && *shift.end < duty.ends - rules.early_before) {
    return ShiftStatus::left_early;
  }
  return ShiftStatus::on_time;
}

JudgedShift judge(const Shift& shift, std::span<const Shift> shifts, std::span<const Duty> duties,
                  const ShiftRules& rules, Instant known_to) {
  const auto duty = duty_of(shift, duties, rules);
  if (!shift.end) {
    const bool missed = shift.is_end_missing || shift.start + rules.longest <= known_to;
    return {.status = missed ? ShiftStatus::missed_punch : ShiftStatus::open, .duty = duty};
  }
  if (!duty) return {.status = ShiftStatus::unscheduled, .duty = std::nullopt};
  return {.status = judge_ended(shift, *duty, work_of(*duty, shifts, rules).value(), rules),
          .duty = duty};
}

}  // namespace

std::string_view to_text(ShiftStatus status) {
  constexpr std::array<std::string_view, 8> names{
      "open", "missed_punch", "on_time", "late", "left_early", "half_day", "unscheduled", "absent"};
  return names.at(static_cast<std::size_t>(status));
}

std::vector<Duty> find_duties(std::span<const WorkingHours> hours, Instant from, Instant to,
                              const std::chrono::time_zone& zone) {
  std::vector<Duty> duties;
  if (to <= from) return duties;
  // One that began the day before may last into the first day.
  for (auto day = local_day(from, zone) - days{1}; day <= local_day(to, zone); day += days{1}) {
    const auto weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding()) - 1;
    for (const auto& agreed : hours) {
      if (agreed.day_of_week != weekday) continue;
      const auto duty = duty_on(day, agreed, zone);
      if (duty.ends <= duty.starts || !is_in_force(agreed, duty.starts)) continue;
      if (duty.starts < to && duty.ends > from) duties.push_back(duty);
    }
  }
  std::ranges::sort(duties, {}, &Duty::starts);
  return duties;
}

Judgement judge_shifts(std::span<const Shift> shifts, std::span<const Duty> duties,
                       const ShiftRules& rules, Instant known_to) {
  Judgement judgement;
  for (const auto& shift : shifts) {
    judgement.shifts.push_back(judge(shift, shifts, duties, rules, known_to));
  }
  for (const auto& duty : duties) {
    if (duty.ends <= known_to && !work_of(duty, shifts, rules)) judgement.missed.push_back(duty);
  }
  return judgement;
}

std::optional<double> hours_worked(const Shift& shift, const ShiftRules& rules) {
  if (!shift.end) return std::nullopt;
  return std::chrono::duration<double, std::ratio<3600>>{reach_of(shift, rules) - shift.start}
      .count();
}

WorkedTime count_worked(std::span<const Shift> shifts, Instant now, const ShiftRules& rules,
                        const std::chrono::time_zone& zone) {
  const auto today = local_day(now, zone);
  const auto weekday = std::chrono::weekday{today}.iso_encoding();
  const auto monday = today - days{weekday - 1};
  milliseconds of_today{0};
  milliseconds of_week{0};
  WorkedTime worked;
  for (const auto& shift : shifts) {
    const auto day = local_day(shift.start, zone);
    if (day < monday || day > today) continue;
    if (!shift.end && (shift.is_end_missing || now - shift.start >= rules.longest)) {
      worked.has_missed_punch = true;
      continue;
    }
    const auto until = shift.end ? reach_of(shift, rules) : now;
    const auto length = std::max(until - shift.start, milliseconds{0});
    of_week += length;
    if (day == today) of_today += length;
  }
  worked.today = std::chrono::floor<minutes>(of_today);
  worked.week = std::chrono::floor<minutes>(of_week);
  return worked;
}

}  // namespace fitmate::domain
