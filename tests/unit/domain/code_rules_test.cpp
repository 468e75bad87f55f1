#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/unit/domain/door.h"

namespace fitmate::domain {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::hours day{24};

TEST_CASE("a code is good from the first midnight of its window to the last one, at the gym") {
  Door door;
  door.credential.capsule.valid_from = door.day(-1);
  door.credential.capsule.valid_until = door.day(2);
  const auto answer_at = [&](Instant at) {
    door.move_to(at);
    const auto& reading = door.moment.now.reading;
    door.facts.pulled = TimeMark{at, reading.boot_id, reading.since_boot};
    return door.answer();
  };
  CHECK(answer_at(door.midnight(-1) - 1ms) == "refused: code_expired");
  CHECK(answer_at(door.midnight(-1)) == "in: ok");
  CHECK(answer_at(door.midnight(2) - 1ms) == "in: ok");
  CHECK(answer_at(door.midnight(2)) == "refused: code_expired");
}

TEST_CASE("a code past its window opens no way out") {
  Door door;
  door.gate = Gate::out;
  door.credential.capsule.valid_until = door.day(0);
  CHECK(door.answer() == "refused: code_expired");
}

TEST_CASE("a revoked code stays refused, in, out and for trainers") {
  Door door;
  door.facts.credential_revoked = true;
  for (const auto gate : {Gate::both, Gate::in, Gate::out}) {
    door.gate = gate;
    CHECK(door.answer() == "refused: revoked");
  }
  door.become_trainer();
  CHECK(door.answer() == "refused: revoked");
  door.become_unknown();
  CHECK(door.answer() == "refused: revoked");
}

TEST_CASE("the checks of a code win in their order") {
  Door door;
  door.accepted(door.ago(1s), step_at(door.now()));
  door.show_phone(-40);
  door.facts.person->memberships.clear();
  door.facts.credential_revoked = true;
  door.credential.capsule.valid_until = door.day(0);
  CHECK(door.answer() == "refused: code_expired");
  door.credential.capsule.valid_until = door.day(5);
  CHECK(door.answer() == "refused: revoked");
  door.facts.credential_revoked = false;
  CHECK(door.answer() == "refused: code_expired");
  door.show_phone(0);
  CHECK(door.answer() == "repeat");
  door.accepted(door.ago(1min), step_at(door.now()));
  CHECK(door.answer() == "refused: replayed");
  door.show_phone(1);
  CHECK(door.answer() == "refused: no_membership");
}

TEST_CASE("the same card within ten seconds gets the same answer") {
  Door door;
  door.facts.open_visit = door.scan(door.ago(1s));
  door.accepted(door.ago(0ms));
  CHECK(door.answer() == "repeat");
  door.accepted(door.ago(10s - 1ms));
  CHECK(door.answer() == "repeat");
  door.accepted(door.ago(10s + 1ms));
  CHECK(door.answer() == "refused: already_in");
}

TEST_CASE("a repeat hands back the earlier event as it was") {
  Door door;
  door.accepted(door.ago(3s));
  const auto decision = door.decide();
  REQUIRE(std::holds_alternative<Repeat>(decision));
  CHECK(std::get<Repeat>(decision).earlier == door.facts.last_accepted->scan);
}

TEST_CASE("the same trainer within sixty seconds gets the same answer") {
  Door door;
  door.become_trainer();
  door.facts.open_shift = door.scan(door.ago(60s));
  door.accepted(door.ago(60s - 1ms));
  CHECK(door.answer() == "repeat");
  door.accepted(door.ago(60s + 1ms));
  CHECK(door.answer() == "shift out: ok");
}

TEST_CASE("a repeat holds across a restart, by the time of day") {
  Door door;
  door.accepted(door.ago_in_another_boot(10s - 1ms));
  CHECK(door.answer() == "repeat");
  door.accepted(door.ago_in_another_boot(10s + 1ms));
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("what seems to lie ahead is no repeat") {
  Door door;
  door.accepted(door.ago_in_another_boot(-1ms));
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("within a boot a clock set back or forth changes no repeat") {
  Door door;
  for (const auto jump : {-5 * day, 5 * day}) {
    auto stamp = door.ago(3s);
    stamp.at += jump;
    door.accepted(stamp);
    CHECK(door.answer() == "repeat");
    stamp = door.ago(11s);
    stamp.at = door.now() - 1s;
    door.accepted(stamp);
    CHECK(door.answer() == "in: ok");
  }
}

TEST_CASE("a phone's repeat is the same step or a later one, never an earlier") {
  Door door;
  const auto step = step_at(door.now());
  door.accepted(door.ago(5s), step);
  door.show_phone(0);
  CHECK(door.answer() == "repeat");
  door.show_phone(1);
  CHECK(door.answer() == "repeat");
  door.show_phone(-1);
  CHECK(door.answer() == "refused: replayed");
}

TEST_CASE("a phone's repeat still counts when its step has just passed") {
  Door door;
  const auto start = start_of_step(step_at(door.now()));
  door.move_to(start + 1s);
  door.show_phone(-2);
  door.accepted(door.ago(2s), door.credential.step);
  CHECK(door.answer() == "repeat");
}

TEST_CASE("a phone's code after the time of repeats is replayed, unless its step is new") {
  Door door;
  door.accepted(door.ago(11s), step_at(door.now()));
  door.show_phone(0);
  CHECK(door.answer() == "refused: replayed");
  door.show_phone(-1);
  CHECK(door.answer() == "refused: replayed");
  door.show_phone(1);
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("a phone's step is the one before now's, now's or the next, while the clock is right") {
  for (const auto state : {ClockState::synced, ClockState::holdover}) {
    Door door;
    door.moment.now.state = state;
    door.facts.floor = {};
    const auto answer_to = [&](Step from_now) {
      door.show_phone(from_now);
      return door.answer();
    };
    CHECK(answer_to(-2) == "refused: code_expired");
    CHECK(answer_to(-1) == "in: ok");
    CHECK(answer_to(0) == "in: ok");
    CHECK(answer_to(1) == "in: ok");
    CHECK(answer_to(2) == "refused: code_expired");
  }
}

TEST_CASE("an unsynced kiosk takes any step from the floor's on") {
  Door door;
  door.moment.now.state = ClockState::unsynced;
  door.facts.floor = door.now() - 1h;
  const auto answer_to = [&](Step step) {
    door.show_phone(0);
    door.credential.step = step;
    return door.answer();
  };
  const auto floor = step_at(door.facts.floor);
  CHECK(answer_to(floor - 1) == "refused: code_expired");
  CHECK(answer_to(floor) == "in: ok");
  CHECK(answer_to(step_at(door.now()) - 2) == "in: ok");
  CHECK(answer_to(step_at(door.now()) + 2) == "in: ok");
  CHECK(answer_to(step_at(door.now() + 400 * day)) == "in: ok");
}

TEST_CASE("an unsynced kiosk takes no step twice") {
  Door door;
  door.moment.now.state = ClockState::unsynced;
  door.show_phone(5);
  door.accepted(door.ago(1h), door.credential.step);
  CHECK(door.answer() == "refused: replayed");
  ++*door.credential.step;
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("a step taken with the clock unsure is kept for a day, another for ever") {
  Door door;
  door.show_phone(0);
  const auto answer_after = [&](const Stamp& taken, ClockState state) {
    door.facts.last_step = LastStep{.step = step_at(door.now() + 400 * day), .stamp = taken};
    door.facts.last_step->stamp.clock_state = state;
    return door.answer();
  };
  using enum ClockState;
  CHECK(answer_after(door.ago(day - 1ms), unsynced) == "refused: replayed");
  CHECK(answer_after(door.ago(day + 1ms), unsynced) == "in: ok");
  CHECK(answer_after(door.ago_in_another_boot(day - 1ms), unsynced) == "refused: replayed");
  CHECK(answer_after(door.ago_in_another_boot(day + 1ms), unsynced) == "in: ok");
  CHECK(answer_after(door.ago(300 * day), synced) == "refused: replayed");
  CHECK(answer_after(door.ago(300 * day), holdover) == "refused: replayed");
}

TEST_CASE("a step that was taken a year ahead locks nobody out once the clock is right") {
  Door door;
  door.show_phone(0);
  const auto year_ahead = door.ago_in_another_boot(-365 * day);
  door.facts.last_step = LastStep{.step = step_at(year_ahead.at), .stamp = year_ahead};
  door.facts.last_step->stamp.clock_state = ClockState::unsynced;
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("a clock that is set back while unsure frees no step that was taken") {
  Door door;
  door.moment.now.state = ClockState::unsynced;
  door.show_phone(0);
  const auto ahead = door.ago_in_another_boot(-2 * day);
  door.facts.last_step = LastStep{.step = *door.credential.step, .stamp = ahead};
  door.facts.last_step->stamp.clock_state = ClockState::unsynced;
  CHECK(door.answer() == "refused: replayed");
  ++*door.credential.step;
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("steps are nothing to a card") {
  Door door;
  door.facts.last_step = LastStep{.step = step_at(door.now()) + 100, .stamp = door.ago(1min)};
  CHECK(door.answer() == "in: ok");
  door.moment.now.state = ClockState::unsynced;
  door.facts.floor = door.now() + 1h;
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("what is entered late is judged at its own time, whatever steps and floors there are") {
  for (const auto state : {ClockState::synced, ClockState::holdover, ClockState::unsynced}) {
    Door door;
    door.moment.entered_late = true;
    door.moment.now.at -= 3h;
    door.moment.now.state = state;
    door.facts.last_step =
        LastStep{.step = step_at(door.now()) + 100, .stamp = door.ago_in_another_boot(-2h)};
    const auto answer_to = [&](Step from_now) {
      door.show_phone(from_now);
      return door.answer();
    };
    CAPTURE(to_text(state));
    CHECK(answer_to(-2) == "refused: code_expired");
    CHECK(answer_to(-1) == "in: ok");
    CHECK(answer_to(0) == "in: ok");
    CHECK(answer_to(1) == "in: ok");
    CHECK(answer_to(2) == "refused: code_expired");
  }
}

TEST_CASE("what is entered late counts ages by the time that was given") {
  Door door;
  door.moment.entered_late = true;
  const auto typed = door.moment.now.at;
  door.moment.now.at -= 3h;
  // An entry two hours before the time given, in this very boot.
  door.facts.open_visit = door.scan(door.ago(0ms));
  door.facts.open_visit->stamp.at = typed - 5h;
  CHECK(door.answer() == "out: ok");
  door.facts.open_visit->stamp.at = door.now() - 10min + 1ms;
  CHECK(door.answer() == "refused: already_in");
  door.facts.open_visit->stamp.at = door.now() - 12h - 1ms;
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("the age of what was entered late is by the time that was given") {
  Door door;
  // Typed in a minute ago, for two hours ago.
  auto stamp = door.ago(1min);
  stamp.at = door.now() - 2h;
  stamp.entered_late = true;
  door.facts.open_visit = door.scan(stamp);
  CHECK(door.answer() == "out: ok");
  door.accepted(stamp);
  CHECK(door.answer() == "out: ok");
}

TEST_CASE("ages count by the boot clock within a boot and by the time of day across boots") {
  const Door door;
  auto stamp = door.ago(7s);
  stamp.at += 2 * day;
  CHECK(age_of(stamp, door.moment) == 7s);
  CHECK(age_of(door.ago_in_another_boot(7s), door.moment) == 7s);
  CHECK(age_of(door.ago_in_another_boot(-7s), door.moment) == -7s);
}

TEST_CASE("a code that is not good is refused and its person unknown") {
  const Door door;
  for (const auto& [fault, reason] : {std::pair{CodeFault::forged, Reason::forged},
                                      std::pair{CodeFault::code_too_new, Reason::code_too_new}}) {
    const auto happening = refuse_code(fault, door.facts, door.moment);
    const auto& scan = std::get<Refused>(happening).scan;
    CHECK(scan.outcome == Outcome::refused);
    CHECK(scan.reason == reason);
    CHECK_FALSE(scan.code);
    CHECK_FALSE(scan.user);
    CHECK_FALSE(scan.trainer);
    CHECK(scan.basis ==
          Basis{.rules = 3, .row_version = 0, .data_age = 1h, .clock_state = ClockState::synced});
  }
}

}  // namespace
}  // namespace fitmate::domain
