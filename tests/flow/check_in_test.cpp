#include "kiosk/check_in.h"

#include <chrono>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "db/write_lock.h"
#include "domain/event_text.h"
#include "kiosk/answer.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::instant;
using tests::KioskFixture;

// A member of this year, at a kiosk that has pulled.
struct Filled : KioskFixture {
  Filled() { fill(); }
  tests::DemoGym::Someone ada =
      gym.add_member("Ada Lovelace", day("2026-01-01"), day("2026-12-31"));
  tests::DemoGym::Someone grace = gym.add_trainer("Grace Hopper");
};

std::vector<std::string> outbox(KioskFixture& fixture) {
  return fixture.kiosk->sync.unsent(1000, 1'000'000, std::nullopt).events;
}

TEST_CASE_METHOD(Filled,
                 "a member with a membership comes in, and the event waits for the centre") {
  const auto answer = scan(gym.card(ada));
  CHECK(answer.outcome == Outcome::admitted);
  CHECK(answer.reason == Reason::ok);
  CHECK(answer.direction == Direction::in);
  CHECK(answer.seq == Seq{1});
  REQUIRE(answer.person);
  CHECK(answer.person->name == "Ada Lovelace");
  CHECK(answer.last_day == day("2026-12-31"));

  const auto events = outbox(*this);
  REQUIRE(events.size() == 1);
  const auto event = parse_event(events[0]);
  REQUIRE(event);
  CHECK(event->id == answer.event);
  CHECK(std::holds_alternative<CheckedIn>(event->happening));
}

TEST_CASE_METHOD(Filled, "the same card within ten seconds gets the same answer, recorded once") {
  const auto first = scan(gym.card(ada));
  now += 10s;
  const auto again = scan(gym.card(ada));
  CHECK(again.repeat);
  CHECK(again.event == first.event);
  CHECK(again.seq == first.seq);
  CHECK(again.at == first.at);
  CHECK(again.person == first.person);
  CHECK(outbox(*this).size() == 1);

  now += 1ms;
  const auto later = scan(gym.card(ada));
  CHECK_FALSE(later.repeat);
  CHECK(later.reason == Reason::already_in);
}

TEST_CASE_METHOD(Filled, "the same card after ten minutes goes out") {
  scan(gym.card(ada));
  now += 10min;
  const auto out = scan(gym.card(ada));
  CHECK(out.direction == Direction::out);
  CHECK(out.outcome == Outcome::admitted);
  now += 11s;
  CHECK(scan(gym.card(ada)).direction == Direction::in);
}

TEST_CASE_METHOD(Filled, "a phone's step is taken once, also after a restart") {
  const auto code = gym.phone(ada, now);
  CHECK(scan(code).direction == Direction::in);
  now += 12s;
  stop();
  start();
  CHECK(scan(code).reason == Reason::replayed);
}

TEST_CASE_METHOD(Filled, "a restart keeps the repeat") {
  const auto first = scan(gym.card(ada));
  now += 5s;
  stop();
  start();
  const auto again = scan(gym.card(ada));
  CHECK(again.repeat);
  CHECK(again.event == first.event);
}

