#include <array>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "db/sql/migration_target.h"
#include "tests/support/fresh_database.h"

namespace fitmate::db::sql {
namespace {

using Catch::Matchers::ContainsSubstring;
using Kind = SchemaError::Kind;
using tests::FreshDatabase;

constexpr std::array<Migration, 3> steps{{
    {1, "0001_one", "create table one (a integer); insert into one values (1)"},
    {2, "0002_two", "create table two (a integer)"},
    {3, "0003_three", "create table three (a integer)"},
}};
const auto now = *domain::parse_instant("2026-01-22T08:15:30.250Z");

struct Fixture {
  explicit Fixture(Engine engine) : database{engine}, connection{database.connect()} {}
  FreshDatabase database;
  std::unique_ptr<Connection> connection;
  SqlMigrationTarget target{*connection};
};

TEST_CASE("migrating an empty database takes every step and records it") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  CHECK(sql.target.version() == 0);
  const auto done = migrate(sql.target, steps, now);
  REQUIRE(done);
  CHECK(done->from == 0);
  CHECK(done->to == 3);
  const auto rows = sql.connection->query("select * from schema_migrations order by number");
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].get<std::string>("name") == "0002_two");
  CHECK(rows[1].get<domain::Instant>("applied_at") == now);
  CHECK(check_schema(sql.target, steps));
}

TEST_CASE("migrating again changes nothing") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  REQUIRE(migrate(sql.target, steps, now));
  const auto again = migrate(sql.target, steps, now);
  REQUIRE(again);
  CHECK(again->from == 3);
  CHECK(sql.connection->query("select a from one").size() == 1);
}

TEST_CASE("migrating to a step stops there, and the schema is then too old") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  REQUIRE(migrate(sql.target, steps, now, 2));
  CHECK(sql.target.version() == 2);
  const auto state = check_schema(sql.target, steps);
  REQUIRE_FALSE(state);
  CHECK(state.error().kind == Kind::too_old);
  CHECK_THAT(state.error().detail, ContainsSubstring("step 2") && ContainsSubstring("needs 3"));
  CHECK(migrate(sql.target, steps, now, 1).error().kind == Kind::never_backwards);
  CHECK(migrate(sql.target, steps, now, 4).error().kind == Kind::no_such_step);
  CHECK(migrate(sql.target, steps, now, 0).error().kind == Kind::no_such_step);
  CHECK(migrate(sql.target, steps, now, 3)->to == 3);
}

TEST_CASE("a schema that a newer program wrote is refused") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  REQUIRE(migrate(sql.target, steps, now));
  const auto older = Migrations{steps}.first(2);
  for (const auto& error :
       {check_schema(sql.target, older).error(), migrate(sql.target, older, now).error()}) {
    CHECK(error.kind == Kind::too_new);
    CHECK_THAT(error.detail, ContainsSubstring("step 3") && ContainsSubstring("only 2"));
  }
}

TEST_CASE("a database that was never migrated is too old, and looking changes nothing") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  CHECK(check_schema(sql.target, steps).error().kind == Kind::too_old);
  CHECK_THROWS_AS(sql.connection->query("select number from schema_migrations"), SqlError);
}

TEST_CASE("a step that fails leaves those before it, and nothing of its own") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  auto broken = steps;
  broken[1].sql = "create table two (a integer); insert into nowhere values (1)";
  CHECK_THROWS_WITH(migrate(sql.target, broken, now),
                    ContainsSubstring("migration 2 (0002_two)") && ContainsSubstring("nowhere"));
  CHECK(sql.target.version() == 1);
  CHECK_THROWS_AS(sql.connection->query("select a from two"), SqlError);
  CHECK(migrate(sql.target, steps, now)->from == 1);
}

TEST_CASE("programs that migrate at once take each step once", "[thread]") {
  FreshDatabase database{GENERATE(Engine::sqlite, Engine::postgres)};
  std::mutex mutex;
  std::vector<std::string> failed;
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        try {
          const auto connection = database.connect();
          SqlMigrationTarget target{*connection};
          migrate(target, steps, now).value();
        } catch (const std::exception& error) {
          const std::scoped_lock lock{mutex};
          failed.emplace_back(error.what());
        }
      });
    }
  }
  CHECK(failed == std::vector<std::string>{});
  const auto connection = database.connect();
  CHECK(connection->query("select a from one").size() == 1);
  CHECK(connection->query("select number from schema_migrations").size() == 3);
}

}  // namespace
}  // namespace fitmate::db::sql
