#pragma once

#include <optional>

#include "db/migrate.h"
#include "db/sql/transaction.h"

namespace fitmate::db::sql {

// Migrations over the SQL port. On PostgreSQL, steps may last: give the connection no
// statement_timeout (Settings). The connection outlives this.
class SqlMigrationTarget final : public MigrationTarget {
 public:
  explicit SqlMigrationTarget(Connection& connection) : connection_{connection} {}

  void begin() override;
  void commit() override;
  void rollback() noexcept override { transaction_.reset(); }
  void script(std::string_view sql) override { connection_.script(sql); }
  int version() override;
  void record(const Migration& step, domain::Instant at) override;

 private:
  bool is_postgres() const { return connection_.engine() == Engine::postgres; }
  bool has_table();

  Connection& connection_;
  std::optional<Transaction> transaction_;
};

}  // namespace fitmate::db::sql
