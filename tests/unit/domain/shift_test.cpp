#include "domain/shift.h"

#include <algorithm>
#include <random>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

using namespace fitmate::domain;
using namespace std::chrono_literals;

namespace {

const std::chrono::time_zone& vienna = *std::chrono::locate_zone("Europe/Vienna");
constexpr ShiftRules rules{};
constexpr int monday = 0;
constexpr int saturday = 5;

Instant at(std::string_view text) {
  return parse_instant(text).value();
}

WorkingHours hours_on(int day, std::chrono::minutes start, std::chrono::minutes end) {
  return {.day_of_week = day, .start = start, .end = end, .from = {}, .until = {}};
}

std::vector<Duty> duties_of(const WorkingHours& hours, std::string_view from, std::string_view to) {
  return find_duties({&hours, 1}, at(from), at(to), vienna);
}

// Monday, 2 March 2026, from 9 to 17 in Vienna.
const Duty office{.starts = at("2026-03-02T08:00:00Z"), .ends = at("2026-03-02T16:00:00Z")};

Shift shift(Instant start, std::optional<Instant> end) {
  return {.start = start, .end = end, .is_end_missing = false};
}

Judgement judge(std::vector<Shift> shifts, Instant known_to = office.ends + 24h) {
  return judge_shifts(shifts, {&office, 1}, rules, known_to);
}

ShiftStatus status_of(Instant start, Instant end) {
  return judge({shift(start, end)}).shifts.front().status;
}

}  // namespace

TEST_CASE("Hours become a duty on each of their days, on the gym's clock") {
  const auto duties =
      duties_of(hours_on(monday, 9h, 17h), "2026-02-28T00:00:00Z", "2026-03-10T00:00:00Z");
  REQUIRE(duties.size() == 2);
  CHECK(duties[0] == office);
  CHECK(duties[1].starts == office.starts + 7 * 24h);
}

TEST_CASE("Hours that end before they begin last into the next day") {
  const auto duties =
      duties_of(hours_on(monday, 22h, 6h), "2026-03-03T04:59:00Z", "2026-03-03T05:30:00Z");
  REQUIRE(duties.size() == 1);
  CHECK(duties[0].starts == at("2026-03-02T21:00:00Z"));
  CHECK(duties[0].ends == at("2026-03-03T05:00:00Z"));
  CHECK(
      duties_of(hours_on(monday, 22h, 6h), "2026-03-03T05:00:00Z", "2026-03-03T21:00:00Z").empty());
}