TEST_CASE_METHOD(Filled, "a refused scan does not use up the phone's step, so leaving can follow") {
  scan(gym.phone(ada, now));
  now += 1min;
  const auto code = gym.phone(ada, now);
  CHECK(scan(code).reason == Reason::already_in);
  CheckIn check_in{kiosk->store, random, Gate::both};
  const auto left = check_in.leave(code, tests::clock_at(now), tests::clock_at(now));
  CHECK(left.direction == Direction::out);
  CHECK(left.outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Filled, "what is not ours is counted and never stored") {
  const auto answer = scan("https://example.org");
  CHECK(answer.reason == Reason::not_ours);
  CHECK_FALSE(answer.event);
  CHECK_FALSE(answer.seq);
  CHECK(outbox(*this).empty());
  CHECK(kiosk->store.load_status().not_ours == 1);
}

TEST_CASE_METHOD(Filled, "a foreign code waits for nobody who writes") {
  db::WriteLock another{file().string() + "-writer"};
  REQUIRE(another.acquire(0ms));
  CHECK(scan("https://example.org").reason == Reason::not_ours);
}

TEST_CASE_METHOD(Filled, "a thousand foreign codes cost one commit, and all are counted") {
  const auto wal = folder.path() / "kiosk.db-wal";
  const auto size = std::filesystem::file_size(wal);
  for (int i = 0; i < 1000; ++i) scan("parcel " + std::to_string(i));
  CHECK(std::filesystem::file_size(wal) == size);
  CHECK(kiosk->store.load_status().not_ours == 1000);
  kiosk->store.keep_counts();
  kiosk->store.keep_counts();
  stop();
  start();
  CHECK(kiosk->store.load_status().not_ours == 1000);
}

TEST_CASE_METHOD(Filled, "a forged code is recorded without a person") {
  auto code = gym.card(ada);
  code.back() = code.back() == 'A' ? 'B' : 'A';
  const auto answer = scan(code);
  CHECK(answer.reason == Reason::forged);
  CHECK_FALSE(answer.person);
  CHECK(answer.seq == Seq{1});
}

TEST_CASE_METHOD(Filled, "a gym in a time zone that this kiosk does not know lets its members in") {
  gym.put(5, 1, PulledGym{.name = "Demo Gym", .timezone = "Mars/Olympus", .rules = {}});
  pull();
  REQUIRE(kiosk->store.load_device()->timezone == "Mars/Olympus");
  const auto answer = scan(gym.card(ada));
  CHECK(answer.outcome == Outcome::admitted);
  CHECK(answer.direction == Direction::in);
}

TEST_CASE_METHOD(Filled, "a trainer starts and ends a shift") {
  CHECK(scan(gym.card(grace)).direction == Direction::in);
  now += 61s;
  CHECK(scan(gym.card(grace)).direction == Direction::out);
  const auto events = outbox(*this);
  REQUIRE(events.size() == 2);
  CHECK(std::holds_alternative<ShiftStarted>(parse_event(events[0])->happening));
  const auto ended = parse_event(events[1]);
  REQUIRE(std::holds_alternative<ShiftEnded>(ended->happening));
  CHECK(std::get<ShiftEnded>(ended->happening).start == parse_event(events[0])->id);
}

TEST_CASE_METHOD(Filled, "what is entered late sees only that person's scans up to then") {
  scan(gym.card(ada));
  const auto before = now - 2h;
  const auto late = scan_at(gym.card(ada), before);
  CHECK(late.direction == Direction::in);
  CHECK(late.at == before);
  const auto events = outbox(*this);
  REQUIRE(events.size() == 2);
  CHECK(parse_event(events[1])->stamp.entered_late);
  CHECK(parse_event(events[1])->stamp.wall == now);
  CHECK(scan_at(gym.card(ada), before + 30min).direction == Direction::out);
}

TEST_CASE_METHOD(Filled, "the last scan at the door stands, unless one was entered for later") {
  scan(gym.card(ada));
  const auto came = now;
  now += 20min;
  scan_at(gym.card(ada), came - 2h);
  // The late entry lies before the visit that is open, and changes nothing for now.
  CHECK(scan(gym.card(ada)).direction == Direction::out);

  now += 20min;
  scan_at(gym.card(ada), now - 15min);
  now += 1s;
  CHECK(scan(gym.card(ada)).direction == Direction::out);
}

TEST_CASE_METHOD(Filled, "a phone's step entered late is neither tested nor kept") {
  const auto code = gym.phone(ada, now);
  CHECK(scan(code).outcome == Outcome::admitted);
  CHECK(scan_at(code, now - 1s).outcome != Outcome::refused);
  CHECK(scan_at(code, now - 31s).reason == Reason::code_expired);

  const auto other = gym.phone(grace, now);
  CHECK(scan_at(other, now).direction == Direction::in);
  now += 2s;
  CHECK(scan(other).reason != Reason::replayed);
}

TEST_CASE_METHOD(Filled,
                 "limited visits are used up by the entries that the centre has not counted") {
  const auto carl = gym.add_member("Carl", day("2026-01-01"), day("2026-12-31"), 2);
  pull();
  for (int visit = 0; visit < 2; ++visit) {
    CHECK(scan(gym.card(carl)).direction == Direction::in);
    now += 15min;
    CHECK(scan(gym.card(carl)).direction == Direction::out);
    now += 1min;
  }
  CHECK(scan(gym.card(carl)).reason == Reason::no_visits);
}

TEST_CASE_METHOD(Filled, "a counted entry is not subtracted again") {
  const auto carl = gym.add_member("Carl", day("2026-01-01"), day("2026-12-31"), 1);
  pull();
  scan(gym.card(carl));
  now += 15min;
  scan(gym.card(carl));
  const auto epoch = kiosk->store.load_status().epoch;
  gym.put(1, 2,
          PulledMembership{.id = {2},
                           .user = carl.user,
                           .first = day("2026-01-01"),
                           .last = day("2026-12-31"),
                           .visits_left = 1,
                           .counted_epoch = epoch,
                           .counted_to = {1}});
  pull();
  now += 1min;
  CHECK(scan(gym.card(carl)).direction == Direction::in);
}

TEST_CASE_METHOD(KioskFixture, "before the first complete pull an entry is stale") {
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  kiosk->sync.finish_enrolment(gym.enrolment(), with_server_time(tests::clock_at(now), now));
  CHECK(scan(gym.card(ada)).reason == Reason::stale);
}

TEST_CASE_METHOD(Filled, "a kiosk that was revoked lets nobody in and still lets people out") {
  scan(gym.card(ada));
  now += 15min;
  kiosk->sync.apply_revoked();
  CHECK(scan(gym.card(ada)).direction == Direction::out);
  now += 1min;
  const auto answer = scan(gym.card(ada));
  CHECK(answer.reason == Reason::stale);
  CHECK_FALSE(answer.person);
}

TEST_CASE_METHOD(KioskFixture, "a kiosk that is not enrolled records nothing and says so") {
  const auto answer = scan("FM1:");
  CHECK(answer.reason == Reason::store_failed);
  CHECK(answer.fault == "this kiosk is not enrolled");
}

TEST_CASE_METHOD(Filled, "the answer as JSON has the contract's keys in their order") {
  const auto answer = scan(gym.card(ada));
  const auto expected =
      R"({"event_id":")" + to_text(answer.event->value) +
      R"(","seq":1,"at":"2026-01-22T09:00:00.000Z","direction":"in","outcome":"admitted",)"
      R"("reason":"ok","repeat":false,"person":{"kind":"member","id":1,"name":"Ada Lovelace"},)"
      R"("basis":{"rules":1,"row_version":2,"data_age_s":0,"clock_state":"synced"}})";
  CHECK(to_json(answer) == expected);
}

