// One person at two kiosks: real stores, the real centre behind them, and a line of plain calls.

#include <array>
#include <chrono>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/feed.h"
#include "central/services/ingest.h"
#include "domain/crypto.h"
#include "tests/support/centre.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using db::sql::Engine;
using domain::Direction;
using domain::EventId;

// A kiosk that has the gym's people from the centre.
struct Door : KioskFixture {
  explicit Door(Centre& of) : centre{of} {
    auto enrolment = gym.enrolment();
    enrolment.kiosk = id;
    kiosk->sync.finish_enrolment(enrolment, marks());
  }

  void push(domain::Instant at) {
    const auto outgoing = kiosk->sync.unsent(100, 1'000'000, std::nullopt);
    if (outgoing.events.empty()) return;
    const auto clock = clock_at(at);
    const sync::Push push{.store_epoch = outgoing.epoch,
                          .first_seq = outgoing.first_seq,
                          .prev_chain = outgoing.prev_chain,
                          .events = outgoing.events,
                          .sent_at = at,
                          .boot_id = clock.boot_id,
                          .since_boot = clock.since_boot};
    const auto outcome = central::services::take_push(centre.connection(), id, push, at);
    const auto* answer = std::get_if<sync::PushAnswer>(&outcome);
    REQUIRE(answer != nullptr);
    kiosk->sync.apply_ack(outgoing.epoch, answer->acked_seq, {}, marks(), at);
  }
  void pull(domain::Instant at) {
    const auto cursor = kiosk->sync.load_link().cursor;
    auto answer =
        central::services::read_page(centre.connection(), id, {.after = cursor, .limit = 200}, at);
    auto& page = std::get<domain::Page>(answer);
    page.trust_list = gym.enrolment().trust_list;
    page.totp_keys = gym.enrolment().totp_keys;
    kiosk->sync.apply_page(*sync::decode_page(sync::encode(page)), marks());
  }
  domain::ClockMarks marks() const { return domain::with_server_time(clock_at(now), now); }
  void undo(const EventId& event, domain::Instant at) {
    fitmate::kiosk::CheckIn check_in{kiosk->store, random, domain::Gate::both};
    REQUIRE(check_in.undo(event, clock_at(at)));
  }

  Centre& centre;
  domain::KioskId id = centre.add_kiosk();
};

// A member and a trainer, and two doors; time goes on.
struct TwoDoors {
  explicit TwoDoors(Engine engine) : centre{engine} {
    centre.add_membership(ada.user, "2026-01-01", "2026-12-31", std::nullopt);
    tom.trainer = centre.make_trainer(tom.user);
    central::services::begin_run(centre.connection(), now, domain::system_random());
    b.random = steady_random(2);
    sync();
  }

  // The centre numbers people so.
  DemoGym::Someone add(const std::string& name) {
    auto someone = keys.add_member(name);
    someone.user = centre.add_person(name);
    someone.number = {static_cast<std::uint32_t>(someone.user.value + 1000)};
    return someone;
  }
  fitmate::kiosk::Answer scan(Door& door, const DemoGym::Someone& someone) {
    door.now = now;
    return door.scan(keys.card(someone));
  }
  Direction way(Door& door, const DemoGym::Someone& someone) {
    return scan(door, someone).direction.value();
  }
  void sync() {
    for (auto* door : {&a, &b}) door->push(now);
    for (auto* door : {&a, &b}) door->pull(now);
  }

  domain::Instant now = instant("2026-01-22T09:00:00Z");
  Centre centre;
  DemoGym keys{now};
  DemoGym::Someone ada = add("Ada");
  DemoGym::Someone tom = add("Tom");
  Door a{centre};
  Door b{centre};
};

TwoDoors two_doors() {
  return TwoDoors{GENERATE(Engine::sqlite, Engine::postgres)};
}