TEST_CASE("A night in which the clock changes is an hour shorter or longer") {
  const auto night = hours_on(saturday, 22h, 6h);
  const auto spring = duties_of(night, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z");
  REQUIRE(spring.size() == 1);
  CHECK(spring[0].ends - spring[0].starts == 7h);
  const auto autumn = duties_of(night, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z");
  REQUIRE(autumn.size() == 1);
  CHECK(autumn[0].ends - autumn[0].starts == 9h);
}

TEST_CASE(
    "A limit that the clock skips is the moment of the change; one that comes twice, the first") {
  const auto skipped =
      duties_of(hours_on(6, 2h + 30min, 8h), "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z");
  REQUIRE(skipped.size() == 1);
  CHECK(skipped[0].starts == at("2026-03-29T01:00:00Z"));
  const auto twice =
      duties_of(hours_on(6, 2h + 30min, 8h), "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z");
  REQUIRE(twice.size() == 1);
  CHECK(twice[0].starts == at("2026-10-25T00:30:00Z"));
  // All of these hours are skipped.
  CHECK(
      duties_of(hours_on(6, 2h + 10min, 2h + 50min), "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z")
          .empty());
}

TEST_CASE("Hours count for what begins from their agreement on, and up to the next") {
  auto hours = hours_on(monday, 9h, 17h);
  hours.from = office.starts;
  CHECK(duties_of(hours, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").size() == 1);
  hours.from = office.starts + 1ms;
  CHECK(duties_of(hours, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").empty());
  hours.from.reset();
  hours.until = office.starts + 1ms;
  CHECK(duties_of(hours, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").size() == 1);
  hours.until = office.starts;
  CHECK(duties_of(hours, "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z").empty());
}

TEST_CASE("Ten minutes late are on time, and so is leaving ten minutes early") {
  CHECK(status_of(office.starts, office.ends) == ShiftStatus::on_time);
  CHECK(status_of(office.starts + 10min, office.ends) == ShiftStatus::on_time);
  CHECK(status_of(office.starts + 10min + 1ms, office.ends) == ShiftStatus::late);
  CHECK(status_of(office.starts, office.ends - 10min) == ShiftStatus::on_time);
  CHECK(status_of(office.starts, office.ends - 10min - 1ms) == ShiftStatus::left_early);
  CHECK(status_of(office.starts - 1h, office.ends + 1h) == ShiftStatus::on_time);
}

TEST_CASE("Half of the hours are enough, a moment less is half a day") {
  CHECK(status_of(office.starts, office.starts + 4h) == ShiftStatus::left_early);
  CHECK(status_of(office.starts, office.starts + 4h - 1ms) == ShiftStatus::half_day);
  // What was worked before the hours began makes up for nothing.
  CHECK(status_of(office.starts - 3h, office.starts + 3h) == ShiftStatus::half_day);
}

TEST_CASE("Shifts with a break between are one day's work") {
  const auto judged = judge({shift(office.starts + 20min, office.starts + 3h),
                             shift(office.starts + 4h, office.starts + 6h),
                             shift(office.starts + 7h, office.ends)});
  CHECK(judged.shifts[0].status == ShiftStatus::late);
  CHECK(judged.shifts[1].status == ShiftStatus::on_time);
  CHECK(judged.shifts[2].status == ShiftStatus::on_time);
  const auto short_ones = judge(
      {shift(office.starts, office.starts + 1h), shift(office.starts + 4h, office.starts + 5h)});
  CHECK(short_ones.shifts[0].status == ShiftStatus::half_day);
  CHECK(short_ones.shifts[1].status == ShiftStatus::half_day);
}

TEST_CASE("While an end is open or missing nothing is said of what it decides") {
  const auto open = judge({shift(office.starts, std::nullopt)}, office.ends);
  CHECK(open.shifts[0].status == ShiftStatus::open);
  CHECK(open.shifts[0].duty == office);
  CHECK(open.missed.empty());
  const auto broken = judge({{.start = office.starts, .end = {}, .is_end_missing = true},
                             shift(office.starts + 7h, office.ends)});
  CHECK(broken.shifts[0].status == ShiftStatus::missed_punch);
  CHECK(broken.shifts[1].status == ShiftStatus::on_time);
}

TEST_CASE("An end that did not come in sixteen hours is missed, once all that while is known") {
  const auto start = office.starts;
  CHECK(judge({shift(start, {})}, start + 16h - 1ms).shifts[0].status == ShiftStatus::open);
  CHECK(judge({shift(start, {})}, start + 16h).shifts[0].status == ShiftStatus::missed_punch);
}

TEST_CASE("A shift beside all duties is unscheduled, and its duty stays missed") {
  const auto judged = judge({shift(office.starts - 3h, office.starts)});
  CHECK(judged.shifts[0].status == ShiftStatus::unscheduled);
  CHECK(judged.missed == std::vector{office});
}

TEST_CASE("Nobody is absent before all that while is known") {
  CHECK(judge({}, office.ends - 1ms).missed.empty());
  CHECK(judge({}, office.ends).missed == std::vector{office});
}

TEST_CASE("Nobody is absent whose missed punch may have been in those hours") {
  const Shift before{.start = office.starts - 16h + 1ms, .end = {}, .is_end_missing = true};
  CHECK(judge({before}).missed.empty());
  const Shift long_before{.start = office.starts - 16h, .end = {}, .is_end_missing = true};
  CHECK(judge({long_before}).missed == std::vector{office});
}

TEST_CASE("A shift belongs to the duty that it shares most time with") {
  const std::vector<Duty> two{{.starts = office.starts, .ends = office.starts + 4h},
                              {.starts = office.starts + 5h, .ends = office.ends}};
  const std::vector shifts{shift(office.starts + 4h - 1min, office.ends)};
  const auto judged = judge_shifts(shifts, two, rules, office.ends);
  CHECK(judged.shifts[0].duty == two[1]);
  CHECK(judged.shifts[0].status == ShiftStatus::on_time);
  CHECK(judged.missed.empty());
}

TEST_CASE("Every shift gets the same verdict in any order") {
  rc::check([] {
    std::vector<Shift> shifts;
    auto start = office.starts - 20h;
    const auto count = *rc::gen::inRange(0, 8);
    for (int i = 0; i < count; ++i) {
      start += std::chrono::minutes{*rc::gen::inRange(1, 600)};
      const auto end = start + std::chrono::minutes{*rc::gen::inRange(0, 300)};
      const bool known = *rc::gen::arbitrary<bool>();
      shifts.push_back({.start = start,
                        .end = known ? std::optional{end} : std::nullopt,
                        .is_end_missing = !known});
      start = end;
    }
    const std::vector<Duty> duties{{.starts = office.starts - 12h, .ends = office.starts - 9h},
                                   office,
                                   {.starts = office.ends, .ends = office.ends + 4h}};
    const auto known_to = office.starts + std::chrono::hours{*rc::gen::inRange(0, 40)};
    const auto before = judge_shifts(shifts, duties, rules, known_to);
    std::vector<std::size_t> order(shifts.size());
    std::ranges::iota(order, 0);
    std::ranges::shuffle(order, std::mt19937{*rc::gen::arbitrary<unsigned>()});
    std::vector<Shift> mixed;
    mixed.reserve(order.size());
    for (const auto place : order) mixed.push_back(shifts[place]);
    const auto after = judge_shifts(mixed, duties, rules, known_to);
    RC_ASSERT(after.missed == before.missed);
    for (std::size_t i = 0; i < order.size(); ++i) {
      RC_ASSERT(after.shifts[i] == before.shifts[order[i]]);
    }
  });
}

TEST_CASE("Hours worked are a number, and none where the end is not known") {
  CHECK(hours_worked(shift(office.starts, office.starts + 90min), rules) == 1.5);
  CHECK(!hours_worked(shift(office.starts, std::nullopt), rules));
}

TEST_CASE("No shift counts for longer than the gym's longest") {
  const ShiftRules short_days{.longest = 10h};
  const auto counted = [&](std::chrono::minutes length) {
    return hours_worked(shift(office.starts, office.starts + length), short_days);
  };
  CHECK(counted(9h + 30min) == 9.5);
  CHECK(counted(10h) == 10);
  CHECK(counted(10h + 1min) == 10);
  CHECK(counted(100h) == 10);
  const auto now = at("2026-03-04T22:00:00Z");
  CHECK(count_worked(std::vector{shift(now - 20h, now - 1h)}, now, short_days, vienna).week == 10h);
}

TEST_CASE("A night counts for the day on which it began, an open shift up to now") {
  // Wednesday, 4 March, at noon in Vienna.
  const auto now = at("2026-03-04T11:00:00Z");
  const std::vector shifts{
      shift(at("2026-03-01T21:00:00Z"), at("2026-03-02T05:00:00Z")),  // Sunday night: last week
      shift(at("2026-03-03T21:00:00Z"), at("2026-03-04T03:30:00Z")),  // Tuesday night
      shift(at("2026-03-04T10:00:00Z"), std::nullopt)};
  CHECK(count_worked(shifts, now, rules, vienna) ==
        WorkedTime{.today = 1h, .week = 7h + 30min, .has_missed_punch = false});
}

TEST_CASE("A missed punch counts nothing and is told") {
  const auto now = at("2026-03-04T11:00:00Z");
  const std::vector shifts{Shift{.start = now - 24h, .end = {}, .is_end_missing = true},
                           shift(now - 2h, now - 1h)};
  CHECK(count_worked(shifts, now, rules, vienna) ==
        WorkedTime{.today = 1h, .week = 1h, .has_missed_punch = true});
  CHECK(count_worked(std::vector{shift(now - 16h, {})}, now, rules, vienna).has_missed_punch);
  CHECK(
      !count_worked(std::vector{shift(now - 16h + 1ms, {})}, now, rules, vienna).has_missed_punch);
}
