#include "central/services/ingest.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "db/central/alarms.h"
#include "db/central/kiosks.h"
#include "db/central/quarantine.h"
#include "db/sql/transaction.h"
#include "domain/event_text.h"
#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::BadPush;
using central::services::PushOutcome;
using central::services::PushRevoked;
using central::services::take_push;
using db::sql::Engine;
using sync::Conflict;
using sync::PushAnswer;
using Status = PushAnswer::Status;

constexpr auto visits =
    "select user_id, check_in_time, check_out_time, duration, closed_by from attendance"
    " order by check_in_time, id";
constexpr auto shifts =
    "select check_in, check_out, hours_worked, status from trainer_attendance order by check_in";

PushOutcome offer(Centre& centre, const FakeKiosk& kiosk, const sync::Push& push,
                  std::chrono::milliseconds later = {}) {
  return take_push(centre.connection(), kiosk.id(), push, kiosk.now() + later);
}

PushAnswer take(Centre& centre, const FakeKiosk& kiosk, const sync::Push& push) {
  auto outcome = offer(centre, kiosk, push);
  REQUIRE(std::holds_alternative<PushAnswer>(outcome));
  return std::get<PushAnswer>(outcome);
}

Conflict refused(Centre& centre, const FakeKiosk& kiosk, const sync::Push& push) {
  auto outcome = offer(centre, kiosk, push);
  REQUIRE(std::holds_alternative<Conflict>(outcome));
  return std::get<Conflict>(outcome);
}

std::vector<Status> statuses(const PushAnswer& answer) {
  std::vector<Status> out;
  for (const auto& result : answer.results) out.push_back(result.status);
  return out;
}

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

}  // namespace

TEST_CASE("A push puts the very bytes into the inbox and their effect into the seed's tables") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  const auto tom = centre.add_person("Tom");
  centre.make_trainer(tom);
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  kiosk.record(shift_start(tom));
  kiosk.since_boot += 28min;
  kiosk.record(check_out(ada));
  kiosk.since_boot += 30min;
  kiosk.record(shift_end(tom));

  const auto answer = take(centre, kiosk, kiosk.push());
  CHECK(answer.acked_seq == domain::Seq{4});
  CHECK(statuses(answer) == std::vector(4, Status::applied));
  CHECK(centre.line(visits) == "1 2026-03-02T13:01:00.000Z 2026-03-02T13:31:00.000Z 30 check_out");
  CHECK(centre.line(shifts) == "2026-03-02T13:02:00.000Z 2026-03-02T14:02:00.000Z 1 unscheduled");
  CHECK(centre.line("select body from sync_inbox where seq = 3") == kiosk.bytes(2));
  CHECK(centre.line("select user_id, type, time_quality, flag from sync_inbox where seq = 1") ==
        "1 checked_in boot -");
}

TEST_CASE("An answer that was lost burns nothing: the same push again changes nothing") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  kiosk.record_bytes("no event");
  kiosk.record(check_out(ada));
  const auto first = take(centre, kiosk, kiosk.push());
  const auto again = take(centre, kiosk, kiosk.push());
  CHECK(again.acked_seq == first.acked_seq);
  CHECK(statuses(first) == std::vector{Status::applied, Status::quarantined, Status::applied});
  CHECK(statuses(again) == std::vector{Status::duplicate, Status::quarantined, Status::duplicate});
  CHECK(again.results[1].reason == first.results[1].reason);
  CHECK(centre.count("sync_inbox") == 2);
  CHECK(centre.count("attendance") == 1);
  CHECK(centre.count("sync_quarantine") == 1);
}

TEST_CASE("A push that overlaps adds only what is new") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  for (int i = 0; i < 6; ++i) kiosk.record(check_in(ada));
  take(centre, kiosk, kiosk.push(0, 3));
  const auto answer = take(centre, kiosk, kiosk.push(1));
  CHECK(answer.acked_seq == domain::Seq{6});
  CHECK(statuses(answer) == std::vector{Status::duplicate, Status::duplicate, Status::applied,
                                        Status::applied, Status::applied});
  CHECK(centre.count("attendance") == 6);
}