TEST_CASE_METHOD(Filled,
                 "with less than 1 % of the disk free nothing is recorded, and it says so") {
  free_share = 0.0099;
  const auto refused = scan(gym.card(ada));
  CHECK(refused.reason == Reason::store_failed);
  CHECK(refused.fault.contains("make room"));
  CHECK(outbox(*this).empty());
  CHECK(kiosk->store.load_status().is_disk_full);
  free_share = 0.01;
  CHECK_FALSE(kiosk->store.load_status().is_disk_full);
  CHECK(scan(gym.card(ada)).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Filled, "of what could not be recorded it is known whether the rules said yes") {
  const auto late = gym.add_member("Late", day("2025-01-01"), day("2025-12-31"));
  kiosk->sync.apply_page(gym.page(now), with_server_time(tests::clock_at(now), now));
  free_share = 0.0099;
  CHECK(scan(gym.card(ada)).would_have_passed);
  const auto expired = scan(gym.card(late));
  CHECK(expired.reason == Reason::store_failed);
  CHECK_FALSE(expired.would_have_passed);
  auto forged = gym.card(ada);
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  CHECK(scan(forged).reason == Reason::store_failed);
  CHECK_FALSE(scan(forged).would_have_passed);
}

TEST_CASE_METHOD(Filled,
                 "a repeat records nothing, so a full disk does not keep it from its answer") {
  const auto first = scan(gym.card(ada));
  free_share = 0.0099;
  now += 5s;
  const auto again = scan(gym.card(ada));
  CHECK(again.repeat);
  CHECK(again.event == first.event);
}

// In Berlin 2026-03-29 has no hour from 2 to 3, and 2026-10-25 has it twice.
TEST_CASE_METHOD(KioskFixture,
                 "where the clocks change, who came in five minutes before stays in") {
  now = instant(GENERATE("2026-03-29T00:55:00Z", "2026-10-25T00:55:00Z"));
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  fill();
  CHECK(scan(gym.card(ada)).direction == Direction::in);
  now += 9min;
  CHECK(scan(gym.card(ada)).reason == Reason::already_in);
  now += 1min;
  CHECK(scan(gym.card(ada)).direction == Direction::out);
}

TEST_CASE_METHOD(KioskFixture,
                 "the last day of a membership has the hours that the gym's day has") {
  struct Night {
    const char* last_day;
    const char* last_moment;
  };
  const auto night = GENERATE(Night{"2026-03-29", "2026-03-29T21:59:59.999Z"},
                              Night{"2026-10-25", "2026-10-25T22:59:59.999Z"});
  now = instant(night.last_moment);
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day(night.last_day));
  const auto grace = gym.add_member("Grace", day("2026-01-01"), day(night.last_day));
  fill();
  CHECK(scan(gym.card(ada)).reason == Reason::expiring);
  now += 1ms;
  CHECK(scan(gym.card(grace)).reason == Reason::grace);
}

}  // namespace
}  // namespace fitmate::kiosk
