#include "central/services/feed.h"

#include <atomic>
#include <format>
#include <random>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/front_desk.h"
#include "central/services/ingest.h"
#include "central/services/settings.h"
#include "db/central/feed.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"
#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::begin_run;
using central::services::MustRefetch;
using central::services::Pull;
using central::services::read_page;
using db::sql::Engine;
using domain::Page;

const domain::Instant now = *domain::parse_instant("2026-03-02T12:00:00Z");

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

// A kiosk's copy, as pages make it; it checks that no position is missing.
struct Copy {
  domain::Cursor cursor;
  std::map<std::pair<std::size_t, std::int64_t>, domain::Change> rows;
  bool complete = false;
  int pages = 0;

  void apply(const Page& page) {
    if (page.from != cursor.pos) throw std::runtime_error{"positions are missing"};
    auto pos = page.from;
    for (const auto& change : page.changes) {
      if (change.pos <= pos || change.pos > page.to) throw std::runtime_error{"out of order"};
      pos = change.pos;
      const std::pair key{change.table, change.key};
      if (change.row) {
        rows[key] = change;
      } else {
        rows.erase(key);
      }
    }
    cursor = {.feed_epoch = page.feed_epoch, .run = page.run, .pos = page.to};
    complete = page.complete;
    ++pages;
  }

  void pull(db::sql::Connection& connection, domain::KioskId kiosk, std::int64_t limit = 200) {
    do {
      auto answer = read_page(connection, kiosk, {.after = cursor, .limit = limit}, now);
      apply(std::get<Page>(answer));
    } while (!complete);
  }

  template <class T>
  std::vector<T> all() const {
    std::vector<T> out;
    for (const auto& [key, change] : rows) {
      if (const auto* row = std::get_if<T>(&*change.row)) out.push_back(*row);
    }
    return out;
  }
};

std::string refusal(db::sql::Connection& connection, domain::KioskId kiosk,
                    const domain::Cursor& cursor) {
  const auto answer = read_page(connection, kiosk, {.after = cursor, .limit = 200}, now);
  const auto* refused = std::get_if<MustRefetch>(&answer);
  return refused == nullptr ? "" : refused->detail;
}

struct Begun {
  explicit Begun(Engine engine) : centre{engine}, kiosk{centre.add_kiosk()} {
    begin_run(centre.connection(), now, domain::system_random());
  }
  Centre centre;
  domain::KioskId kiosk;
  db::sql::Connection& connection() { return centre.connection(); }
};

}  // namespace

TEST_CASE("From the beginning, a kiosk gets every live row as it stands") {
  Begun begun{each_engine()};
  auto& centre = begun.centre;
  const auto ada = centre.add_person("Ada");
  const auto tom = centre.add_person("Tom");
  const auto trainer = centre.make_trainer(tom);
  centre.add_membership(ada, "2026-01-01", "2026-12-31", 10);
  begun.connection().execute(
      "insert into trainer_schedules (trainer_id, day_of_week, start_time, end_time)"
      " values ($1, 2, '08:30', '17:05')",
      trainer);
  begun.connection().execute(
      "insert into credentials (id, user_id, kind, generation, valid_from, valid_until, issued_at,"
      " revoked_at) values (-5, $1, 1, 3, '2026-01-01', '2027-01-01', $2, $2)",
      ada, now);
  begun.connection().execute(
      "insert into revocations (scope, value, revoked_at) values ('totp_epoch', 4, $1)", now);

  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  CHECK(copy.pages == 1);
  CHECK(copy.all<domain::PulledPerson>() ==
        std::vector<domain::PulledPerson>{
            {.user = ada, .number = {1001}, .name = "Ada", .trainer = std::nullopt},
            {.user = tom, .number = {1002}, .name = "Tom", .trainer = trainer}});
  CHECK(copy.all<domain::PulledMembership>() ==
        std::vector<domain::PulledMembership>{{.id = {1},
                                               .user = ada,
                                               .first = *domain::parse_day("2026-01-01"),
                                               .last = *domain::parse_day("2026-12-31"),
                                               .visits_left = 10}});
  CHECK(copy.all<domain::PulledSchedule>() ==
        std::vector<domain::PulledSchedule>{{.id = 1,
                                             .trainer = trainer,
                                             .day_of_week = 2,
                                             .from = 510min,
                                             .to = 1025min,
                                             .is_available = true}});
  CHECK(
      copy.all<domain::PulledCredential>() ==
      std::vector<domain::PulledCredential>{
          {.id = {static_cast<std::uint64_t>(-5)}, .user = ada, .generation = 3, .revoked = true}});
  CHECK(copy.all<domain::PulledRevocation>() ==
        std::vector<domain::PulledRevocation>{
            {.id = 1, .scope = domain::PulledRevocation::Scope::totp_epoch, .value = 4}});
  REQUIRE(copy.all<domain::PulledGym>().size() == 1);
  CHECK(copy.all<domain::PulledGym>()[0].timezone == "Europe/Vienna");
  CHECK(copy.all<domain::PulledGym>()[0].rules.already_in == 10min);
}

