#pragma once

#include <optional>

#include "db/migrate.h"
#include "db/sql/connection.h"
#include "domain/instant.h"

// The centre's schema in either engine; see db/migrate.h.
namespace fitmate::db::central {

Migrations schema_steps(sql::Engine engine);

// The number of the last step taken; 0 for an empty database.
int schema_version(sql::Connection& connection);

domain::Result<void, SchemaError> check_schema(sql::Connection& connection);

// The connection has no statement_timeout, as steps may last.
domain::Result<Migrated, SchemaError> migrate(sql::Connection& connection, domain::Instant now,
                                              std::optional<int> to = {});

}  // namespace fitmate::db::central
