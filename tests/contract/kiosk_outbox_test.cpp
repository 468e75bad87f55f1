#include <chrono>

#include <catch2/catch_test_macros.hpp>

#include "db/write_lock.h"
#include "domain/event_text.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

constexpr std::size_t much = 1'000'000;

struct Outbox : KioskFixture {
  Outbox() { fill(); }

  // So many events, of one person who comes and goes.
  void record(int events) {
    for (int i = 0; i < events; ++i) {
      scan(gym.card(ada));
      now += 11min;
    }
  }
  Outgoing unsent(std::optional<Seq> from = std::nullopt) {
    return kiosk->sync.unsent(1000, much, from);
  }
  void ack(StoreEpoch epoch, std::int64_t seq) {
    kiosk->sync.apply_ack(epoch, {seq}, {}, with_server_time(tests::clock_at(now), now), now);
  }

  tests::DemoGym::Someone ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  tests::DemoGym::Someone grace = gym.add_member("Grace", day("2026-01-01"), day("2026-12-31"));
};

Hash chain_of(Hash chain, const std::vector<std::string>& events) {
  for (const auto& event : events) chain = blake2b_256({chain, as_bytes(event)});
  return chain;
}

TEST_CASE_METHOD(Outbox, "events wait in the order of their seq, chained from nothing") {
  record(5);
  const auto all = unsent();
  CHECK(all.first_seq == Seq{1});
  CHECK(all.prev_chain == Hash{});
  CHECK(all.events.size() == 5);
  CHECK(all.waiting_events == 5);
  CHECK_FALSE(all.new_epoch);
  REQUIRE(all.oldest_waiting);
  CHECK(*all.oldest_waiting == parse_event(all.events[0])->stamp.at);

  const auto later = unsent(Seq{4});
  CHECK(later.first_seq == Seq{4});
  CHECK(later.prev_chain == chain_of({}, {all.events.begin(), all.events.begin() + 3}));
  CHECK(later.events.size() == 2);
}

TEST_CASE_METHOD(Outbox,
                 "what is acknowledged waits no more, and the next push follows on its chain") {
  record(3);
  const auto all = unsent();
  ack(all.epoch, 2);
  const auto rest = unsent();
  CHECK(rest.first_seq == Seq{3});
  CHECK(rest.events == std::vector{all.events[2]});
  CHECK(rest.prev_chain == chain_of({}, {all.events[0], all.events[1]}));
  CHECK(rest.waiting_events == 1);

  ack(all.epoch, 3);
  const auto none = unsent();
  CHECK(none.events.empty());
  CHECK(none.first_seq == Seq{4});
  CHECK(none.prev_chain == chain_of({}, all.events));
  CHECK_FALSE(none.oldest_waiting);
  CHECK(kiosk->store.load_status().last_push == now);
}

TEST_CASE_METHOD(Outbox,
                 "a word on another epoch, on less, or on events that never were changes nothing") {
  record(2);
  const auto epoch = unsent().epoch;
  ack({epoch.value + 1}, 2);
  CHECK(unsent().waiting_events == 2);
  ack(epoch, 3);
  CHECK(unsent().waiting_events == 2);
  ack(epoch, 2);
  ack(epoch, 1);
  CHECK(unsent().waiting_events == 0);
}

TEST_CASE_METHOD(Outbox,
                 "a batch is bounded in events and in bytes, and never empty while one waits") {
  record(4);
  CHECK(kiosk->sync.unsent(3, much, std::nullopt).events.size() == 3);
  const auto size = unsent().events[0].size();
  CHECK(kiosk->sync.unsent(10, 1, std::nullopt).events.size() == 1);
  CHECK(kiosk->sync.unsent(10, size, std::nullopt).events.size() == 1);
  CHECK(kiosk->sync.unsent(10, 4 * size + 400, std::nullopt).events.size() == 4);
}

TEST_CASE_METHOD(Outbox, "acknowledged events go after thirty days, the others never") {
  record(3);
  const auto epoch = unsent().epoch;
  ack(epoch, 2);
  const auto acked_at = now;
  while (kiosk->sync.tidy(acked_at + std::chrono::days{30} - 1ms)) continue;
  CHECK(unsent(Seq{1}).first_seq == Seq{1});
  while (kiosk->sync.tidy(acked_at + std::chrono::days{30})) continue;
  const auto held = unsent(Seq{1});
  CHECK(held.first_seq == Seq{3});
  CHECK(held.events.size() == 1);
  CHECK(unsent().waiting_events == 1);

  record(1);
  CHECK(unsent().events.size() == 2);
}