TEST_CASE("A gap is named with what the centre expects") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  for (int i = 0; i < 3; ++i) kiosk.record(check_in(ada));
  take(centre, kiosk, kiosk.push(0, 1));
  const auto conflict = refused(centre, kiosk, kiosk.push(2));
  CHECK(conflict.kind == Conflict::Kind::gap);
  CHECK(conflict.expected == domain::Seq{2});
  CHECK(centre.count("sync_inbox") == 1);
}

TEST_CASE("Events that the kiosk lost are declared, and the centre goes on with an alarm") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  for (int i = 0; i < 5; ++i) kiosk.record(check_in(ada));
  take(centre, kiosk, kiosk.push(0, 1));
  auto push = kiosk.push(3);
  push.skipped = {.from = {2}, .to = {3}};
  CHECK(take(centre, kiosk, push).acked_seq == domain::Seq{5});
  CHECK(centre.count("sync_inbox") == 3);
  const auto alarms = db::central::list_alarms(centre.connection());
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].kind == "events_lost");
  CHECK(alarms[0].detail.contains("2 to 3"));
  // The chain goes on from there, and the same push again is a repeat.
  take(centre, kiosk, push);
  CHECK(db::central::list_alarms(centre.connection()).size() == 1);
}

TEST_CASE("Skipping less than the gap is a gap") {
  Centre centre{each_engine()};
  FakeKiosk kiosk{centre.add_kiosk()};
  const auto ada = centre.add_person("Ada");
  for (int i = 0; i < 5; ++i) kiosk.record(check_in(ada));
  auto push = kiosk.push(3);
  push.skipped = {.from = {2}, .to = {3}};
  CHECK(refused(centre, kiosk, push).expected == domain::Seq{1});
}

TEST_CASE("Another past than the centre's is a chain mismatch") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  for (int i = 0; i < 4; ++i) kiosk.record(check_in(ada));
  const auto acked = take(centre, kiosk, kiosk.push(0, 2)).acked_seq;
  const auto chain = sync::next_chain(sync::next_chain({}, kiosk.bytes(0)), kiosk.bytes(1));
  auto tampered = kiosk;
  auto& text = tampered.bytes(1);
  text.replace(text.find("admitted"), 8, "warned  ");

  for (const auto& push : {tampered.push(), tampered.push(1), tampered.push(2), tampered.push(0, 2),
                           tampered.push(1, 1)}) {
    const auto conflict = refused(centre, kiosk, push);
    CHECK(conflict.kind == Conflict::Kind::chain_mismatch);
    CHECK(conflict.store_epoch == kiosk.epoch);
    CHECK(conflict.acked_seq == acked);
    CHECK(conflict.chain == chain);
  }
  CHECK(centre.count("sync_inbox") == 2);
}

TEST_CASE("Two clones of one kiosk: the second is sent into an epoch of its own") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk one{centre.add_kiosk()};
  one.record(check_in(ada));
  take(centre, one, one.push());
  auto clone = one;
  const auto out = one.record(check_out(ada));
  take(centre, one, one.push(1));

  clone.since_boot += 1h;
  clone.epoch = {9};  // so that the clone's next event has an id of its own
  const auto in_again = clone.make(check_in(ada));
  clone.epoch = one.epoch;
  clone.record(in_again);
  const auto conflict = refused(centre, clone, clone.push(1));
  CHECK(conflict.kind == Conflict::Kind::chain_mismatch);

  FakeKiosk fresh{clone.id(), 2};
  fresh.since_boot = clone.since_boot;
  fresh.record_bytes(clone.bytes(0));
  fresh.record_bytes(clone.bytes(1));
  auto push = fresh.push();
  CHECK(refused(centre, fresh, push).kind == Conflict::Kind::epoch_unknown);
  push.new_epoch = {.after_epoch = clone.epoch, .after_seq = {2}, .why = "chain_mismatch"};
  const auto answer = take(centre, fresh, push);
  CHECK(statuses(answer) == std::vector{Status::duplicate, Status::applied});
  CHECK(answer.acked_seq == domain::Seq{2});
  CHECK(centre.count("sync_inbox") == 3);
  CHECK(centre.count("attendance") == 2);
  REQUIRE(db::central::list_alarms(centre.connection()).size() == 1);
  CHECK(db::central::list_alarms(centre.connection())[0].kind == "new_epoch");
  CHECK(out != in_again.id);
}

