#include "db/sql/transaction.h"

#include <cassert>
#include <format>

namespace fitmate::db::sql {

Transaction::Transaction(Connection& connection) : connection_{connection} {
  assert(!connection.in_transaction());
  connection.run_checked(connection.engine() == Engine::sqlite ? "begin immediate" : "begin", {});
  connection.depth_ = 1;
}

Transaction::~Transaction() {
  if (!open_) return;
  assert(connection_.depth_ == 1);
  connection_.roll_back();
}

void Transaction::commit() {
  assert(open_ && connection_.depth_ == 1);
  connection_.run_checked("commit", {});
  open_ = false;
  connection_.depth_ = 0;
}

Snapshot::Snapshot(Connection& connection) : connection_{connection} {
  assert(!connection.in_transaction());
  const bool is_postgres = connection.engine() == Engine::postgres;
  connection.run_checked(
      is_postgres ? "begin transaction isolation level repeatable read, read only" : "begin", {});
  connection.depth_ = 1;
  try {
    // Neither engine looks before the first statement.
    connection.run_checked(is_postgres ? "select 1" : "select count(*) from sqlite_schema", {});
  } catch (const SqlError&) {
    connection.roll_back();
    throw;
  }
}

Snapshot::~Snapshot() {
  connection_.roll_back();
}

Savepoint::Savepoint(Connection& connection)
    : connection_{connection}, name_{std::format("s{}", connection.depth_)} {
  assert(connection.in_transaction());
  connection.run_checked("savepoint " + name_, {});
  ++connection.depth_;
}

Savepoint::~Savepoint() {
  if (!open_) return;
  try {
    connection_.run("rollback to savepoint " + name_, {});
    connection_.run("release savepoint " + name_, {});
    connection_.failed_ = false;
  } catch (const SqlError&) {
    // The transaction is gone as a whole, and what it stood on with it: its commit must fail.
    connection_.failed_ = true;
    connection_.broken_ = true;
  }
  --connection_.depth_;
}

void Savepoint::keep() {
  assert(open_);
  connection_.run_checked("release savepoint " + name_, {});
  open_ = false;
  --connection_.depth_;
}

}  // namespace fitmate::db::sql