TEST_CASE_METHOD(Outbox,
                 "when all is acknowledged and old, the chain goes on from the last event") {
  record(3);
  const auto all = unsent();
  ack(all.epoch, 3);
  while (kiosk->sync.tidy(now + std::chrono::days{31})) continue;
  CHECK(unsent(Seq{1}).first_seq == Seq{3});
  CHECK(unsent().prev_chain == chain_of({}, all.events));
  stop();
  start();
  now += std::chrono::days{31};
  record(1);
  CHECK(unsent().first_seq == Seq{4});
  CHECK(unsent().prev_chain == chain_of({}, all.events));
  CHECK(unsent().events.size() == 1);
}

TEST_CASE_METHOD(Outbox, "a phone's step stays used when its event has gone") {
  const auto early = gym.phone(ada, now);
  now += 15s;
  const auto code = gym.phone(ada, now);
  scan(code);
  scan(gym.card(grace));
  const auto epoch = unsent().epoch;
  ack(epoch, 2);
  while (kiosk->sync.tidy(now + std::chrono::days{31})) continue;
  REQUIRE(unsent(Seq{1}).first_seq == Seq{2});
  CHECK(scan(code).reason == Reason::replayed);
  CHECK(scan(early).reason == Reason::replayed);
  now += 15s;
  CHECK(scan(gym.phone(ada, now)).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Outbox, "a new epoch sends again what is newer than what both ends share") {
  record(4);
  const auto old = unsent();
  ack(old.epoch, 3);
  const auto shared = chain_of({}, {old.events[0], old.events[1]});
  kiosk->sync.begin_epoch({42}, old.epoch, {2}, shared, "the centre was restored");

  const auto fresh = unsent();
  CHECK(fresh.epoch == StoreEpoch{42});
  CHECK(fresh.first_seq == Seq{1});
  CHECK(fresh.prev_chain == Hash{});
  CHECK(fresh.events == std::vector{old.events[2], old.events[3]});
  REQUIRE(fresh.new_epoch);
  CHECK(fresh.new_epoch->after_epoch == old.epoch);
  CHECK(fresh.new_epoch->after_seq == Seq{2});
  CHECK(fresh.new_epoch->why == "the centre was restored");

  ack({42}, 2);
  CHECK_FALSE(unsent().new_epoch);
  record(1);
  CHECK(unsent().first_seq == Seq{3});
  CHECK(unsent().prev_chain == chain_of({}, fresh.events));
}

TEST_CASE_METHOD(Outbox, "without a common chain value everything held is sent again") {
  record(3);
  const auto old = unsent();
  ack(old.epoch, 3);
  SECTION("another chain") {
    kiosk->sync.begin_epoch({42}, old.epoch, {2}, Hash{}, "cloned");
  }
  SECTION("another epoch") {
    kiosk->sync.begin_epoch({42}, StoreEpoch{9}, {2}, Hash{}, "cloned");
  }
  SECTION("more than there is") {
    kiosk->sync.begin_epoch({42}, old.epoch, {9}, Hash{}, "cloned");
  }
  SECTION("nothing known") {
    kiosk->sync.begin_epoch({42}, std::nullopt, {}, Hash{}, "cloned");
  }
  CHECK(unsent().events == old.events);
  CHECK(unsent().first_seq == Seq{1});
}

TEST_CASE_METHOD(Outbox,
                 "a second new epoch from the same point shares the first one's beginning") {
  record(4);
  const auto old = unsent();
  const auto shared = chain_of({}, {old.events[0], old.events[1]});
  kiosk->sync.begin_epoch({42}, old.epoch, {2}, shared, "first");
  kiosk->sync.begin_epoch({43}, old.epoch, {2}, shared, "second");
  CHECK(unsent().epoch == StoreEpoch{43});
  CHECK(unsent().events == std::vector{old.events[2], old.events[3]});

  // What the epoch in between chained anew is the old epoch's no more.
  kiosk->sync.begin_epoch({44}, old.epoch, {3},
                          chain_of({}, {old.events[0], old.events[1], old.events[2]}), "third");
  CHECK(unsent().events == old.events);
}

TEST_CASE_METHOD(Outbox, "a repeat and a seq are told in the epoch that runs now") {
  record(1);
  const auto first = scan(gym.card(ada));
  CHECK(first.seq == Seq{2});
  const auto old = unsent();
  kiosk->sync.begin_epoch({42}, old.epoch, {1}, chain_of({}, {old.events[0]}), "restored");
  const auto again = scan(gym.card(ada));
  CHECK(again.repeat);
  CHECK(again.event == first.event);
  CHECK(again.outcome == first.outcome);
  CHECK(again.direction == first.direction);
  CHECK(again.seq == Seq{1});
  now += 11min;
  CHECK(scan(gym.card(ada)).seq == Seq{2});
}

TEST_CASE_METHOD(Outbox, "between the facts and the record no program of this kiosk writes") {
  db::WriteLock another{file().string() + "-writer"};
  kiosk->store.transact([&](Transaction&) { CHECK_FALSE(another.acquire(0ms)); });
  CHECK(another.acquire(0ms));
}

TEST_CASE_METHOD(Outbox, "what was recorded before the judge threw is not there") {
  const auto record_and_throw = [&](Transaction& transaction) {
    transaction.record({.id = {make_uuid(now, random)},
                        .stamp = {.at = now},
                        .happening = Refused{{.outcome = Outcome::refused}}});
    throw std::runtime_error{"broken"};
  };
  CHECK_THROWS(kiosk->store.transact(record_and_throw));
  CHECK(unsent().events.empty());
}

TEST_CASE_METHOD(Outbox, "what the centre set aside is counted once") {
  record(2);
  const auto epoch = unsent().epoch;
  const auto marks = with_server_time(tests::clock_at(now), now);
  kiosk->sync.apply_ack(epoch, {1}, {{"one", "no photo"}}, marks, now);
  kiosk->sync.apply_ack(epoch, {2}, {{"one", "no photo"}, {"two", "unreadable"}}, marks, now);
  CHECK(kiosk->store.load_status().quarantined == 2);
}

TEST_CASE_METHOD(Outbox, "enrolled as another kiosk, what waits goes on in a new epoch") {
  record(3);
  const auto old = unsent();
  ack(old.epoch, 1);
  gym.kiosk = {8};
  kiosk->sync.finish_enrolment(gym.enrolment(), with_server_time(tests::clock_at(now), now));
  const auto fresh = unsent();
  CHECK(fresh.epoch != old.epoch);
  CHECK(fresh.events == std::vector{old.events[1], old.events[2]});
  CHECK(fresh.first_seq == Seq{1});
  CHECK(scan(gym.card(ada)).direction == Direction::out);
  now += 1min;
  CHECK(scan(gym.card(ada)).reason == Reason::stale);
}

TEST_CASE_METHOD(Outbox, "enrolled anew it stays the same kiosk at the same centre alone") {
  record(2);
  const Event meal{.id = {make_uuid(now, random)},
                   .stamp = {.at = now},
                   .happening = MealPhotographed{.user = ada.user, .item = "Porridge"}};
  tests::record(kiosk->store, meal);
  const auto old = unsent();
  ack(old.epoch, 1);
  const auto cursor = kiosk->sync.load_link().cursor;

  const auto enrolled_anew = [&] {
    kiosk->sync.finish_enrolment(gym.enrolment(), with_server_time(tests::clock_at(now), now));
    const bool same = unsent().epoch == old.epoch;
    CHECK(kiosk->store.load_meal_items(ada.user, 3).size() == (same ? 1 : 0));
    CHECK(kiosk->store.load_status().pulled.has_value() == same);
    CHECK(kiosk->sync.load_link().cursor == (same ? cursor : Cursor{}));
    CHECK(unsent().events == std::vector{old.events[1], old.events[2]});
    const auto in = scan(gym.card(grace));
    CHECK(in.reason == (same ? Reason::ok : Reason::stale));
    return same ? "as the same" : "as another";
  };
  SECTION("at the same centre") {
    CHECK(enrolled_anew() == std::string{"as the same"});
  }
  SECTION("at another centre that gives out the same number") {
    gym.root[0] ^= std::byte{1};
    CHECK(enrolled_anew() == std::string{"as another"});
  }
  SECTION("under another number") {
    gym.kiosk = {8};
    CHECK(enrolled_anew() == std::string{"as another"});
  }
}

}  // namespace
}  // namespace fitmate::db::kiosk
