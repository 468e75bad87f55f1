#pragma once

#include <chrono>

#include "db/central/gym.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// The gym's own time zone, from the system's tzdata. Throws std::runtime_error, naming it, if the
// system does not know it.
const std::chrono::time_zone& zone_of(const db::central::Gym& gym);

// The day that it is at the gym.
domain::Day day_of(const db::central::Gym& gym, domain::Instant now);

// Is it a name of the system's tzdata, as "Europe/Vienna"?
bool is_time_zone(const std::string& name);

}  // namespace fitmate::central::services
