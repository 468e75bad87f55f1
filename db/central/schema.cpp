#include "db/central/schema.h"

#include "db/central/schema/postgres/migrations.h"
#include "db/central/schema/sqlite/migrations.h"
#include "db/sql/migration_target.h"

namespace fitmate::db::central {

Migrations schema_steps(sql::Engine engine) {
  if (engine == sql::Engine::postgres) return schema::postgres::migrations;
  return schema::sqlite::migrations;
}

int schema_version(sql::Connection& connection) {
  return sql::SqlMigrationTarget{connection}.version();
}

domain::Result<void, SchemaError> check_schema(sql::Connection& connection) {
  sql::SqlMigrationTarget target{connection};
  return db::check_schema(target, schema_steps(connection.engine()));
}

domain::Result<Migrated, SchemaError> migrate(sql::Connection& connection, domain::Instant now,
                                              std::optional<int> to) {
  sql::SqlMigrationTarget target{connection};
  return db::migrate(target, schema_steps(connection.engine()), now, to);
}

}  // namespace fitmate::db::central
