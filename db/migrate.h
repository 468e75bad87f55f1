#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/instant.h"
#include "domain/result.h"

// Steps of a schema, embedded by cmake/embed_migrations.cmake from schema/NNNN_name.sql.
namespace fitmate::db {

struct Migration {
  int number;  // 1, 2, 3, ... without a gap
  std::string_view name;
  std::string_view sql;  // statements without "begin" and "commit"
};
using Migrations = std::span<const Migration>;

// What the runner needs of a database. Machinery errors throw and are passed on.
class MigrationTarget {
 public:
  virtual ~MigrationTarget() = default;

  // Begins a transaction; waits until no other process is in one of these.
  virtual void begin() = 0;
  virtual void commit() = 0;
  // Must not throw: the database ends the transaction anyway when its connection closes.
  virtual void rollback() noexcept = 0;
  virtual void script(std::string_view sql) = 0;
  // The highest number in schema_migrations, 0 where there is no such table.
  virtual int version() = 0;
  // Adds a row to schema_migrations(number, name, applied_at), making the table where missing.
  virtual void record(const Migration& step, domain::Instant at) = 0;
};

struct SchemaError {
  enum class Kind { too_old, too_new, no_such_step, never_backwards };
  Kind kind;
  std::string detail;  // names both numbers and says what to do
};

// Is the schema exactly the one this program was written for?
domain::Result<void, SchemaError> check_schema(MigrationTarget& target, Migrations steps);

struct Migrated {
  int from;
  int to;
};

// Applies the missing steps up to `to` (all, unless given), one transaction each; several processes
// may do so at once. A step that fails is rolled back and throws std::runtime_error with its name;
// those before it stay.
domain::Result<Migrated, SchemaError> migrate(MigrationTarget& target, Migrations steps,
                                              domain::Instant now, std::optional<int> to = {});

}  // namespace fitmate::db
