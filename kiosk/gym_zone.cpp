#include "kiosk/gym_zone.h"

#include <format>
#include <stdexcept>

namespace fitmate::kiosk {
namespace {

const std::chrono::time_zone* find_zone(const std::string& name) {
  try {
    return std::chrono::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

}  // namespace

const std::chrono::time_zone& zone_of(const db::kiosk::Device& device) {
  const auto* zone = find_zone(device.timezone);
  return zone != nullptr ? *zone : *std::chrono::locate_zone("UTC");
}

std::string zone_problem(const db::kiosk::Device& device) {
  if (find_zone(device.timezone) != nullptr) return {};
  return std::format("the gym's time zone {} is not known here: update tzdata", device.timezone);
}

}  // namespace fitmate::kiosk
