#include <chrono>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <rapidcheck.h>

#include "tests/support/generators.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::clock_at;
using tests::day;

constexpr std::size_t much = 10'000'000;

// A kiosk that the centre told the time, and events as its clocks may stamp them.
struct Clock : tests::KioskFixture {
  Clock() {
    fill();
    say_time(now);
  }

  [[nodiscard]] ClockMarks marks() const { return kiosk->store.load_device()->clock; }
  Stamp record(Instant at, ClockState state, bool late = false) {
    const Stamp stamp{.at = at,
                      .wall = at + 1s,
                      .boot_id = boot,
                      .since_boot = clock_at(at).since_boot,
                      .clock_state = state,
                      .entered_late = late};
    tests::record(kiosk->store, {.id = {make_uuid(at, random)},
                                 .stamp = stamp,
                                 .happening = Refused{{.outcome = Outcome::refused}}});
    return stamp;
  }
  // The centre holds everything, and says what time it is.
  ClockMarks say_time(Instant truth) {
    const auto said = with_server_time(clock_at(now), truth);
    const auto unsent = kiosk->sync.unsent(1000, much, std::nullopt);
    const Seq last{unsent.first_seq.value + std::ssize(unsent.events) - 1};
    kiosk->sync.apply_ack(unsent.epoch, last, {}, said, now);
    return said;
  }
  // What the centre has held for long is dropped, but for the last event.
  void grow_old() {
    while (kiosk->sync.tidy(now + std::chrono::days{400})) continue;
  }
  void begin_epoch() { kiosk->sync.begin_epoch({++epochs}, std::nullopt, {0}, {}, "for the test"); }

  Uuid boot = clock_at(now).boot_id;
  std::uint64_t epochs = 0;
};

TEST_CASE_METHOD(Clock, "what is recorded with the clock right raises the floor, for good") {
  const auto said = marks();
  const auto stamp = record(now + 1h, ClockState::synced);
  CHECK(marks().floor.at == now + 1h);
  CHECK(marks().last_synced == now + 1h);
  CHECK(marks() == with_stamp(said, stamp));
  stop();
  start();
  CHECK(marks() == with_stamp(said, stamp));
}

TEST_CASE_METHOD(Clock, "what tells no time neither raises the floor nor takes it back") {
  const auto risen = with_stamp(marks(), record(now + 1h, ClockState::synced));
  const auto state = GENERATE(ClockState::synced, ClockState::holdover, ClockState::unsynced);
  for (int i = 0; i < 2; ++i) {
    record(now + 9h, state, state == ClockState::synced);
    CHECK(marks() == risen);
  }
}

TEST_CASE_METHOD(Clock, "the centre's time stands against what was recorded before it") {
  record(now + 365 * 24h, ClockState::synced);
  const auto said = say_time(now);
  CHECK(marks() == said);
  stop();
  start();
  CHECK(marks() == said);
  const auto next = record(now + 1h, ClockState::synced);
  CHECK(marks() == with_stamp(said, next));
}

TEST_CASE_METHOD(Clock, "a decision's floor is the one that the last event raised") {
  record(now + 1h, ClockState::synced);
  CHECK(tests::facts_of(kiosk->store, {}).floor == now + 1h);
}

TEST_CASE("through restarts, epochs and old age the store remembers of time what a ledger would") {
  REQUIRE(rc::check([] {
    Clock clock;
    auto ledger = clock.marks();
    for (auto left = *rc::gen::inRange(0, 20); left > 0; --left) {
      clock.now += std::chrono::minutes{*rc::gen::inRange(0, 100)};
      const auto at = clock.now + std::chrono::minutes{*rc::gen::inRange(-50, 50)};
      switch (*rc::gen::inRange(0, 10)) {
        case 0:
          ledger = clock.say_time(at);
          break;
        case 1:
          clock.boot = tests::any_uuid();
          break;
        case 2:
          clock.stop();
          clock.built = at;
          clock.start();
          ledger = with_build_time(ledger, at);
          break;
        case 3:
          clock.grow_old();
          break;
        case 4:
          clock.begin_epoch();
          break;
        default: {
          const auto state = static_cast<ClockState>(*rc::gen::inRange(0, 3));
          ledger = with_stamp(ledger, clock.record(at, state, tests::any_number<bool>()));
        }
      }
      RC_ASSERT(clock.marks() == ledger);
    }
  }));
}

}  // namespace
}  // namespace fitmate::db::kiosk