TEST_CASE("An epoch that nobody announced is answered with the one the centre has") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk(), 5};
  kiosk.record(check_in(ada));
  take(centre, kiosk, kiosk.push());
  FakeKiosk other{kiosk.id(), 6};
  other.record(check_in(ada));
  const auto conflict = refused(centre, other, other.push());
  CHECK(conflict.kind == Conflict::Kind::epoch_unknown);
  CHECK(conflict.store_epoch == domain::StoreEpoch{5});
  CHECK(conflict.acked_seq == domain::Seq{1});
  CHECK(conflict.chain == sync::next_chain({}, kiosk.bytes(0)));
}

TEST_CASE("What cannot be read is quarantined with its bytes, and delays nothing") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  const std::string odd{"{\"event_id\":\0\xff", 14};
  kiosk.record(check_in(ada));
  kiosk.record_bytes(odd);
  const auto answer = take(centre, kiosk, kiosk.push());
  CHECK(answer.results[1].status == Status::quarantined);
  CHECK(answer.results[1].event_id.empty());
  const auto lies =
      db::central::find_quarantined(centre.connection(), kiosk.id(), kiosk.epoch, {1}, {9});
  REQUIRE(lies.size() == 1);
  CHECK(lies[0].body == odd);
  CHECK(lies[0].seq == domain::Seq{2});
  CHECK(lies[0].reason == answer.results[1].reason);
  CHECK(centre.count("attendance") == 1);
}

TEST_CASE("An opaque event is quarantined, whatever it is") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  auto push = kiosk.push();
  push.opaque = true;
  CHECK(statuses(take(centre, kiosk, push)) == std::vector{Status::quarantined});
  CHECK(centre.count("sync_inbox") == 0);
}

TEST_CASE("An event that the database refuses goes to quarantine alone") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  centre.connection().script(
      centre.connection().engine() == Engine::postgres
          ? "create function poison() returns trigger language plpgsql as"
            " $$ begin raise exception 'poison'; end $$;"
            "create trigger poison before insert on sync_inbox for each row"
            " when (new.seq = 3) execute function poison()"
          : "create trigger poison before insert on sync_inbox when new.seq = 3"
            " begin select raise(abort, 'poison'); end");
  FakeKiosk kiosk{centre.add_kiosk()};
  for (int i = 0; i < 3; ++i) {
    kiosk.record(check_in(ada));
    kiosk.record(check_out(ada));
  }
  const auto answer = take(centre, kiosk, kiosk.push());
  CHECK(answer.acked_seq == domain::Seq{6});
  CHECK(statuses(answer) == std::vector{Status::applied, Status::applied, Status::quarantined,
                                        Status::applied, Status::applied, Status::applied});
  CHECK(answer.results[2].reason.contains("poison"));
  CHECK(centre.count("attendance") == 2);
  CHECK(centre.lines("select seq from sync_inbox where lone_exit") ==
        std::vector<std::string>{"4"});

  centre.connection().script(centre.connection().engine() == Engine::postgres
                                 ? "drop trigger poison on sync_inbox"
                                 : "drop trigger poison");
  CHECK(central::services::retry_quarantined(centre.connection(), 1, kiosk.now()).has_value());
  CHECK(centre.count("sync_inbox") == 6);
  CHECK(!central::services::retry_quarantined(centre.connection(), 1, kiosk.now()));
  CHECK(db::central::list_quarantine(centre.connection()).empty());
}

