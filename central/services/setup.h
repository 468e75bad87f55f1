#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "db/central/schema.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace fitmate::central::services {

struct Setup {
  std::filesystem::path key_dir;
  std::string gym_timezone;  // of a gym that is not there yet
};

// Migrates, and the first time makes the keys and the gym. Where the gym is there its keys must be
// too: new ones would void every code and kiosk. In words what is in the way; throws
// db::sql::SqlError. The connection has no statement_timeout.
domain::Result<db::Migrated, std::string> set_up(db::sql::Connection& connection,
                                                 const Setup& setup, domain::Instant now,
                                                 const domain::Random& random,
                                                 std::optional<int> to = {});

}  // namespace fitmate::central::services
