#pragma once

#include "db/kiosk/session.h"
#include "domain/trusted_clock.h"

namespace fitmate::db::kiosk {

// What the store remembers of time; each within a transaction.
domain::ClockMarks load_clock(Session& session);
void save_clock(Session& session, const domain::ClockMarks& marks);

// The marks after a moment at the door. Where the centre has said its time since they were read,
// its word stands.
void raise_clock(Session& session, const domain::ClockMarks& marks);

// True time is not before the program was built.
void raise_floor_to(Session& session, domain::Instant built);

}  // namespace fitmate::db::kiosk
