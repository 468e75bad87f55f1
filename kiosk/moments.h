#pragma once

#include <optional>

#include "domain/access.h"
#include "domain/event.h"
#include "domain/trusted_clock.h"

namespace fitmate::kiosk {

// Now by the clock rule, or the time that a person entered.
domain::Moment moment_of(const domain::ClockReading& clock, const domain::ClockMarks& marks,
                         std::optional<domain::Instant> late);

// The moment as an event carries it.
domain::Stamp stamp_of(const domain::Moment& moment);

}  // namespace fitmate::kiosk
