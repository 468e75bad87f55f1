#pragma once

#include <span>

#include "db/sql/connection.h"
#include "db/sql/row.h"

namespace fitmate::central::services {

// Changes the gym's settings by the parameters of settings.sql's update_settings, and counts the
// members' visits anew where the days of grace, the zone or the rule of visits changed, which
// decide which membership a visit used. Blocks; throws db::sql::SqlError.
db::sql::Row change_settings(db::sql::Connection& connection,
                             std::span<const db::sql::Value> parameters);

}  // namespace fitmate::central::services
