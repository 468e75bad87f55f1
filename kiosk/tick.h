#pragma once

#include "domain/trusted_clock.h"
#include "firmware/frame.h"

namespace fitmate::kiosk {

// The two clocks of one step.
struct Tick {
  firmware::Moment moment;
  domain::ClockReading clock;
};

}  // namespace fitmate::kiosk
