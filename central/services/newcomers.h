#pragma once

#include "db/sql/connection.h"

namespace fitmate::central::services {

// Derives what came in before its person was known here, or was known as a trainer: the events that
// name the person's number. In a transaction of its own; throws SqlError.
void derive_waiting_events(db::sql::Connection& connection);

}  // namespace fitmate::central::services
