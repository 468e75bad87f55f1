#pragma once

#include <vector>

#include "db/central/shifts.h"
#include "db/sql/connection.h"

namespace fitmate::central::services {

// Judges anew, in place, the shifts that began within these spans, those that share a duty with
// them, and the absences between. The trainers are locked (lock_people) and their shifts are in
// the table. Blocks for a few statements, however many there are.
void judge_around(db::sql::Connection& connection, std::vector<db::central::TrainerSpan> spans);

// Looks for absences, and for ends that were never punched, up to the oldest last sync of the
// living kiosks: nothing is derived past it, so a late kiosk makes nobody absent. A punch that
// comes later undoes what was found. The first time it only remembers where to begin. In a
// transaction of its own; throws SqlError.
void derive_absences(db::sql::Connection& connection);

}  // namespace fitmate::central::services