TEST_CASE("Each phone's credential reaches the kiosks with its days, and its renewal too") {
  Begun begun{each_engine()};
  const auto ada = begun.centre.add_person("Ada");
  const auto add = [&](std::int64_t id, int kind) {
    begun.connection().execute(
        "insert into credentials (id, user_id, kind, generation, valid_from, valid_until,"
        " issued_at) values ($1, $2, $3, 1, '2026-01-01', '2026-01-15', $4)",
        id, ada, kind, now);
  };
  add(7, 0);
  add(8, 1);
  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  domain::PulledCredential phone{
      .id = {7},
      .user = ada,
      .generation = 1,
      .phone = domain::PulledCredential::Days{.from = *domain::parse_day("2026-01-01"),
                                              .until = *domain::parse_day("2026-01-15")}};
  CHECK(copy.all<domain::PulledCredential>() == std::vector{phone});

  begun.connection().execute("update credentials set valid_until = '2026-01-22'");
  copy.pull(begun.connection(), begun.kiosk);
  phone.phone->until = *domain::parse_day("2026-01-22");
  CHECK(copy.all<domain::PulledCredential>() == std::vector{phone});

  begun.connection().execute("update credentials set revoked_at = $1 where kind = 0", now);
  copy.pull(begun.connection(), begun.kiosk);
  REQUIRE(copy.all<domain::PulledCredential>().size() == 1);
  CHECK(copy.all<domain::PulledCredential>()[0].revoked);
  CHECK_FALSE(copy.all<domain::PulledCredential>()[0].phone);
}

TEST_CASE("Pages cover every position once, however small they are") {
  Begun begun{each_engine()};
  for (int i = 0; i < 10; ++i) begun.centre.add_person(std::format("P{}", i));
  for (const auto limit : {1, 3, 11, 200}) {
    Copy copy;
    copy.pull(begun.connection(), begun.kiosk, limit);
    CHECK(copy.all<domain::PulledPerson>().size() == 10);
    CHECK(copy.pages == (11 + limit - 1) / limit);
    CHECK(copy.cursor.pos == 11);
  }
}

TEST_CASE("A change reaches the next pull, and a deletion too") {
  Begun begun{each_engine()};
  const auto ada = begun.centre.add_person("Ada");
  const auto bob = begun.centre.add_person("Bob");
  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  begun.connection().execute("update users set suspended = $2 where id = $1", ada, true);
  begun.connection().execute("update users set phone = '1' where id = $1", bob);
  copy.pull(begun.connection(), begun.kiosk);
  CHECK(copy.all<domain::PulledPerson>()[0].suspended);
  CHECK(copy.cursor.pos == 4);
  begun.connection().execute("delete from users where id = $1", bob);
  copy.pull(begun.connection(), begun.kiosk);
  CHECK(copy.all<domain::PulledPerson>().size() == 1);
  CHECK(copy.cursor.pos == 5);
}

TEST_CASE("A membership that the front desk ended is gone from the kiosks") {
  Begun begun{each_engine()};
  const auto ada = begun.centre.add_person("Ada");
  const auto id = begun.centre.add_membership(ada, "2026-01-01", "2026-12-31", std::nullopt);
  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  CHECK(copy.all<domain::PulledMembership>().size() == 1);
  begun.connection().execute("update memberships set ended_at = $2 where id = $1", id, now);
  copy.pull(begun.connection(), begun.kiosk);
  CHECK(copy.all<domain::PulledMembership>().empty());
}

