#include <catch2/catch_test_macros.hpp>

#include "tests/unit/domain/door.h"

namespace fitmate::domain {
namespace {

using namespace std::chrono_literals;

std::string answer_with_open_visit(std::chrono::milliseconds age) {
  Door door;
  door.facts.open_visit = door.scan(door.ago(age));
  door.facts.last_in = door.facts.open_visit;
  return door.answer();
}

TEST_CASE("a member without an open visit comes in") {
  CHECK(Door{}.answer() == "in: ok");
}

TEST_CASE("a member whose visit is younger than ten minutes is already in") {
  CHECK(answer_with_open_visit(0ms) == "refused: already_in");
  CHECK(answer_with_open_visit(10min - 1ms) == "refused: already_in");
  CHECK(answer_with_open_visit(10min) == "out: ok");
}

TEST_CASE("a visit of over twelve hours is closed by rule, and the scan is an entry") {
  CHECK(answer_with_open_visit(12h) == "out: ok");
  CHECK(answer_with_open_visit(12h + 1ms) == "in: ok");
  CHECK(answer_with_open_visit(24h * 40) == "in: ok");
}

TEST_CASE("coming back after leaving is free") {
  Door door;
  door.facts.last_in = door.scan(door.ago(2min));
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("an exit names the visit that it ends") {
  Door door;
  door.facts.open_visit = door.scan(door.ago(1h), 77);
  for (const auto gate : {Gate::both, Gate::out}) {
    door.gate = gate;
    const auto decision = door.decide();
    const auto& out = std::get<CheckedOut>(std::get<Happening>(decision));
    CHECK(out.entry == event_number(77));
  }
}

TEST_CASE("an entrance never guesses: it lets in, but not twice within ten minutes") {
  Door door;
  door.gate = Gate::in;
  CHECK(door.answer() == "in: ok");
  door.facts.open_visit = door.scan(door.ago(5h));
  door.facts.last_in = door.facts.open_visit;
  CHECK(door.answer() == "in: ok");
  door.facts.last_in = door.scan(door.ago(10min - 1ms));
  CHECK(door.answer() == "refused: already_in");
  door.facts.open_visit.reset();
  CHECK(door.answer() == "refused: already_in");
  door.facts.last_in = door.scan(door.ago(10min + 1ms));
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("an exit never guesses: it lets out, whatever is open") {
  Door door;
  door.gate = Gate::out;
  CHECK(door.answer() == "out: ok");
  for (const auto age : {0ms, 2000ms + 1min, 20h + 0ms}) {
    door.facts.open_visit = door.scan(door.ago(age));
    door.facts.last_in = door.facts.open_visit;
    CHECK(door.answer() == "out: ok");
  }
}

TEST_CASE("an exit without an entry names none") {
  Door door;
  door.gate = Gate::out;
  const auto decision = door.decide();
  CHECK_FALSE(std::get<CheckedOut>(std::get<Happening>(decision)).entry);
}

TEST_CASE("within a boot the age of a visit is the boot clock's, whatever the time of day did") {
  Door door;
  for (const auto jump : {-30 * 24h, -1h, 1h, 30 * 24h}) {
    auto stamp = door.ago(5min);
    stamp.at += jump;
    door.facts.open_visit = door.scan(stamp);
    CHECK(door.answer() == "refused: already_in");
    stamp = door.ago(11h);
    stamp.at += jump;
    door.facts.open_visit = door.scan(stamp);
    CHECK(door.answer() == "out: ok");
  }
}

TEST_CASE("across boots the age of a visit is the time of day's") {
  Door door;
  const auto answer_after = [&](std::chrono::milliseconds age) {
    door.facts.open_visit = door.scan(door.ago_in_another_boot(age));
    return door.answer();
  };
  CHECK(answer_after(10min - 1ms) == "refused: already_in");
  CHECK(answer_after(10min) == "out: ok");
  CHECK(answer_after(12h) == "out: ok");
  CHECK(answer_after(12h + 1ms) == "in: ok");
}

TEST_CASE("a visit that seems to lie ahead is one of over ten minutes and under twelve hours") {
  Door door;
  for (const auto ahead : {1ms, 1ms + 5min, 1ms + 13h, 1ms + 24h * 400}) {
    door.facts.open_visit = door.scan(door.ago_in_another_boot(-ahead));
    CHECK(door.answer() == "out: ok");
  }
}

TEST_CASE("at an entrance an entry that seems to lie ahead keeps nobody out") {
  Door door;
  door.gate = Gate::in;
  door.facts.last_in = door.scan(door.ago_in_another_boot(-5min));
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("the numbers of the rules are the gym's own") {
  Door door;
  door.facts.rules.already_in = 2min;
  door.facts.rules.visit_closes = 3h;
  const auto answer_after = [&](std::chrono::milliseconds age) {
    door.facts.open_visit = door.scan(door.ago(age));
    return door.answer();
  };
  CHECK(answer_after(2min - 1ms) == "refused: already_in");
  CHECK(answer_after(2min) == "out: ok");
  CHECK(answer_after(3h) == "out: ok");
  CHECK(answer_after(3h + 1ms) == "in: ok");
}

// All that keeps somebody from coming in, each on a member in good standing.
std::vector<std::pair<std::string, void (*)(Door&)>> refusals() {
  return {
      {"not_started", [](Door& door) { door.membership().first = door.day(1); }},
      {"expired", [](Door& door) { door.membership().last = door.day(-4); }},
      {"suspended", [](Door& door) { door.facts.person->suspended = true; }},
      {"no_membership", [](Door& door) { door.facts.person->memberships.clear(); }},
      {"no_visits", [](Door& door) { door.membership().visits_left = 0; }},
      {"stale", [](Door& door) { door.facts.pulled.reset(); }},
  };
}

TEST_CASE("nobody is kept from leaving") {
  for (const auto& [reason, spoil] : refusals()) {
    CAPTURE(reason);
    Door door;
    spoil(door);
    CHECK(door.answer() == "refused: " + reason);
    door.facts.open_visit = door.scan(door.ago(1h));
    CHECK(door.answer().starts_with("out: "));
    door.gate = Gate::out;
    door.facts.open_visit.reset();
    CHECK(door.answer().starts_with("out: "));
  }
}

TEST_CASE("somebody new since a stale copy may leave") {
  Door door;
  door.become_unknown();
  door.facts.pulled->at -= 24h * 30;
  door.facts.pulled->since_boot -= 24h * 30;
  CHECK(door.answer() == "refused: stale");
  door.facts.open_visit = door.scan(door.ago(1h));
  CHECK(door.answer().starts_with("out: "));
}

TEST_CASE("an entrance says first why a membership refuses, then that one is already in") {
  for (const auto& [reason, spoil] : refusals()) {
    CAPTURE(reason);
    Door door;
    door.gate = Gate::in;
    spoil(door);
    door.facts.last_in = door.scan(door.ago(1min));
    CHECK(door.answer() == "refused: " + reason);
  }
}

TEST_CASE("a trainer's first punch begins a shift and the next one ends it") {
  Door door;
  door.become_trainer();
  CHECK(door.answer() == "shift in: ok");
  for (const auto age : {0ms, 2min + 0ms, 8h + 0ms, 16h + 0ms}) {
    door.facts.open_shift = door.scan(door.ago(age), 66);
    const auto decision = door.decide();
    const auto& end = std::get<ShiftEnded>(std::get<Happening>(decision));
    CHECK(end.start == event_number(66));
    CHECK(end.scan.trainer == TrainerId{boot_of(7)});
    CHECK(end.scan.user == UserId{42});
  }
}

TEST_CASE("a shift of over sixteen hours is flagged and a new one begins") {
  Door door;
  door.become_trainer();
  const auto flagged = [&] {
    const auto decision = door.decide();
    return std::get<ShiftStarted>(std::get<Happening>(decision)).missed_end;
  };
  CHECK_FALSE(flagged());
  door.facts.open_shift = door.scan(door.ago(16h + 1ms));
  CHECK(flagged());
  door.facts.open_shift = door.scan(door.ago_in_another_boot(16h + 1ms));
  CHECK(flagged());
  door.facts.open_shift = door.scan(door.ago_in_another_boot(-16h));
  CHECK(door.answer() == "shift out: ok");
}

TEST_CASE("a trainer punches and never visits, whatever else they are") {
  Door door;
  door.become_trainer();
  door.facts.open_visit = door.scan(door.ago(1h));
  door.facts.last_in = door.scan(door.ago(1min));
  CHECK(door.answer() == "shift in: ok");
}

TEST_CASE("no reason of a membership applies to a trainer") {
  for (const auto& [reason, spoil] : refusals()) {
    if (reason == "stale") continue;
    CAPTURE(reason);
    Door door;
    door.become_trainer();
    spoil(door);
    CHECK(door.answer() == "shift in: ok");
  }
  Door door;
  door.become_trainer();
  door.membership().last = door.day(-1);
  CHECK(door.answer() == "shift in: ok");
}

TEST_CASE("an entrance and an exit never guess for trainers either") {
  Door door;
  door.become_trainer();
  door.gate = Gate::out;
  CHECK(door.answer() == "shift out: ok");
  door.gate = Gate::in;
  door.facts.open_shift = door.scan(door.ago(8h));
  CHECK(door.answer() == "shift in: ok");
}

}  // namespace
}  // namespace fitmate::domain
