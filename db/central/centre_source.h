#pragma once

#include "db/central/kiosks.h"
#include "db/sql/connection.h"
#include "domain/ids.h"

namespace fitmate::db::central {

// What is recorded at the centre itself is an event of this source: a row of kiosks that no token
// opens, with one epoch for ever.
inline constexpr domain::KioskId centre_kiosk{0};

// How far it is, held against others until the caller's transaction ends; throws sql::SqlError.
Epoch lock_centre_source(sql::Connection& connection);

}  // namespace fitmate::db::central