TEST_CASE("Visits left come with the asking kiosk's events that are counted in them") {
  Begun begun{each_engine()};
  const auto ada = begun.centre.add_person("Ada");
  begun.centre.add_membership(ada, "2026-01-01", "2026-12-31", 2);
  FakeKiosk kiosk{begun.kiosk, 0xabcd};
  for (int i = 0; i < 3; ++i) kiosk.record(check_in(ada));
  const auto outcome =
      central::services::take_push(begun.connection(), kiosk.id(), kiosk.push(0, 1), kiosk.now());
  REQUIRE(std::holds_alternative<sync::PushAnswer>(outcome));
  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  const auto one = copy.all<domain::PulledMembership>().at(0);
  CHECK(one.visits_left == 1);
  CHECK(one.counted_epoch == kiosk.epoch);
  CHECK(one.counted_to == domain::Seq{1});
  central::services::take_push(begun.connection(), kiosk.id(), kiosk.push(1), kiosk.now());
  copy.pull(begun.connection(), begun.kiosk);
  CHECK(copy.all<domain::PulledMembership>().at(0).visits_left == 0);
  CHECK(copy.all<domain::PulledMembership>().at(0).counted_to == domain::Seq{3});

  Copy other;
  other.pull(begun.connection(), begun.centre.add_kiosk());
  CHECK(other.all<domain::PulledMembership>().at(0).counted_to == domain::Seq{0});
}

TEST_CASE("Visits that are counted anew reach the kiosks, whoever counts them") {
  Begun begun{each_engine()};
  auto& connection = begun.connection();
  const auto ada = begun.centre.add_person("Ada");
  begun.centre.add_membership(ada, "2026-03-01", "2026-03-31", 10);
  FakeKiosk kiosk{begun.kiosk};
  Copy copy;
  copy.pull(connection, begun.kiosk);
  const auto left = [&] {
    copy.pull(connection, begun.kiosk);
    std::vector<std::optional<std::int64_t>> visits;
    for (const auto& one : copy.all<domain::PulledMembership>()) visits.push_back(one.visits_left);
    return visits;
  };
  for (int i = 0; i < 3; ++i) kiosk.record(check_in(ada));
  central::services::take_push(connection, kiosk.id(), kiosk.push(), kiosk.now());
  CHECK(left() == std::vector<std::optional<std::int64_t>>{7});

  // One that ends sooner pays first.
  REQUIRE(central::services::add_membership(connection,
                                            {.user = ada,
                                             .type = "five",
                                             .price = 0,
                                             .start = *domain::parse_day("2026-03-01"),
                                             .end = *domain::parse_day("2026-03-07"),
                                             .visits_total = 5},
                                            now));
  CHECK(left() == std::vector<std::optional<std::int64_t>>{10, 2});

  std::vector<db::sql::Value> settings(34);
  for (std::size_t i = 0; i < settings.size(); i += 2) settings[i] = db::sql::to_value(false);
  settings[26] = db::sql::to_value(true);  // visits_per_day: change it, to true
  settings[27] = db::sql::to_value(true);
  central::services::change_settings(connection, settings);
  CHECK(left() == std::vector<std::optional<std::int64_t>>{10, 4});
  CHECK(begun.centre.count("sync_feed where table_name = 'memberships'") == 2);
}

TEST_CASE("A copy that cannot go on is told to fetch anew") {
  Begun begun{each_engine()};
  for (int i = 0; i < 5; ++i) begun.centre.add_person(std::format("P{}", i));
  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  auto& connection = begun.connection();
  CHECK(refusal(connection, begun.kiosk, copy.cursor).empty());

  auto cursor = copy.cursor;
  cursor.feed_epoch = "another";
  CHECK(!refusal(connection, begun.kiosk, cursor).empty());
  cursor.pos = 0;
  CHECK(refusal(connection, begun.kiosk, cursor).empty());
  cursor = copy.cursor;
  cursor.run = "unknown";
  CHECK(!refusal(connection, begun.kiosk, cursor).empty());
  cursor = copy.cursor;
  cursor.pos += 1;
  CHECK(!refusal(connection, begun.kiosk, cursor).empty());
}

