#include <array>
#include <chrono>
#include <fstream>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "db/kiosk/session.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

constexpr std::size_t much = 10'000'000;

// Schemas before 0007 kept accepted scans, last steps and the head of the chain apart.
constexpr std::array<std::string_view, 4> as_before_0007{
    "insert into main.outbox (position, event_id, at_ms, prev_chain, event)"
    " select position, event_id, at_ms, prev_chain, event from newer.outbox",
    "insert into main.own_scans select position, person_number, credential_id, kind, direction,"
    " at_ms, wall_ms, boot_id, since_boot_ms, clock_state, entered_late, annulled"
    " from newer.outbox where kind in ('visit', 'shift')",
    "insert or replace into main.last_steps select credential_id, step, at_ms, wall_ms, boot_id,"
    " since_boot_ms, clock_state, entered_late from newer.outbox where step is not null"
    " order by position",
    "update main.store set (last_position, not_ours, last_push_ms) ="
    " (select (select max(position) from newer.outbox), not_ours, last_push_ms from newer.store)"};

// A kiosk after some weeks, whose store is then laid down as a program of step 6 would have it.
struct Past : KioskFixture {
  Past() {
    fill();
    std::mt19937 engine{20261123};
    for (int i = 0; i < 300; ++i) live(static_cast<int>(engine() % 10));
  }

  void live(int what) {
    const auto& who =
        people[static_cast<std::size_t>(now.time_since_epoch().count() / 1000) % people.size()];
    const auto answer = what < 4 ? scan(gym.card(who)) : scan(gym.phone(who, now));
    fitmate::kiosk::CheckIn check_in{kiosk->store, random, Gate::both};
    if (what == 7 && answer.event) REQUIRE(check_in.undo(*answer.event, tests::clock_at(now)));
    if (what == 8) scan_at(gym.card(who), now - 90min);
    if (what == 9) eat(who);
    now += std::chrono::seconds{what % 3 == 0 ? 7 : 1999};
  }
  void eat(const tests::DemoGym::Someone& who) {
    const CodeSeen code{.kind = CredentialKind::phone,
                        .credential = who.phone,
                        .person_number = who.number,
                        .step = step_at(now) + 1};
    Photo photo{.size = 1, .type = "image/jpeg"};
    random(photo.sha256);
    record(MealPhotographed{.user = who.user, .code = code, .item = "Soup", .photos = {photo}});
  }
  void record(Happening happening) {
    const Event event{.id = {make_uuid(now, random)},
                      .stamp = {.at = now, .wall = now},
                      .happening = std::move(happening)};
    tests::record(kiosk->store, event);
  }

