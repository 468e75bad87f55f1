#include <catch2/catch_test_macros.hpp>

#include "tests/unit/kiosk/app_fixture.h"

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace fitmate::kiosk::test;
using namespace std::chrono_literals;

namespace {

const std::string ana = "FM1:" + std::string(129, 'A');
const std::string ben = "FM1:" + std::string(129, 'B');

void let_in(Kiosk& kiosk, int number, domain::Outcome outcome = domain::Outcome::admitted) {
  kiosk.next = yes(number);
  kiosk.next.outcome = outcome;
  if (outcome == domain::Outcome::warned) kiosk.next.reason = domain::Reason::expiring;
  kiosk.hold(number % 2 == 1 ? ana : ben);
}

}  // namespace

TEST_CASE("a scan that was another's takes the yes on the screen back, and leaves the door alone") {
  for (const auto outcome : {domain::Outcome::admitted, domain::Outcome::warned}) {
    Kiosk kiosk;
    let_in(kiosk, 1, outcome);
    kiosk.step(1s);
    kiosk.app.touch(Touch::not_me, kiosk.tick);
    CHECK(kiosk.undone == std::vector{event(1)});
    CHECK(kiosk.shows<Undone>());
    CHECK(kiosk.door.pulses.size() == 1);
    kiosk.step(undone_stays);
    CHECK(kiosk.shows<Waiting>());
  }
}

TEST_CASE("a yes is taken back for ten seconds, and not a moment longer") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.step(10s - 1ms);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  CHECK(kiosk.undone.size() == 1);

  Kiosk late;
  let_in(late, 1);
  // The finger comes before the next step sees that the time is over.
  late.tick.moment += 10s;
  late.app.touch(Touch::not_me, late.tick);
  CHECK(late.undone.empty());
}

TEST_CASE("two presses take one scan back") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.step(1s);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  kiosk.step(1s);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  CHECK(kiosk.undone.size() == 1);
}

TEST_CASE("a finger that lay there already when the yes came takes nothing back") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.step(touch_counts_after - 1ms);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  CHECK(kiosk.undone.empty());
}

TEST_CASE("what is taken back is the yes that is on the screen, not one before") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.step(glance);
  let_in(kiosk, 2);
  kiosk.step(1s);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  CHECK(kiosk.undone == std::vector{event(2)});
}

TEST_CASE("each answer on the screen has a number of its own, also where it says the same") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  const auto first = kiosk.app.screen();
  kiosk.step(glance);
  kiosk.next.repeat = true;
  kiosk.hold(ana);
  CHECK(kiosk.app.screen().state == first.state);
  CHECK_FALSE(kiosk.app.screen().answer == first.answer);
  const auto second = kiosk.app.screen().answer;
  kiosk.step(1s);
  CHECK(kiosk.app.screen().answer == second);
}

TEST_CASE("a refusal cannot be taken back") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.step(glance);
  kiosk.next = no(domain::Reason::expired, 2);
  kiosk.hold(ben);
  kiosk.step(1s);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  CHECK(kiosk.undone.empty());
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("a repeat's yes takes back the scan that it repeats") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.next.repeat = true;
  kiosk.step(glance);
  kiosk.hold(ana);
  kiosk.step(1s);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  CHECK(kiosk.undone == std::vector{event(1)});
}

TEST_CASE("the phone whose yes was taken back is not read again while it is still held there") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.step(2s);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  kiosk.hold(ana + "123456789012345678", true);
  CHECK(kiosk.answered.size() == 1);
  kiosk.step(glance);
  kiosk.hold(ben);
  CHECK(kiosk.answered.size() == 2);
}

TEST_CASE("a yes that cannot be taken back is said to count still, and then the fault is shown") {
  Kiosk kiosk;
  let_in(kiosk, 1);
  kiosk.undo_broken = true;
  kiosk.step(1s);
  kiosk.app.touch(Touch::not_me, kiosk.tick);
  CHECK(kiosk.state() ==
        ScreenState{OutOfOrder{.fault = Fault::not_recorded, .still_counts = true}});
  kiosk.pass(refused_stays + 1s);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::not_recorded}});
}

TEST_CASE("who comes in is told what is left and what the front desk has to say") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.next.last_day = domain::parse_day("2026-12-31");
  kiosk.next.visits_left = 4;
  kiosk.next.message = "Your locker\tis 12 \U0001F511";
  kiosk.hold(ana);
  const auto notes = std::get<Admitted>(kiosk.state()).notes;
  CHECK(notes.last_day == domain::parse_day("2026-12-31"));
  CHECK(notes.visits_left == 4);
  CHECK(notes.message == "Your locker is 12 •");

  kiosk.step(glance);
  kiosk.next = yes(2, domain::Direction::out);
  kiosk.next.last_day = domain::parse_day("2026-12-31");
  kiosk.next.visits_left = 4;
  kiosk.hold(ben);
  CHECK(std::get<Admitted>(kiosk.state()).notes == Notes{});
}

TEST_CASE("a trainer is told the hours of the day and the week") {
  Kiosk kiosk;
  kiosk.next = yes(1, domain::Direction::out);
  kiosk.next.person->trainer = domain::TrainerId{};
  kiosk.next.worked = domain::WorkedTime{.today = 3h, .week = 12h, .has_missed_punch = true};
  kiosk.hold(ana);
  CHECK(std::get<Admitted>(kiosk.state()).notes.worked == kiosk.next.worked);
}