TEST_CASE("A centre restored from a backup sees that a cursor is of the time it lost") {
  Begun begun{each_engine()};
  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  const auto in_the_backup = copy.cursor;
  begun.centre.add_person("Ada");
  copy.pull(begun.connection(), begun.kiosk);
  // The backup's feed is from before Ada; the restored centre starts, and comes to her position.
  begun.connection().script("delete from sync_feed where pos > 1; update sync_head set pos = 1");
  begin_run(begun.connection(), now, domain::system_random());
  begun.centre.add_person("Eve");
  CHECK(!refusal(begun.connection(), begun.kiosk, copy.cursor).empty());
  CHECK(refusal(begun.connection(), begun.kiosk, in_the_backup).empty());
}

TEST_CASE("A restart of the centre breaks no copy") {
  Begun begun{each_engine()};
  begun.centre.add_person("Ada");
  Copy copy;
  copy.pull(begun.connection(), begun.kiosk);
  begin_run(begun.connection(), now, domain::system_random());
  begin_run(begun.connection(), now, domain::system_random());
  begun.centre.add_person("Bob");
  copy.pull(begun.connection(), begun.kiosk);
  CHECK(copy.all<domain::PulledPerson>().size() == 2);
}

TEST_CASE("Deletions are forgotten after 90 days, and older cursors with them") {
  Begun begun{each_engine()};
  const auto ada = begun.centre.add_person("Ada");
  begun.centre.add_person("Bob");
  Copy old;
  old.pull(begun.connection(), begun.kiosk);
  begun.connection().execute("delete from users where id = $1", ada);
  Copy later;
  later.pull(begun.connection(), begun.kiosk);
  begun.connection().execute("update sync_feed set changed_at = $1 where op = 'delete'", now);

  central::services::forget_old_deletions(begun.connection(),
                                          now + central::services::tombstones_kept_for);
  CHECK(refusal(begun.connection(), begun.kiosk, old.cursor).empty());
  central::services::forget_old_deletions(begun.connection(),
                                          now + central::services::tombstones_kept_for + 1ms);
  CHECK(!refusal(begun.connection(), begun.kiosk, old.cursor).empty());
  CHECK(refusal(begun.connection(), begun.kiosk, later.cursor).empty());
  Copy fresh;
  fresh.pull(begun.connection(), begun.kiosk);
  CHECK(fresh.all<domain::PulledPerson>().size() == 1);
}

namespace {

// Changes names until told to stop, one or a few in a transaction; one in five is rolled back.
void write_names(const FreshDatabase& database, int writer, int turns, std::atomic<int>& failed) {
  const auto connection = database.connect();
  std::mt19937 random{static_cast<unsigned>(writer)};
  for (int turn = 0; turn < turns; ++turn) {
    try {
      db::sql::Transaction transaction{*connection};
      const auto count = 1 + random() % 3;
      for (unsigned i = 0; i < count; ++i) {
        connection->execute("update users set name = $2 where id = $1",
                            1 + writer * 5 + static_cast<int>(random() % 5),
                            std::format("{}-{}-{}", writer, turn, i));
      }
      if (random() % 5 != 0) transaction.commit();
    } catch (const db::sql::SqlError& error) {
      // Who waited in vain, on a busy machine, tries again, as the program's callers do.
      if (error.kind() == db::sql::SqlErrorKind::busy) {
        --turn;
      } else {
        ++failed;
      }
    }
  }
}

}  // namespace

TEST_CASE("The feed has no gaps under eight writers and rollbacks", "[thread]") {
  Begun begun{each_engine()};
  constexpr int writers = 8;
  for (int i = 0; i < writers * 5; ++i) begun.centre.add_person(std::format("P{}", i));
  std::atomic<int> writing{writers};
  std::atomic<int> failed{0};
  Copy copy;
  {
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer) {
      threads.emplace_back([&, writer] {
        write_names(begun.centre.database(), writer, 25, failed);
        --writing;
      });
    }
    while (writing > 0) copy.pull(begun.connection(), begun.kiosk, 7);
  }
  copy.pull(begun.connection(), begun.kiosk, 7);
  CHECK(failed == 0);
  std::vector<std::string> names;
  for (const auto& person : copy.all<domain::PulledPerson>()) names.push_back(person.name);
  CHECK(names == begun.centre.lines("select name from users order by id"));
  CHECK(copy.cursor.pos ==
        begun.connection().query_one("select pos from sync_head").value().get<std::int64_t>(0));
}

}  // namespace fitmate::tests
