#pragma once

#include <optional>

#include "db/kiosk/session.h"
#include "domain/trusted_clock.h"

namespace fitmate::db::kiosk {

// What the store remembers of time; each within a transaction. The row holds what was said: by the
// centre, or by the program's build. From there on the last event's stamp tells how far time has
// risen, so that a check-in writes no page for it.
struct KeptClock {
  domain::ClockMarks row;
  domain::ClockMarks marks;  // with what the last event tells
};
KeptClock load_clock(Session& session);
void save_clock(Session& session, const domain::ClockMarks& marks);

// Before an event of that stamp becomes the last one: what it would not tell anew goes into the
// row.
void settle_clock(Session& session, const KeptClock& kept, const domain::Stamp& next);

// The three columns of a mark and the six of a stamp, from `column` on.
std::optional<domain::TimeMark> read_mark(Query& row, int column);
domain::Stamp read_stamp(Query& row, int column);

// True time is not before the program was built.
void raise_floor_to(Session& session, domain::Instant built);

}  // namespace fitmate::db::kiosk
