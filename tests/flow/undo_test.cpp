#include <chrono>

#include <catch2/catch_test_macros.hpp>

#include "domain/event_text.h"
#include "kiosk/check_in.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

struct Door : KioskFixture {
  Door() { fill(); }

  void undo(const EventId& event) {
    CheckIn check_in{kiosk->store, random, Gate::both};
    const auto done = check_in.undo(event, tests::clock_at(now));
    REQUIRE(done);
  }
  std::vector<std::string> unsent() {
    return kiosk->sync.unsent(1000, 1'000'000, std::nullopt).events;
  }
  void restart() {
    stop();
    start();
  }

  tests::DemoGym::Someone ada =
      gym.add_member("Ada Lovelace", day("2026-01-01"), day("2026-12-31"));
  tests::DemoGym::Someone carl = gym.add_member("Carl", day("2026-01-01"), day("2026-02-01"), 2);
  tests::DemoGym::Someone tom = gym.add_trainer("Tom Trainer");
};

TEST_CASE_METHOD(Door, "an undo is an event of its own that names the one before") {
  const auto answer = scan(gym.card(ada));
  undo(*answer.event);
  const auto events = unsent();
  REQUIRE(events.size() == 2);
  const auto undone = parse_event(events[1]);
  REQUIRE(undone);
  CHECK(std::get<Annulled>(undone->happening).annulled == *answer.event);
  CHECK(undone->stamp.at == now);
}

TEST_CASE_METHOD(Door, "an entry that was taken back is forgotten: the next scan is an entry") {
  const auto answer = scan(gym.card(ada));
  now += 2s;
  undo(*answer.event);
  now += 2s;
  SECTION("at once") {}
  SECTION("after a restart") {
    restart();
  }
  const auto again = scan(gym.card(ada));
  CHECK(again.direction == Direction::in);
  CHECK_FALSE(again.repeat);
  CHECK(again.event != answer.event);
}

TEST_CASE_METHOD(Door, "an exit that was taken back leaves the visit open") {
  scan(gym.card(ada));
  now += 20min;
  const auto out = scan(gym.card(ada));
  REQUIRE(out.direction == Direction::out);
  undo(*out.event);
  now += 11s;
  CHECK(scan(gym.card(ada)).direction == Direction::out);
}

TEST_CASE_METHOD(Door, "a visit that was taken back was not used") {
  const auto first = scan(gym.card(carl));
  CHECK(first.visits_left == 1);
  undo(*first.event);
  now += 1min;
  const auto second = scan(gym.card(carl));
  CHECK(second.visits_left == 1);
  now += 15min;
  scan(gym.card(carl));
  now += 1min;
  CHECK(scan(gym.card(carl)).visits_left == 0);
}

TEST_CASE_METHOD(Door, "a phone's step stays used: the same digits open nothing again") {
  const auto code = gym.phone(ada, now);
  const auto answer = scan(code);
  undo(*answer.event);
  CHECK(scan(code).reason == Reason::replayed);
  restart();
  CHECK(scan(code).reason == Reason::replayed);
  now += 15s;
  CHECK(scan(gym.phone(ada, now)).direction == Direction::in);
}

TEST_CASE_METHOD(Door, "two undoes of one scan change no more than one") {
  const auto answer = scan(gym.card(ada));
  undo(*answer.event);
  undo(*answer.event);
  CHECK(unsent().size() == 3);
  CHECK(scan(gym.card(ada)).direction == Direction::in);
}

TEST_CASE_METHOD(Door, "what the centre holds already can be taken back") {
  const auto answer = scan(gym.card(ada));
  const auto epoch = kiosk->store.load_status().epoch;
  kiosk->sync.apply_ack(epoch, {1}, {}, with_server_time(tests::clock_at(now), now), now);
  CHECK(unsent().empty());
  undo(*answer.event);
  CHECK(unsent().size() == 1);
  CHECK(scan(gym.card(ada)).direction == Direction::in);
}

TEST_CASE_METHOD(Door, "a punch that was taken back counts no hours") {
  scan(gym.card(tom));
  now += 2h;
  const auto out = scan(gym.card(tom));
  CHECK(out.worked == WorkedTime{.today = 2h, .week = 2h, .has_missed_punch = false});
  undo(*out.event);
  now += 1h;
  const auto again = scan(gym.card(tom));
  CHECK(again.direction == Direction::out);
  CHECK(again.worked == WorkedTime{.today = 3h, .week = 3h, .has_missed_punch = false});
}

TEST_CASE_METHOD(KioskFixture, "nothing can be taken back where nothing can be recorded") {
  CheckIn check_in{kiosk->store, random, Gate::both};
  const auto done = check_in.undo({}, tests::clock_at(now));
  REQUIRE_FALSE(done);
  CHECK(done.error() == "this kiosk is not enrolled");
}

TEST_CASE_METHOD(Door, "a trainer's answer counts the day and the week, as punched here") {
  CHECK(scan(gym.card(tom)).worked == WorkedTime{});
  now += 3h;
  CHECK(scan(gym.card(tom)).worked == WorkedTime{.today = 3h, .week = 3h});
  now += 2min;
  scan(gym.card(tom));
  now += 30min;
  CHECK(scan(gym.card(tom)).worked->today == 3h + 30min);
  now += 20s;
  const auto again = scan(gym.card(tom));
  CHECK(again.repeat);
  CHECK(again.worked->today == 3h + 30min);
  // Seventeen hours after the next start, on Friday: that shift has no end.
  now += 2min;
  scan(gym.card(tom));
  now += 17h;
  const auto next = scan(gym.card(tom));
  CHECK(next.direction == Direction::in);
  CHECK(next.worked->has_missed_punch);
  CHECK(next.worked->today == 0min);
}

TEST_CASE_METHOD(Door, "who comes in sees the front desk's words, who leaves does not") {
  auto row = PulledPerson{.user = ada.user,
                          .number = ada.number,
                          .name = "Ada Lovelace",
                          .suspended = false,
                          .trainer = std::nullopt,
                          .message = "Your towel is here"};
  gym.put(0, ada.user.value, row);
  pull();
  CHECK(scan(gym.card(ada)).message == "Your towel is here");
  now += 20min;
  CHECK(scan(gym.card(ada)).message.empty());
  row.message.reset();
  gym.put(0, ada.user.value, row);
  pull();
  now += 20min;
  CHECK(scan(gym.card(ada)).message.empty());
}

TEST_CASE_METHOD(Door, "a message outlives a copy that is made anew") {
  gym.put(0, ada.user.value,
          PulledPerson{.user = ada.user,
                       .number = ada.number,
                       .name = "Ada",
                       .suspended = false,
                       .trainer = std::nullopt,
                       .message = "Hello"});
  pull();
  for (int i = 0; i < 5; ++i) gym.add_member("Member");
  for (const auto& page : gym.pages(now, 2)) {
    if (!page.complete) {
      while (kiosk->sync.prepare_shadow()) continue;
    }
    kiosk->sync.apply_page(page, with_server_time(tests::clock_at(now), now));
  }
  CHECK(scan(gym.card(ada)).message == "Hello");
}

}  // namespace
}  // namespace fitmate::kiosk
