#pragma once

#include <optional>

#include "db/sql/connection.h"
#include "domain/event.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// What somebody who is signed in tells the centre becomes an event of the same kind as a kiosk's,
// of a source of its own (db/central/centre_source.h), and all else follows from it. `happened_at`
// is a time that the person entered. Within the caller's transaction, in which the person is
// locked; blocks, throws db::sql::SqlError.
domain::EventId record_event(db::sql::Connection& connection, domain::Happening happening,
                             domain::Instant now, std::optional<domain::Instant> happened_at,
                             const domain::Random& random);

}  // namespace fitmate::central::services
