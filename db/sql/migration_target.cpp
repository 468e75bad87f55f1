#include "db/sql/migration_target.h"

namespace fitmate::db::sql {
namespace {

// Any number will do, as long as it stays the same for every release: "fitmate" in ASCII.
constexpr std::int64_t advisory_lock = 0x6669746d617465;

}  // namespace

void SqlMigrationTarget::begin() {
  transaction_.emplace(connection_);
  if (is_postgres()) connection_.query("select pg_advisory_xact_lock($1)", advisory_lock);
}

void SqlMigrationTarget::commit() {
  transaction_.value().commit();
  transaction_.reset();
}

// On PostgreSQL from the catalogue's rows: to_regclass() may answer from a cache that is older than
// the lock, and say no to a table that another process has just made.
bool SqlMigrationTarget::has_table() {
  return connection_
      .query_one(is_postgres()
                     ? "select count(*) from pg_tables where schemaname = current_schema()"
                       " and tablename = 'schema_migrations'"
                     : "select count(*) from sqlite_schema where name = 'schema_migrations'")
      .value()
      .get<bool>(0);
}

int SqlMigrationTarget::version() {
  if (!has_table()) return 0;
  return connection_.query_one("select coalesce(max(number), 0) from schema_migrations")
      .value()
      .get<int>(0);
}

void SqlMigrationTarget::record(const Migration& step, domain::Instant at) {
  if (!has_table()) {
    connection_.script(is_postgres() ? "create table schema_migrations (number integer primary key,"
                                       " name text not null, applied_at timestamptz not null)"
                                     : "create table schema_migrations (number integer primary key,"
                                       " name text not null, applied_at text not null) strict");
  }
  connection_.execute(
      "insert into schema_migrations (number, name, applied_at) values ($1, $2, $3)", step.number,
      step.name, at);
}

}  // namespace fitmate::db::sql