TEST_CASE("who came in here and left there comes in here again") {
  auto doors = two_doors();
  REQUIRE(doors.way(doors.a, doors.ada) == Direction::in);
  doors.now += 1h;
  REQUIRE(doors.way(doors.b, doors.ada) == Direction::in);
  doors.now += 20min;
  REQUIRE(doors.way(doors.b, doors.ada) == Direction::out);
  doors.sync();
  doors.now += 1h;
  SECTION("at once") {}
  SECTION("after a restart") {
    doors.a.stop();
    doors.a.start();
  }
  SECTION("after all was fetched anew") {
    doors.a.kiosk->sync.begin_refetch();
    doors.a.pull(doors.now);
  }
  CHECK(doors.way(doors.a, doors.ada) == Direction::in);
  doors.now += 1h;
  CHECK(doors.way(doors.a, doors.ada) == Direction::out);
}

TEST_CASE("an entry there ends the visit here, even one of a moment ago") {
  auto doors = two_doors();
  REQUIRE(doors.way(doors.a, doors.ada) == Direction::in);
  doors.now += 2min;
  REQUIRE(doors.way(doors.b, doors.ada) == Direction::in);
  doors.sync();
  doors.now += 2min;
  CHECK(doors.way(doors.a, doors.ada) == Direction::in);
}

TEST_CASE("until the kiosk hears of it, its own visit is open") {
  auto doors = two_doors();
  REQUIRE(doors.way(doors.a, doors.ada) == Direction::in);
  doors.now += 1h;
  REQUIRE(doors.way(doors.b, doors.ada) == Direction::in);
  doors.a.push(doors.now);
  doors.b.push(doors.now);
  CHECK(doors.way(doors.a, doors.ada) == Direction::out);
}

TEST_CASE("an entry that the centre has not seen yet stays open whatever ended before") {
  auto doors = two_doors();
  REQUIRE(doors.way(doors.a, doors.ada) == Direction::in);
  doors.now += 1h;
  REQUIRE(doors.way(doors.b, doors.ada) == Direction::in);
  doors.sync();
  doors.now += 1h;
  REQUIRE(doors.way(doors.a, doors.ada) == Direction::in);
  doors.b.push(doors.now);
  doors.a.pull(doors.now);
  doors.now += 1h;
  CHECK(doors.way(doors.a, doors.ada) == Direction::out);
}

TEST_CASE("an end that was undone there leaves the visit here open") {
  auto doors = two_doors();
  REQUIRE(doors.way(doors.a, doors.ada) == Direction::in);
  doors.now += 1h;
  const auto there = doors.scan(doors.b, doors.ada);
  doors.sync();
  doors.now += 5s;
  doors.b.undo(*there.event, doors.now);
  doors.sync();
  doors.now += 1h;
  CHECK(doors.way(doors.a, doors.ada) == Direction::out);
}

TEST_CASE("what is entered late is judged by what had ended up to then") {
  auto doors = two_doors();
  REQUIRE(doors.way(doors.a, doors.ada) == Direction::in);
  doors.now += 2h;
  REQUIRE(doors.way(doors.b, doors.ada) == Direction::in);
  doors.sync();
  doors.now += 1h;
  doors.a.now = doors.now;
  const auto card = doors.keys.card(doors.ada);
  SECTION("before, it was open") {
    CHECK(doors.a.scan_at(card, doors.now - 2h).direction == Direction::out);
  }
  SECTION("after, it was not") {
    CHECK(doors.a.scan_at(card, doors.now - 30min).direction == Direction::in);
  }
}

TEST_CASE("a shift that ended there is not one that nobody ended") {
  auto doors = two_doors();
  REQUIRE(doors.way(doors.a, doors.tom) == Direction::in);
  doors.now += 1h;
  REQUIRE(doors.way(doors.b, doors.tom) == Direction::in);
  doors.now += 7h;
  REQUIRE(doors.way(doors.b, doors.tom) == Direction::out);
  doors.sync();
  SECTION("the same day") {
    doors.now += 2h;
  }
  SECTION("the next morning") {
    doors.now += 16h;
  }
  const auto answer = doors.scan(doors.a, doors.tom);
  CHECK(answer.direction == Direction::in);
  const auto event = load_event(doors.a.kiosk->store, *answer.event);
  CHECK_FALSE(std::get<domain::ShiftStarted>(event.happening).missed_end);
}

}  // namespace
}  // namespace fitmate::tests
