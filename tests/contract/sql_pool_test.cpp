#include <atomic>
#include <set>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "db/sql/pool.h"
#include "db/sql/transaction.h"
#include "tests/support/eventually.h"
#include "tests/support/fresh_database.h"

namespace fitmate::db::sql {
namespace {

using namespace std::chrono_literals;
using tests::FreshDatabase;

int process_of(Connection& connection) {
  return connection.query_one("select pg_backend_pid()")->get<int>(0);
}

TEST_CASE("a pool serves more threads than it has connections", "[thread]") {
  FreshDatabase database{GENERATE(Engine::sqlite, Engine::postgres)};
  database.connect()->script(
      "create table counted (n integer not null);"
      "insert into counted values (0)");
  Pool pool{database.open(), 3};
  std::atomic<int> in_use{0};
  std::atomic<int> most{0};
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> threads;
    threads.reserve(8);
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int turn = 0; turn < 10; ++turn) {
          auto lease = pool.lease(20s);
          if (!lease) {
            ++failed;
            continue;
          }
          const int now = ++in_use;
          for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
          Transaction transaction{**lease};
          (*lease)->execute("update counted set n = n + 1");
          transaction.commit();
          --in_use;
        }
      });
    }
  }
  CHECK(failed == 0);
  CHECK(most <= 3);
  CHECK((*pool.lease(0ms))->query_one("select n from counted")->get<int>(0) == 80);
}

TEST_CASE("a pool with nothing free says so after the deadline") {
  FreshDatabase database{Engine::sqlite};
  Pool pool{database.open(), 1};
  {
    const auto held = pool.lease(0ms);
    REQUIRE(held);
    const auto second = pool.lease(1ms);
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == PoolError::Kind::exhausted);
  }
  CHECK(pool.lease(0ms));
}

TEST_CASE("who waits for a connection gets the one given back", "[thread]") {
  FreshDatabase database{Engine::sqlite};
  Pool pool{database.open(), 1};
  auto held = std::make_unique<domain::Result<Pool::Lease, PoolError>>(pool.lease(0ms));
  bool got = false;
  std::jthread waiting{[&] { got = pool.lease(20s).has_value(); }};
  held.reset();
  waiting.join();
  CHECK(got);
}

TEST_CASE("a server that does not answer is a value, and gives its place back") {
  Pool pool{open_database("postgresql:///x?host=/nowhere").value(), 1};
  for (int i = 0; i < 2; ++i) {
    const auto lease = pool.lease(0ms);
    REQUIRE_FALSE(lease);
    CHECK(lease.error().kind == PoolError::Kind::unreachable);
  }
}

TEST_CASE("an idle connection that was killed is replaced before anybody meets it") {
  FreshDatabase database{Engine::postgres};
  Pool pool{database.open(), 1};
  const int first = process_of(**pool.lease(0ms));
  const auto admin = database.connect();
  admin->query("select pg_terminate_backend($1)", first);
  REQUIRE(tests::eventually([&] {
    return admin->query("select 1 from pg_stat_activity where pid = $1", first).empty();
  }));
  auto lease = pool.lease(0ms);
  REQUIRE(lease);
  CHECK(process_of(**lease) != first);
}

TEST_CASE("a connection killed in use fails by its kind and is not given out again") {
  FreshDatabase database{Engine::postgres};
  Pool pool{database.open(), 1};
  {
    auto lease = pool.lease(0ms);
    const Transaction transaction{**lease};
    database.connect()->query("select pg_terminate_backend($1, 20000)", process_of(**lease));
    try {
      (*lease)->query("select 1");
      FAIL("it lives");
    } catch (const SqlError& error) {
      CHECK(error.kind() == SqlErrorKind::connection_lost);
    }
    CHECK_FALSE((*lease)->usable());
  }
  CHECK((*pool.lease(0ms))->query_one("select 1")->get<int>(0) == 1);
}

TEST_CASE("a connection is kept for 30 minutes and then made anew") {
  FreshDatabase database{Engine::postgres};
  std::chrono::steady_clock::time_point now{};
  Pool pool{database.open(), 1, [&] { return now; }};
  const int first = process_of(**pool.lease(0ms));
  now += 30min - 1ms;
  CHECK(process_of(**pool.lease(0ms)) == first);
  now += 1ms;
  CHECK(process_of(**pool.lease(0ms)) != first);
}

}  // namespace
}  // namespace fitmate::db::sql
