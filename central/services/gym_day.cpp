#include "central/services/gym_day.h"

#include <format>
#include <stdexcept>

namespace fitmate::central::services {

const std::chrono::time_zone& zone_of(const db::central::Gym& gym) {
  if (!is_time_zone(gym.timezone)) {
    throw std::runtime_error{std::format(
        "this machine does not know the gym's time zone {}: install tzdata", gym.timezone)};
  }
  return *std::chrono::locate_zone(gym.timezone);
}

domain::Day day_of(const db::central::Gym& gym, domain::Instant now) {
  return domain::local_day(now, zone_of(gym));
}

bool is_time_zone(const std::string& name) {
  try {
    return std::chrono::locate_zone(name) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace fitmate::central::services
