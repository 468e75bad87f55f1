#pragma once

#include <chrono>
#include <string>

#include "db/kiosk/kiosk_store.h"

namespace fitmate::kiosk {

// The gym's zone; UTC where this machine's tzdata does not know the name that was pulled: days that
// begin some hours off are better than a door that is shut for everybody.
const std::chrono::time_zone& zone_of(const db::kiosk::Device& device);

// That the name is not known here, and what to do; empty where it is.
std::string zone_problem(const db::kiosk::Device& device);

}  // namespace fitmate::kiosk
