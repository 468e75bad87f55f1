#include "kiosk/moments.h"

namespace fitmate::kiosk {

using namespace domain;

Moment moment_of(const ClockReading& clock, const ClockMarks& marks, std::optional<Instant> late) {
  auto now = tell_time(clock, marks);
  if (late) now.at = *late;
  return {.now = now, .entered_late = late.has_value()};
}

Stamp stamp_of(const Moment& moment) {
  const auto& reading = moment.now.reading;
  return {.at = moment.now.at,
          .wall = reading.wall,
          .boot_id = reading.boot_id,
          .since_boot = reading.since_boot,
          .clock_state = moment.now.state,
          .entered_late = moment.entered_late};
}

}  // namespace fitmate::kiosk
