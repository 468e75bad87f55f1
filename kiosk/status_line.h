#pragma once

#include "db/kiosk/kiosk_store.h"
#include "domain/trusted_clock.h"
#include "kiosk/screen.h"

namespace fitmate::kiosk {

// What is told beside every screen.

GymTime gym_time(const db::kiosk::Device& device, const domain::ClockReading& clock);

StatusLine status_line(const db::kiosk::StoreStatus& status, domain::Instant now);

}  // namespace fitmate::kiosk
