#include "kiosk/status_line.h"

#include <algorithm>

#include "kiosk/gym_zone.h"

namespace fitmate::kiosk {

GymTime gym_time(const db::kiosk::Device& device, const domain::ClockReading& clock) {
  const auto local = zone_of(device).to_local(domain::tell_time(clock, device.clock).at);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {day, std::chrono::floor<std::chrono::minutes>(local - day)};
}

StatusLine status_line(const db::kiosk::StoreStatus& status, domain::Instant now) {
  StatusLine line;
  // Either lane shows that the centre was reached.
  if (const auto last = std::max(status.last_push, status.last_pull)) {
    const auto ago = std::chrono::floor<std::chrono::minutes>(now - *last);
    line.synced_ago = std::max(ago, std::chrono::minutes{0});
  }
  line.waiting = status.waiting_events + status.waiting_photos;
  line.trouble = status.trouble;
  return line;
}

}  // namespace fitmate::kiosk
