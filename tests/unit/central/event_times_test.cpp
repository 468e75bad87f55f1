#include "central/services/event_times.h"

#include <limits>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

using namespace fitmate;
using namespace std::chrono_literals;
using central::services::EventTimes;
using db::central::TimeQuality;
using domain::Instant;
using std::chrono::milliseconds;

namespace {

const Instant received = *domain::parse_instant("2026-03-02T12:00:00Z");
const domain::Uuid this_boot{{std::byte{1}}};
const domain::Uuid other_boot{{std::byte{2}}};

EventTimes times(std::optional<Instant> last = std::nullopt, milliseconds since_boot = 1h) {
  return {{.received_at = received, .boot_id = this_boot, .since_boot = since_boot}, last};
}

domain::Stamp stamp(const domain::Uuid& boot, milliseconds since_boot, Instant at) {
  return {.at = at,
          .wall = at,
          .boot_id = boot,
          .since_boot = since_boot,
          .clock_state = domain::ClockState::unsynced};
}

}  // namespace

TEST_CASE("In the boot of the push the boot clock says when, whatever the wall clock") {
  auto clock = times();
  const auto timed = clock.next(stamp(this_boot, 40min, Instant{}));
  CHECK(timed.at == received - 20min);
  CHECK(timed.quality == TimeQuality::boot);
}

TEST_CASE("What was entered late has the time that was given, and moves nothing else") {
  auto clock = times();
  auto late = stamp(this_boot, 50min, received + 24h);
  late.entered_late = true;
  CHECK(clock.next(late).at == received + 24h);
  CHECK(!clock.last());
  CHECK(clock.next(stamp(this_boot, 10min, received)).at == received - 50min);
}

TEST_CASE("An event of an earlier boot lies between its neighbours") {
  auto clock = times(received - 10h);
  CHECK(clock.next(stamp(other_boot, 5min, received - 9h)).at == received - 9h);
  CHECK(clock.next(stamp(other_boot, 6min, received - 20h)).at == received - 9h);
  const auto ahead = clock.next(stamp(other_boot, 7min, received + 24h * 365));
  CHECK(ahead.at == received - 1h);
  CHECK(ahead.quality == TimeQuality::bounded);
  CHECK(clock.next(stamp(this_boot, 0min, received)).at == received - 1h);
}

TEST_CASE("A boot clock that cannot be is not believed") {
  auto clock = times();
  CHECK(clock.next(stamp(this_boot, 2h, received)).quality == TimeQuality::bounded);
  CHECK(clock.next(stamp(this_boot, -1ms, received)).quality == TimeQuality::bounded);
  auto far = times(std::nullopt, milliseconds::max());
  CHECK(far.next(stamp(this_boot, 0ms, received)).at == Instant{});
}

TEST_CASE("Whatever a kiosk claims, times never run against seq and stay within 1970 to 9999") {
  rc::check([] {
    const auto any = [] {
      return milliseconds{*rc::gen::element<std::int64_t>(
          std::numeric_limits<std::int64_t>::min(), -1, 0, 1, 3'600'000, 9'999'999'999'999,
          std::numeric_limits<std::int64_t>::max())};
    };
    auto clock = times(std::nullopt, any());
    std::optional<Instant> before;
    const auto count = *rc::gen::inRange(1, 20);
    for (int i = 0; i < count; ++i) {
      const auto& boot = *rc::gen::arbitrary<bool>() ? this_boot : other_boot;
      auto one = stamp(boot, any(), Instant{any()});
      one.entered_late = *rc::gen::arbitrary<bool>();
      const auto timed = clock.next(one);
      RC_ASSERT(timed.at >= Instant{});
      RC_ASSERT(timed.at <= *domain::parse_instant("9999-12-31T23:59:59.999Z"));
      if (one.entered_late) continue;
      RC_ASSERT(timed.at <= received);
      if (before) RC_ASSERT(timed.at >= *before);
      before = timed.at;
    }
  });
}
