#include "central/services/demo.h"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/demo_people.h"
#include "central/services/setup.h"
#include "db/central/gym.h"
#include "domain/crypto.h"
#include "tests/support/fresh_database.h"
#include "tests/support/temp_folder.h"

namespace fitmate::central::services {
namespace {

using db::sql::Engine;

const auto now = *domain::parse_instant("2026-11-22T12:00:00Z");
const auto random_bytes = domain::system_random();

struct Fixture {
  explicit Fixture(Engine engine) : database{engine}, connection{database.connect()} {
    set_up(*connection, {.key_dir = folder.path() / "keys", .gym_timezone = "Europe/Vienna"}, now,
           random_bytes)
        .value();
  }

  Demo load(const DemoSize& size, domain::Instant at = now) {
    return load_demo(*connection, db::central::load_gym(*connection).value(), size, at,
                     random_bytes, [](std::int64_t) {});
  }

  std::int64_t count(const std::string& table) {
    return connection->query_one("select count(*) from " + table).value().get<std::int64_t>(0);
  }

  tests::TempFolder folder;
  tests::FreshDatabase database;
  std::unique_ptr<db::sql::Connection> connection;
};

std::map<std::string_view, int> states_of(const Demo& demo) {
  std::map<std::string_view, int> states;
  for (const auto& member : demo.members) ++states[member.state];
  return states;
}

const std::set<std::string_view> all_states{"active",    "expiring",     "grace",
                                            "expired",   "suspended",    "not_started",
                                            "no_visits", "no_membership"};

TEST_CASE("any number of members is at least half active, and 20 show every state") {
  Fixture desk{Engine::sqlite};
  const auto demo = desk.load({.members = 60, .trainers = 0});
  std::set<std::string_view> seen;
  int active = 0;
  for (std::size_t i = 0; i < demo.members.size(); ++i) {
    seen.insert(demo.members[i].state);
    active += demo.members[i].state == "active" ? 1 : 0;
    CAPTURE(i);
    CHECK(active * 2 >= static_cast<int>(i) + 1);
    if (i == 19) CHECK(seen == all_states);
  }
}

TEST_CASE("states are true by the rules of the door, and stay so past midnight") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto states = states_of(desk.load({.members = 20, .trainers = 1}));
  CHECK(states == states_of(desk.load({.members = 20, .trainers = 1}, now + std::chrono::days{1})));
  CHECK(states.at("active") == 13);
}

TEST_CASE("the same people come every time, whatever the number and the engine") {
  Fixture first{Engine::sqlite};
  Fixture second{Engine::postgres};
  const auto few = first.load({.members = 25, .trainers = 2});
  const auto many = second.load({.members = 50, .trainers = 3});
  for (std::size_t i = 0; i < few.members.size(); ++i) {
    CHECK(few.members[i].name == many.members[i].name);
    CHECK(few.members[i].state == many.members[i].state);
  }
  for (std::size_t i = 0; i < few.trainers.size(); ++i) {
    CHECK(few.trainers[i].name == many.trainers[i].name);
    CHECK(few.trainers[i].trainer == many.trainers[i].trainer);
  }
  Fixture other{Engine::sqlite};
  const auto strangers = other.load({.members = 25, .trainers = 2, .seed = 2});
  int same = 0;
  for (std::size_t i = 0; i < few.members.size(); ++i) {
    same += few.members[i].name == strangers.members[i].name ? 1 : 0;
  }
  CHECK(same < 5);
}

TEST_CASE("a second run changes nothing and answers the same") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const DemoSize size{.members = 30, .trainers = 3};
  const auto first = desk.load(size);
  const auto head = desk.connection->query_one("select pos from sync_head")->get<std::int64_t>(0);
  const std::vector<std::string> tables{
      "users",       "trainees",    "trainers", "trainer_schedules",
      "memberships", "credentials", "sync_feed"};
  std::vector<std::int64_t> before;
  for (const auto& table : tables) before.push_back(desk.count(table));
  const auto second = desk.load(size, now + std::chrono::hours{1});
  std::vector<std::int64_t> after;
  for (const auto& table : tables) after.push_back(desk.count(table));
  CHECK(before == after);
  CHECK(desk.connection->query_one("select pos from sync_head")->get<std::int64_t>(0) == head);
  REQUIRE(second.members.size() == first.members.size());
  for (std::size_t i = 0; i < first.members.size(); ++i) {
    CHECK(second.members[i].user == first.members[i].user);
    CHECK(second.members[i].state == first.members[i].state);
  }
  CHECK(second.trainers.at(2).trainer == first.trainers.at(2).trainer);
}

TEST_CASE("what is loaded is whole, and nothing has happened yet") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto demo = desk.load({.members = 40, .trainers = 4});
  CHECK(desk.count("users") == 44);
  CHECK(desk.count("users where password_hash is not null") == 0);
  CHECK(desk.count("trainees") == 40);
  CHECK(desk.count("trainees where trainer_id is not null") > 0);
  CHECK(desk.count("trainers") == 4);
  CHECK(desk.count("trainer_schedules") == 20);
  CHECK(desk.count("memberships") == 38);
  CHECK(desk.count("credentials where kind = 0") == 44);
  CHECK(desk.count("credentials where kind = 1") == 44);
  CHECK(desk.count("attendance") == 0);
  CHECK(desk.count("trainer_attendance") == 0);
  CHECK(demo.trainers.size() == 4);
  CHECK(std::ranges::is_sorted(demo.members, {}, &DemoMember::user));
}

TEST_CASE("each person and membership has its place in the feed, without a gap") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  desk.load({.members = 40, .trainers = 4});
  CHECK(desk.count("sync_feed where table_name = 'people'") == 44);
  CHECK(desk.count("sync_feed where table_name = 'memberships'") == 38);
  CHECK(desk.count("sync_feed where table_name = 'trainer_schedules'") == 20);
  CHECK(desk.count("users u where not exists (select 1 from sync_feed f where f.table_name = "
                   "'people' and f.key = u.id)") == 0);
  const auto row = desk.connection
                       ->query_one(
                           "select count(*) as n, count(distinct f.pos) as places, "
                           "max(f.pos) as last, max(h.pos) as head "
                           "from sync_feed f, sync_head h")
                       .value();
  CHECK(row.get<std::int64_t>("n") == row.get<std::int64_t>("places"));
  CHECK(row.get<std::int64_t>("last") == row.get<std::int64_t>("head"));
}

TEST_CASE("more than one batch of people is loaded, and one more run adds the rest") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  desk.load({.members = 5, .trainers = 1});
  const auto demo = desk.load({.members = 2500, .trainers = 1});
  CHECK(demo.members.size() == 2500);
  CHECK(desk.count("users") == 2501);
  std::set<std::int64_t> ids;
  for (const auto& member : demo.members) ids.insert(member.user.value);
  CHECK(ids.size() == 2500);
}

}  // namespace
}  // namespace fitmate::central::services
