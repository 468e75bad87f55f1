#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "domain/result.h"
#include "firmware/spec.h"

namespace fitmate::firmware {

struct GpioDoorSpec {
  std::string chip;                       // "/dev/gpiochip0"
  unsigned line = 0;                      // its offset on the chip
  std::chrono::milliseconds pulse{3000};  // 50 to 60000
  // The level that releases the door; the other is the resting one. Not part of the text: it is how
  // the relay is wired (kiosk.toml), not which one it is.
  bool active_low = false;
  bool operator==(const GpioDoorSpec&) const = default;
};
struct SimDoorSpec {
  bool operator==(const SimDoorSpec&) const = default;
};
struct NoDoorSpec {
  bool operator==(const NoDoorSpec&) const = default;
};

using DoorSpec = std::variant<GpioDoorSpec, SimDoorSpec, NoDoorSpec>;

// "gpio:CHIP/LINE[:MS]" (CHIP as "gpiochip0" or "/dev/gpiochip0"), "sim" or "none", as --door takes
// it.
domain::Result<DoorSpec, SpecError> parse_door_spec(std::string_view text);

}  // namespace fitmate::firmware
