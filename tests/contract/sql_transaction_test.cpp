#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "db/sql/sqlite_connection.h"
#include "db/sql/transaction.h"
#include "db/write_lock.h"
#include "tests/support/fresh_database.h"

namespace fitmate::db::sql {
namespace {

using tests::FreshDatabase;

constexpr const char* tables =
    "create table gyms (id integer primary key, name text not null unique);"
    "create table members (id integer primary key, gym integer not null references gyms (id),"
    " visits integer not null check (visits >= 0))";

struct Fixture {
  explicit Fixture(Engine engine) : database{engine}, connection{database.connect()} {
    connection->script(tables);
    connection->execute("insert into gyms (id, name) values ($1, $2)", 1, "first");
  }
  std::int64_t gyms() const {
    return database.connect()->query_one("select count(*) from gyms")->get<std::int64_t>(0);
  }
  void add_gym(int id, const char* name) const {
    connection->execute("insert into gyms (id, name) values ($1, $2)", id, name);
  }

  FreshDatabase database;
  std::unique_ptr<Connection> connection;
};

template <class Work>
std::optional<SqlErrorKind> kind_thrown_by(Work work) {
  try {
    work();
    return std::nullopt;
  } catch (const SqlError& error) {
    return error.kind();
  }
}

TEST_CASE("a transaction is seen by others after its commit only") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  Transaction transaction{*sql.connection};
  sql.add_gym(2, "second");
  CHECK(sql.gyms() == 1);
  transaction.commit();
  CHECK(sql.gyms() == 2);
  CHECK_FALSE(sql.connection->in_transaction());
}

TEST_CASE("a snapshot sees the database as it was, and holds up no writer") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto reader = sql.database.connect();
  {
    const Snapshot snapshot{*reader};
    sql.add_gym(2, "second");
    CHECK(sql.gyms() == 2);
    CHECK(reader->query_one("select count(*) from gyms")->get<std::int64_t>(0) == 1);
  }
  CHECK_FALSE(reader->in_transaction());
  CHECK(reader->query_one("select count(*) from gyms")->get<std::int64_t>(0) == 2);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  {
    const Transaction transaction{*sql.connection};
    sql.add_gym(2, "second");
  }
  CHECK(sql.gyms() == 1);
  const Transaction again{*sql.connection};
  CHECK(sql.connection->in_transaction());
}

TEST_CASE("a transaction with a failed statement cannot be committed") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  {
    Transaction transaction{*sql.connection};
    sql.add_gym(2, "second");
    CHECK_THROWS_AS(sql.add_gym(3, "first"), SqlError);
    CHECK_THROWS_AS(sql.add_gym(4, "fourth"), SqlError);
    CHECK_THROWS_AS(transaction.commit(), SqlError);
  }
  CHECK(sql.gyms() == 1);
  sql.add_gym(5, "fifth");
  CHECK(sql.gyms() == 2);
}

TEST_CASE("what fails within a savepoint leaves the rest of the transaction whole") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  Transaction transaction{*sql.connection};
  {
    Savepoint kept{*sql.connection};
    sql.add_gym(2, "second");
    {
      const Savepoint failing{*sql.connection};
      sql.add_gym(3, "third");
      CHECK_THROWS_AS(sql.add_gym(4, "first"), SqlError);
    }
    kept.keep();
  }
  {
    const Savepoint dropped{*sql.connection};
    sql.add_gym(5, "fifth");
  }
  transaction.commit();
  CHECK(sql.gyms() == 2);
}

TEST_CASE("a violated constraint is told by its kind, without the row's values") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = *sql.connection;
  CHECK(kind_thrown_by([&] { sql.add_gym(2, "first"); }) == SqlErrorKind::unique_violation);
  CHECK(kind_thrown_by([&] { sql.add_gym(1, "second"); }) == SqlErrorKind::unique_violation);
  const auto* member = "insert into members (id, gym, visits) values ($1, $2, $3)";
  CHECK(kind_thrown_by([&] { connection.execute(member, 1, 9, 0); }) ==
        SqlErrorKind::foreign_key_violation);
  CHECK(kind_thrown_by([&] { connection.execute(member, 1, 1, -1); }) ==
        SqlErrorKind::check_violation);
  CHECK(kind_thrown_by([&] { connection.execute(member, 1, std::nullopt, 0); }) ==
        SqlErrorKind::not_null_violation);
  // SQLite has no code of its own for it.
  CHECK(kind_thrown_by([&] { connection.query("select nothing from nowhere"); }) ==
        (connection.engine() == Engine::postgres ? SqlErrorKind::broken : SqlErrorKind::other));
  try {
    sql.add_gym(2, "first");
  } catch (const SqlError& error) {
    CHECK_FALSE(std::string_view{error.what()}.contains("first"));
  }
}