TEST_CASE("A database that is broken itself takes nothing, so the kiosk keeps its events") {
  Centre centre{Engine::postgres};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  kiosk.record(check_out(ada));
  centre.connection().script("alter table attendance rename to lost");
  CHECK_THROWS_AS(offer(centre, kiosk, kiosk.push()), db::sql::SqlError);
  CHECK(centre.count("sync_quarantine") == 0);
  centre.connection().script("alter table lost rename to attendance");
  CHECK(statuses(take(centre, kiosk, kiosk.push())) ==
        std::vector{Status::applied, Status::applied});
  CHECK(centre.count("attendance") == 1);
}

TEST_CASE("Other bytes under a known event_id are quarantined, never lost") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  auto event = kiosk.make(check_in(ada));
  kiosk.record(event);
  kiosk.record(event);
  event.stamp.at += 1h;
  kiosk.record(event);
  CHECK(statuses(take(centre, kiosk, kiosk.push())) ==
        std::vector{Status::applied, Status::duplicate, Status::quarantined});
  kiosk.record(event);
  CHECK(statuses(take(centre, kiosk, kiosk.push(3))) == std::vector{Status::quarantined});
  CHECK(centre.count("sync_inbox") == 1);
  CHECK(centre.count("sync_quarantine") == 2);
}

TEST_CASE("A revoked kiosk's pushes go into quarantine for 30 days, then nowhere") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  db::central::revoke_kiosk(centre.connection(), kiosk.id(), kiosk.now());
  const auto thirty = std::chrono::days{30};
  auto outcome = offer(centre, kiosk, kiosk.push(), thirty);
  REQUIRE(std::holds_alternative<PushAnswer>(outcome));
  CHECK(statuses(std::get<PushAnswer>(outcome)) == std::vector{Status::quarantined});
  CHECK(centre.count("sync_inbox") == 0);
  CHECK(std::holds_alternative<PushRevoked>(offer(centre, kiosk, kiosk.push(), thirty + 1ms)));
}

TEST_CASE("What no kiosk of ours sends is named") {
  Centre centre{each_engine()};
  FakeKiosk kiosk{centre.add_kiosk()};
  auto protocol = kiosk.push();
  protocol.protocol = 2;
  CHECK(std::holds_alternative<BadPush>(offer(centre, kiosk, protocol)));
  auto seq = kiosk.push();
  seq.first_seq = {0};
  CHECK(std::holds_alternative<BadPush>(offer(centre, kiosk, seq)));
  auto opaque = kiosk.push();
  opaque.opaque = true;
  CHECK(std::holds_alternative<BadPush>(offer(centre, kiosk, opaque)));
  CHECK(std::holds_alternative<PushAnswer>(offer(centre, kiosk, kiosk.push())));
}

TEST_CASE("A person is found by the number where the event names nobody") {
  Centre centre{each_engine()};
  centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  auto known = accepted({1});
  known.user.reset();
  kiosk.record(domain::CheckedIn{known});
  kiosk.record(check_in({99}));
  CHECK(statuses(take(centre, kiosk, kiosk.push())) == std::vector(2, Status::applied));
  CHECK(centre.count("attendance") == 1);
  CHECK(centre.lines("select user_id, flag from sync_inbox order by seq") ==
        std::vector<std::string>{"1 -", "- person_unknown"});
}

TEST_CASE("A punch of somebody who is no trainer is kept and flagged") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(shift_start(ada));
  take(centre, kiosk, kiosk.push());
  CHECK(centre.count("trainer_attendance") == 0);
  CHECK(centre.line("select flag from sync_inbox") == "no_trainer");
}

TEST_CASE("A missed punch is a status, not a guess") {
  Centre centre{each_engine()};
  const auto tom = centre.add_person("Tom");
  centre.make_trainer(tom);
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(shift_start(tom));
  kiosk.record(shift_start(tom));
  take(centre, kiosk, kiosk.push());
  CHECK(centre.lines(shifts) ==
        std::vector<std::string>{"2026-03-02T13:01:00.000Z - - missed_punch",
                                 "2026-03-02T13:02:00.000Z - - open"});
}

}  // namespace fitmate::tests
