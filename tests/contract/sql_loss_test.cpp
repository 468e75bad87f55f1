// However an engine is lost, whoever uses it is told that it is connection_lost.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "db/sql/pool.h"
#include "db/sql/transaction.h"
#include "tests/support/fresh_database.h"
#include "tests/support/postgres_server.h"

namespace fitmate::db::sql {
namespace {

using namespace std::chrono_literals;
using tests::FreshDatabase;
using tests::PostgresServer;

template <class Work>
std::optional<SqlErrorKind> kind_thrown_by(Work work) {
  try {
    work();
    return std::nullopt;
  } catch (const SqlError& error) {
    return error.kind();
  }
}

// A table, and a connection that can be ended from beside it.
struct Fixture {
  Fixture() : connection{database.connect()} {
    connection->script("create table kept (n integer primary key)");
  }
  void end_connection() const {
    const auto pid = connection->query_one("select pg_backend_pid()")->get<int>(0);
    database.connect()->query("select pg_terminate_backend($1, 20000)", pid);
  }
  std::int64_t kept() const {
    return database.connect()->query_one("select count(*) from kept")->get<std::int64_t>(0);
  }
  std::optional<SqlErrorKind> add(int n) const {
    return kind_thrown_by([&] { connection->execute("insert into kept values ($1)", n); });
  }

  FreshDatabase database{Engine::postgres};
  std::unique_ptr<Connection> connection;
};

TEST_CASE("a server that stopped at once between two statements is lost, not out of order") {
  PostgresServer server{true};
  const auto database = open_database(server.create_database()).value();
  const auto connection = database.connect();
  const auto in_transaction = database.connect();
  connection->script("create table kept (n integer primary key)");
  {
    Transaction transaction{*in_transaction};
    in_transaction->execute("insert into kept values (1)");
    server.restart_at_once();
    CHECK(kind_thrown_by([&] { transaction.commit(); }) == SqlErrorKind::connection_lost);
  }
  CHECK(kind_thrown_by([&] { connection->query("select 1"); }) == SqlErrorKind::connection_lost);
  CHECK_FALSE(connection->usable());
  CHECK_FALSE(in_transaction->usable());
  CHECK(database.connect()->query_one("select count(*) from kept")->get<int>(0) == 0);
}

TEST_CASE(
    "an idle connection to a server that stopped at once is replaced before anybody meets it") {
  PostgresServer server{true};
  Pool pool{open_database(server.create_database()).value(), 1};
  CHECK((*pool.lease(0ms))->query("select 1").size() == 1);
  server.restart_at_once();
  auto lease = pool.lease(0ms);
  REQUIRE(lease);
  CHECK((*lease)->query("select 1").size() == 1);
}

TEST_CASE("a transaction that lost its connection leaves nothing, whatever comes after") {
  const Fixture sql;
  {
    Transaction transaction{*sql.connection};
    CHECK_FALSE(sql.add(1));
    sql.end_connection();
    CHECK(sql.add(2) == SqlErrorKind::connection_lost);
    CHECK(sql.add(3) == SqlErrorKind::connection_lost);
    CHECK(kind_thrown_by([&] { transaction.commit(); }) == SqlErrorKind::connection_lost);
  }
  CHECK(sql.kept() == 0);
}

TEST_CASE("a savepoint that lost its connection is told by what comes after it") {
  const Fixture sql;
  {
    const Transaction transaction{*sql.connection};
    {
      const Savepoint savepoint{*sql.connection};
      CHECK_FALSE(sql.add(1));
      sql.end_connection();
    }
    CHECK(sql.add(2) == SqlErrorKind::connection_lost);
  }
  CHECK_FALSE(sql.connection->usable());
}

TEST_CASE("a connection that is lost at the commit is told as lost") {
  const Fixture sql;
  sql.connection->script(
      "create function end_it() returns trigger language plpgsql as $$ begin"
      " perform pg_terminate_backend(pg_backend_pid()); return new; end $$;"
      "create constraint trigger end_it after insert on kept deferrable initially deferred"
      " for each row execute function end_it()");
  {
    Transaction transaction{*sql.connection};
    CHECK_FALSE(sql.add(1));
    CHECK(kind_thrown_by([&] { transaction.commit(); }) == SqlErrorKind::connection_lost);
  }
  CHECK(sql.kept() == 0);
}

TEST_CASE("what the server says of itself is told by its kind") {
  const Fixture sql;
  sql.connection->script(
      "create function fail(state text) returns void language plpgsql as $$ begin"
      " raise exception using errcode = state, message = 'as asked'; end $$");
  const auto kind_of = [&](const char* state) {
    return kind_thrown_by([&] { sql.connection->query("select fail($1)", state); });
  };
  for (const auto* state : {"08000", "08003", "08006", "25006", "25P03", "53000", "53100", "53200",
                            "53300", "57P01", "57P02", "57P03", "57P04", "58000", "58030"}) {
    CAPTURE(state);
    CHECK(kind_of(state) == SqlErrorKind::connection_lost);
  }
  for (const auto* state : {"40001", "40P01", "55P03"}) CHECK(kind_of(state) == SqlErrorKind::busy);
  CHECK(kind_of("57014") == SqlErrorKind::timeout);
  CHECK(kind_of("22003") == SqlErrorKind::invalid_value);
  for (const auto* state : {"42501", "42601", "42P01", "XX000", "XX002"}) {
    CAPTURE(state);
    CHECK(kind_of(state) == SqlErrorKind::broken);
  }
  for (const auto* state : {"21000", "57000", "P0001"}) {
    CAPTURE(state);
    CHECK(kind_of(state) == SqlErrorKind::other);
  }
}

TEST_CASE("a file that cannot grow is told as lost, and what it holds can be read") {
  FreshDatabase database{Engine::sqlite};
  const auto connection = database.connect();
  connection->script("create table kept (n integer primary key, text text not null)");
  connection->query("pragma max_page_count = 10");
  const auto fill = [&] {
    Transaction transaction{*connection};
    for (int n = 0; n < 100; ++n) {
      connection->execute("insert into kept values ($1, $2)", n, std::string(1000, 'x'));
    }
    transaction.commit();
  };
  CHECK(kind_thrown_by(fill) == SqlErrorKind::connection_lost);
  CHECK_FALSE(connection->usable());
  CHECK(database.connect()->query_one("select count(*) from kept")->get<int>(0) == 0);
}

}  // namespace
}  // namespace fitmate::db::sql