  Outgoing all() { return kiosk->sync.unsent(10'000, much, Seq{1}); }
  void ack(std::int64_t seq) {
    kiosk->sync.apply_ack(all().epoch, {seq}, {}, with_server_time(tests::clock_at(now), now), now);
  }
  Facts facts_of(const std::string& text, std::optional<Instant> up_to) {
    const auto code = parse_credential(text, kiosk->store.load_device()->ring, now);
    auto facts = tests::facts_of(kiosk->store, {.credential = code.value(), .up_to = up_to});
    // A step of that time is known as the last one only.
    if (facts.last_accepted) facts.last_accepted->step.reset();
    return facts;
  }
  std::vector<Facts> all_facts() {
    std::vector<Facts> facts;
    for (const auto& who : people) {
      for (const auto& up_to : {std::optional<Instant>{}, std::optional{now - 5h}}) {
        facts.push_back(facts_of(gym.card(who), up_to));
        facts.push_back(facts_of(gym.phone(who, now), up_to));
      }
    }
    return facts;
  }

  // Stops, and leaves the file as step 6 had it, with that chain after the last event.
  void go_back() {
    const auto chain = kiosk->sync.unsent(1, 1, Seq{1'000'000}).prev_chain;
    stop();
    const auto newer = folder.path() / "newer.db";
    std::filesystem::rename(file(), newer);
    Session old{file(), ""};
    old.migrate(now, 6);
    old.run("attach ?1 as newer", newer.string());
    for (const auto& table : shared_tables(old)) {
      old.database().exec("delete from main." + table);
      const auto columns = columns_of(old, table);
      old.database().exec("insert into main." + table + " (" + columns + ") select " + columns +
                          " from newer." + table);
    }
    for (const auto statement : as_before_0007) old.run(statement);
    old.run("update main.store set chain = ?1", chain);
  }
  static std::string columns_of(Session& old, const std::string& table) {
    auto query = old.query("select group_concat(name) from pragma_table_info(?1, 'main')");
    query.bind(table).step();
    return query.get<std::string>(0);
  }
  static std::vector<std::string> shared_tables(Session& old) {
    std::vector<std::string> names;
    auto query = old.query(
        "select name from main.sqlite_schema where type = 'table' and name not in"
        " ('outbox', 'own_scans', 'last_steps', 'store', 'schema_migrations')");
    while (query.step()) names.push_back(query.get<std::string>(0));
    return names;
  }

  std::vector<tests::DemoGym::Someone> people{
      gym.add_member("Ada", day("2026-01-01"), day("2026-12-31")),
      gym.add_member("Grace", day("2026-01-01"), day("2026-12-31"), 40),
      gym.add_member("Carl", day("2026-01-01"), day("2026-12-31")), gym.add_trainer("Tom")};
};

TEST_CASE_METHOD(Past, "a store of step 6 answers and pushes the same, and pulls all anew") {
  ack(100);
  const auto before = all();
  const auto facts = all_facts();
  const auto photos = kiosk->sync.photo_queue();
  const auto status = kiosk->store.load_status();
  REQUIRE(before.events.size() > 200);
  REQUIRE(photos.waiting > 5);

  go_back();
  start();
  const auto after = all();
  CHECK(after.epoch == before.epoch);
  CHECK(after.first_seq == before.first_seq);
  CHECK(after.prev_chain == before.prev_chain);
  CHECK(after.events == before.events);
  CHECK_FALSE(after.new_epoch);
  CHECK(after.waiting_events == before.waiting_events);
  CHECK(all_facts() == facts);
  CHECK(kiosk->sync.photo_queue().waiting == photos.waiting);
  CHECK(kiosk->sync.photo_queue().next == photos.next);
  CHECK(kiosk->store.load_status().cursor == 0);
  CHECK(kiosk->store.load_status().last_push == status.last_push);

  const auto count = std::ssize(before.events);
  const auto end = kiosk->sync.unsent(1, 1, Seq{count + 1});
  now += 1h;
  CHECK(scan(gym.card(people[0])).seq == Seq{count + 1});
  CHECK(kiosk->sync.unsent(1, much, Seq{count + 1}).prev_chain == end.prev_chain);
}

TEST_CASE_METHOD(Past, "a store of step 6 keeps the time that the centre said last") {
  now += 1h;
  REQUIRE(scan(gym.card(people[0])).direction);
  const auto put_right = with_server_time(tests::clock_at(now), now - std::chrono::days{365});
  kiosk->sync.apply_ack(all().epoch, {std::ssize(all().events)}, {}, put_right, now);
  go_back();
  start();
  CHECK(kiosk->store.load_device()->clock == put_right);
}

TEST_CASE_METHOD(Past, "a meal's photo waits for its meal in a store of step 6 too") {
  now += 1h;
  eat(people[0]);
  const auto meal = std::ssize(all().events);
  ack(meal - 1);
  while (const auto next = kiosk->sync.photo_queue().next) {
    kiosk->sync.note_photo(*next, PhotoStored{now});
  }
  REQUIRE(kiosk->sync.photo_queue().waiting == 1);
  go_back();
  start();
  CHECK_FALSE(kiosk->sync.photo_queue().next);
  ack(meal);
  CHECK(kiosk->sync.photo_queue().next);
}

TEST_CASE_METHOD(Past, "an idle store of step 6, whose events are all gone, goes on") {
  now += 1h;
  const auto before = all();
  const auto count = std::ssize(before.events);
  ack(count);
  const auto code = gym.phone(people[0], now);
  REQUIRE(scan(code).seq == Seq{count + 1});
  ack(count + 1);
  const auto chain = kiosk->sync.unsent(1, 1, std::nullopt).prev_chain;
  go_back();
  {
    Session old{file(), ""};
    old.run("delete from outbox");
  }
  start();
  const auto after = kiosk->sync.unsent(10, much, std::nullopt);
  CHECK(after.events.empty());
  CHECK(after.epoch != before.epoch);
  CHECK(after.first_seq == Seq{1});
  CHECK(after.prev_chain == Hash{});
  REQUIRE(after.new_epoch);
  CHECK(after.new_epoch->after_epoch == before.epoch);
  CHECK(after.new_epoch->after_seq == Seq{count + 1});
  CHECK(scan(code).reason == Reason::replayed);
  CHECK(all().events.size() == 1);

  // A centre that has the old epoch alone agrees on its end.
  kiosk->sync.begin_epoch({42}, before.epoch, {count + 1}, chain, "restored");
  CHECK(all().events.size() == 1);
  CHECK(all().new_epoch->after_seq == Seq{count + 1});
}

TEST_CASE_METHOD(Past, "of a damaged store of step 6 the readable events go on in a new epoch") {
  ack(100);
  const auto before = all();
  go_back();
  std::vector<std::int64_t> pages;
  {
    Session old{file(), ""};
    auto query = old.query(
        "select pageno from dbstat where name = 'outbox' and pagetype = 'leaf' order by path");
    while (query.step()) pages.push_back(query.get<std::int64_t>(0));
  }
  REQUIRE(pages.size() > 10);
  {
    std::fstream out{file(), std::ios::in | std::ios::out | std::ios::binary};
    out.seekp((pages[pages.size() / 2] - 1) * 4096);
    out << std::string(4096, '\xa5');
  }
  start();
  const auto fresh = kiosk->sync.unsent(10'000, much, std::nullopt);
  CHECK(fresh.epoch != before.epoch);
  REQUIRE(fresh.new_epoch);
  CHECK(fresh.new_epoch->after_epoch == before.epoch);
  CHECK(fresh.new_epoch->after_seq == Seq{100});
  CHECK(fresh.events.front() == before.events[100]);
  CHECK(fresh.events.back() == before.events.back());
  CHECK(fresh.events.size() < before.events.size() - 100);
  CHECK(fresh.events.size() > before.events.size() - 120);
  CHECK(kiosk->store.load_status().trouble.contains("was damaged"));
  now += 1h;
  CHECK(scan(gym.card(people[0])).seq == Seq{std::ssize(fresh.events) + 1});
}

}  // namespace
}  // namespace fitmate::db::kiosk