TEST_CASE("a statement that failed once can be run again") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  CHECK_THROWS_AS(sql.add_gym(2, "first"), SqlError);
  sql.add_gym(2, "second");
  CHECK(sql.gyms() == 2);
}

TEST_CASE("writers at the same time lose nothing", "[thread]") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  sql.connection->execute("insert into members (id, gym, visits) values (1, 1, 0)");
  constexpr int writers = 4;
  constexpr int writes = 25;
  {
    std::vector<std::jthread> threads;
    threads.reserve(writers);
    for (int i = 0; i < writers; ++i) {
      threads.emplace_back([&] {
        const auto connection = sql.database.connect();
        for (int write = 0; write < writes; ++write) {
          Transaction transaction{*connection};
          const auto* lock = connection->engine() == Engine::postgres ? " for update" : "";
          const auto row =
              connection->query_one(std::string{"select visits from members where id = 1"} + lock);
          connection->execute("update members set visits = $1", row->get<int>(0) + 1);
          transaction.commit();
        }
      });
    }
  }
  CHECK(sql.connection->query_one("select visits from members")->get<int>(0) == writers * writes);
}

TEST_CASE("who waits too long for another writer is told to try again") {
  FreshDatabase database{Engine::sqlite};
  const auto first = database.connect();
  first->script(tables);
  const auto second = database.open({.statement_timeout = std::chrono::milliseconds{1}}).connect();
  {
    const Transaction writing{*first};
    CHECK(kind_thrown_by([&] { const Transaction waiting{*second}; }) == SqlErrorKind::busy);
    CHECK(second->query("select id from gyms").empty());
  }
  Transaction{*second}.commit();
}

TEST_CASE("every writer to a SQLite file takes the write lock, no reader does") {
  const tests::TempFolder folder;
  const auto file = folder.path() / "fitmate.db";
  const auto connection = connect_sqlite(file, std::chrono::milliseconds{1});
  connection->script(tables);
  WriteLock lock{file.string() + "-writer"};
  REQUIRE(lock.acquire(std::chrono::milliseconds{0}));
  CHECK(kind_thrown_by([&] { connection->execute("insert into gyms values (1, 'x')"); }) ==
        SqlErrorKind::busy);
  CHECK(kind_thrown_by([&] { connection->script("delete from gyms"); }) == SqlErrorKind::busy);
  CHECK(kind_thrown_by([&] { connection->query("pragma wal_checkpoint"); }) == SqlErrorKind::busy);
  CHECK(kind_thrown_by([&] { const Transaction begun{*connection}; }) == SqlErrorKind::busy);
  CHECK(connection->query("select id from gyms").empty());
  CHECK_NOTHROW(connect_sqlite(file, std::chrono::milliseconds{1}));
  lock.release();
  connection->execute("insert into gyms values (1, 'x')");
  CHECK(lock.acquire(std::chrono::milliseconds{0}));
}

TEST_CASE("a statement that lasts too long is ended") {
  FreshDatabase database{Engine::postgres};
  const auto connection =
      database.open({.statement_timeout = std::chrono::milliseconds{20}}).connect();
  CHECK(kind_thrown_by([&] { connection->query("select pg_sleep(60)"); }) == SqlErrorKind::timeout);
  CHECK(connection->usable());
}

TEST_CASE("a statement whose answer changed its type is prepared anew") {
  Fixture sql{Engine::postgres};
  const auto* select = "select * from gyms";
  CHECK(sql.connection->query(select).size() == 1);
  sql.database.connect()->script("alter table gyms add column city text");
  CHECK_THROWS_AS(sql.connection->query(select), SqlError);
  CHECK(sql.connection->query(select).size() == 1);
}

TEST_CASE("more statements than are kept can be run") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  for (int i = 0; i < 600; ++i) {
    REQUIRE(sql.connection->query_one("select " + std::to_string(i))->get<int>(0) == i);
  }
  CHECK(sql.gyms() == 1);
}

}  // namespace
}  // namespace fitmate::db::sql
