#include "domain/trusted_clock.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/support/generators.h"

namespace fitmate::domain {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::days day{1};

Uuid boot(int number) {
  Uuid id;
  id.bytes.fill(static_cast<std::byte>(number));
  return id;
}

constexpr Instant year_1970{};
constexpr Instant noon = std::chrono::sys_days{2026y / 6 / 1} + 12h;
constexpr Instant year_2106 = std::chrono::sys_days{2106y / 1 / 1};

Stamp stamp_of(const Now& now) {
  return {.at = now.at,
          .wall = now.reading.wall,
          .boot_id = now.reading.boot_id,
          .since_boot = now.reading.since_boot,
          .clock_state = now.state};
}

// The marks after an event of that moment.
ClockMarks with_moment(const ClockMarks& marks, const Now& now) {
  return with_stamp(marks, stamp_of(now));
}

// The marks after the centre said noon, an hour into boot 1.
ClockMarks marks_of_noon() {
  return with_server_time({.wall = year_1970, .since_boot = 1h, .boot_id = boot(1)}, noon);
}

TEST_CASE(
    "the centre's time of this boot goes on by the boot clock, whatever the wall clock says") {
  const auto marks = marks_of_noon();
  for (const auto wall : {year_1970, noon - 1h, noon, noon + 24h * 365, year_2106}) {
    const auto now = tell_time({.wall = wall, .since_boot = 3h, .boot_id = boot(1)}, marks);
    CHECK(now.at == noon + 2h);
    CHECK(now.state == ClockState::synced);
    CHECK(now.reading.wall == wall);
  }
}

TEST_CASE("a boot that holds the centre's time stays synced for as long as it lasts") {
  const auto now =
      tell_time({.wall = noon, .since_boot = 1h + 400 * day, .boot_id = boot(1)}, marks_of_noon());
  CHECK(now.state == ClockState::synced);
  CHECK(now.at == noon + 400 * day);
}

TEST_CASE("a boot of its own takes the wall clock where it is past the floor") {
  const auto now =
      tell_time({.wall = noon + 2h, .since_boot = 10min, .boot_id = boot(2)}, marks_of_noon());
  CHECK(now.at == noon + 2h);
}

TEST_CASE("a boot in 1970 goes on from the floor and moves") {
  const auto marks = marks_of_noon();
  ClockReading reading{.wall = year_1970, .since_boot = 10min, .boot_id = boot(2)};
  CHECK(tell_time(reading, marks).at == noon + 10min);
  reading.since_boot += 1h;
  CHECK(tell_time(reading, marks).at == noon + 70min);
}

TEST_CASE("within the boot of the floor only what passed since is added") {
  auto marks = marks_of_noon();
  marks.server.reset();
  const auto now = tell_time({.wall = year_1970, .since_boot = 90min, .boot_id = boot(1)}, marks);
  CHECK(now.at == noon + 30min);
}

TEST_CASE("a clock that the kernel keeps is synced without the centre") {
  const ClockReading reading{
      .wall = noon, .since_boot = 1min, .boot_id = boot(1), .kernel_synced = true};
  const auto now = tell_time(reading, {});
  CHECK(now.state == ClockState::synced);
  CHECK(now.at == noon);
  auto alone = reading;
  alone.kernel_synced = false;
  CHECK(tell_time(alone, {}).state == ClockState::unsynced);
}

TEST_CASE("holdover lasts seven days from the last synced moment, to the millisecond") {
  const auto state_after = [](std::chrono::milliseconds after) {
    return tell_time({.wall = noon + after, .since_boot = 1ms, .boot_id = boot(2)}, marks_of_noon())
        .state;
  };
  CHECK(state_after(1ms) == ClockState::holdover);
  CHECK(state_after(7 * day - 1ms) == ClockState::holdover);
  CHECK(state_after(7 * day + 1ms) == ClockState::unsynced);
  CHECK(state_after(400 * day) == ClockState::unsynced);
}

TEST_CASE("a boot whose wall clock is behind the floor holds nothing over") {
  const auto state_at_wall = [](Instant wall) {
    return tell_time({.wall = wall, .since_boot = 10min, .boot_id = boot(2)}, marks_of_noon())
        .state;
  };
  CHECK(state_at_wall(noon + 10min) == ClockState::holdover);
  CHECK(state_at_wall(noon + 10min - 1ms) == ClockState::unsynced);
  CHECK(state_at_wall(year_1970) == ClockState::unsynced);
}

TEST_CASE("what a boot has seen of right time outlasts it") {
  const auto marks = marks_of_noon();
  const ClockReading reading{.wall = year_1970, .since_boot = 9h, .boot_id = boot(1)};
  const auto seen = with_moment(marks, tell_time(reading, marks));
  const auto now = tell_time({.wall = year_1970, .since_boot = 1min, .boot_id = boot(2)}, seen);
  CHECK(now.at == noon + 8h + 1min);
}

TEST_CASE("holdover begins when the kernel loses its time, within the same boot too") {
  ClockReading reading{.wall = noon, .since_boot = 1h, .boot_id = boot(1), .kernel_synced = true};
  const auto marks = with_moment({}, tell_time(reading, {}));
  reading.kernel_synced = false;
  reading.wall += 1h;
  reading.since_boot += 1h;
  CHECK(tell_time(reading, marks).state == ClockState::holdover);
  CHECK(tell_time(reading, marks).at == noon + 1h);
  reading.wall += 7 * day;
  reading.since_boot += 7 * day;
  CHECK(tell_time(reading, marks).state == ClockState::unsynced);
}

TEST_CASE("a kiosk that never knew the time is unsynced and goes by its wall clock") {
  const auto now = tell_time({.wall = noon, .since_boot = 1h, .boot_id = boot(1)}, {});
  CHECK(now.state == ClockState::unsynced);
  CHECK(now.at == noon);
}

TEST_CASE("a clock in 2106 is unsynced, used and never stored") {
  const auto marks = marks_of_noon();
  const ClockReading reading{.wall = year_2106, .since_boot = 1h, .boot_id = boot(2)};
  const auto now = tell_time(reading, marks);
  CHECK(now.at == year_2106);
  CHECK(now.state == ClockState::unsynced);
  CHECK(with_moment(marks, now) == marks);
  const auto right_again = with_server_time(reading, noon + 5h);
  CHECK(tell_time(reading, right_again).at == noon + 5h);
}

TEST_CASE("the centre lowers a floor that a wrong but synced clock had raised") {
  const ClockReading reading{
      .wall = noon + 365 * day, .since_boot = 1h, .boot_id = boot(1), .kernel_synced = true};
  const auto ahead = with_moment({}, tell_time(reading, {}));
  REQUIRE(ahead.floor.at == noon + 365 * day);
  const auto put_right = with_server_time(reading, noon);
  CHECK(put_right.floor.at == noon);
  CHECK(tell_time(reading, put_right).at == noon);
  const auto next_boot =
      tell_time({.wall = noon + 1h, .since_boot = 1min, .boot_id = boot(2)}, put_right);
  CHECK(next_boot.at == noon + 1h);
  CHECK(next_boot.state == ClockState::holdover);
}

TEST_CASE("a synced moment raises the floor and the last synced moment") {
  const auto marks = marks_of_noon();
  const ClockReading reading{.wall = year_1970, .since_boot = 3h, .boot_id = boot(1)};
  const auto later = with_moment(marks, tell_time(reading, marks));
  CHECK(later.floor == TimeMark{.at = noon + 2h, .boot_id = boot(1), .since_boot = 3h});
  CHECK(later.last_synced == noon + 2h);
  CHECK(later.server == marks.server);
}

TEST_CASE("a moment in holdover does not lengthen holdover") {
  const auto marks = marks_of_noon();
  const ClockReading reading{.wall = noon + 6 * day, .since_boot = 1h, .boot_id = boot(2)};
  const auto now = tell_time(reading, marks);
  REQUIRE(now.state == ClockState::holdover);
  CHECK(with_moment(marks, now).last_synced == noon);
}

TEST_CASE("a time that a person entered raises nothing, however right the clock is") {
  const auto marks = marks_of_noon();
  const ClockReading reading{.wall = year_1970, .since_boot = 3h, .boot_id = boot(1)};
  auto stamp = stamp_of(tell_time(reading, marks));
  REQUIRE(stamp.clock_state == ClockState::synced);
  stamp.entered_late = true;
  CHECK(with_stamp(marks, stamp) == marks);
}

TEST_CASE("a build's time raises a floor below it and leaves one above it") {
  const auto fresh = with_build_time({}, noon);
  CHECK(fresh.floor.at == noon);
  const ClockReading reading{.wall = year_1970, .since_boot = 5min, .boot_id = boot(1)};
  CHECK(tell_time(reading, fresh).at == noon + 5min);
  CHECK(tell_time(reading, fresh).state == ClockState::unsynced);
  CHECK(with_build_time(marks_of_noon(), noon - 1ms) == marks_of_noon());
  CHECK(with_build_time(marks_of_noon(), noon + 1ms).floor.at == noon + 1ms);
}

TEST_CASE("within a boot a wall clock that is set back takes no time back below the floor") {
  ClockMarks marks;
  ClockReading reading{.wall = noon, .since_boot = 1h, .boot_id = boot(1), .kernel_synced = true};
  marks = with_moment(marks, tell_time(reading, marks));
  reading = {.wall = noon - 5h, .since_boot = 2h, .boot_id = boot(1)};
  CHECK(tell_time(reading, marks).at == noon + 1h);
}

TEST_CASE("any walk of clocks and boots is put right by one answer of the centre") {
  REQUIRE(rc::check([] {
    ClockMarks marks = with_build_time({}, noon - 400 * day);
    ClockReading reading{.boot_id = boot(0)};
    for (auto left = *rc::gen::inRange(0, 12); left > 0; --left) {
      if (tests::any_number<bool>()) {
        reading.boot_id = tests::any_uuid();
        reading.since_boot = 0ms;
      }
      reading.wall = tests::any_instant();
      reading.since_boot += std::chrono::milliseconds{*rc::gen::inRange(0, 1'000'000'000)};
      reading.kernel_synced = tests::any_number<bool>();
      marks = with_moment(marks, tell_time(reading, marks));
    }
    const auto truth = tests::any_instant();
    marks = with_server_time(reading, truth);
    RC_ASSERT(tell_time(reading, marks).at == truth);
    reading.since_boot += 1h;
    reading.wall = tests::any_instant();
    RC_ASSERT(tell_time(reading, marks).at == truth + 1h);
  }));
}

TEST_CASE("time never falls below the floor, and the floor never without the centre") {
  REQUIRE(rc::check([] {
    ClockMarks marks = with_build_time({}, noon);
    const auto boots = *rc::gen::inRange(1, 12);
    for (int number = 1; number <= boots; ++number) {
      const ClockReading reading{
          .wall = tests::any_instant(),
          .since_boot = std::chrono::milliseconds{*rc::gen::inRange(0, 1'000'000'000)},
          .boot_id = boot(number),
          .kernel_synced = tests::any_number<bool>()};
      const auto now = tell_time(reading, marks);
      RC_ASSERT(now.at >= marks.floor.at);
      const auto next = with_moment(marks, now);
      RC_ASSERT(next.floor.at >= marks.floor.at);
      RC_ASSERT(now.state != ClockState::unsynced || next == marks);
      marks = next;
    }
  }));
}

TEST_CASE("a clock state's text is read back, and no other text") {
  for (const auto state : {ClockState::synced, ClockState::holdover, ClockState::unsynced}) {
    CHECK(parse_clock_state(to_text(state)) == state);
  }
  CHECK(to_text(ClockState::holdover) == "holdover");
  CHECK_FALSE(parse_clock_state(""));
  CHECK_FALSE(parse_clock_state("Synced"));
}

}  // namespace
}  // namespace fitmate::domain
