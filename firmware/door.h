#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/result.h"
#include "firmware/frame.h"

namespace fitmate::firmware {

// What is wrong with the door and what to do, for the screen of staff.
struct DoorError {
  std::string detail;
};

struct DoorStatus {
  std::string name;      // "gpio line 17 of /dev/gpiochip0", "simulated door", "no door"
  std::string problem;   // what is wrong and what to do; empty while all is well
  bool pulsing = false;  // released now
  std::uint64_t pulses = 0;
};

// PORT. One pulse releases the door for the time it is set to. Nothing here blocks; one thread.
class Door {
 public:
  Door() = default;
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;
  virtual ~Door() = default;

  // Releases the door from now on; a pulse within a pulse begins its time anew.
  [[nodiscard]] virtual domain::Result<void, DoorError> pulse(Moment now) = 0;
  // Ends a pulse whose time is over. Answers when it wants to be called next; nothing: not before
  // the next pulse.
  virtual std::optional<Moment> step(Moment now) = 0;
  [[nodiscard]] virtual DoorStatus status() const = 0;
};

}  // namespace fitmate::firmware
