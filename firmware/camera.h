#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "firmware/frame.h"

namespace fitmate::firmware {

struct CameraStatus {
  enum class State {
    streaming,  // frames come
    starting,   // opened, no frame yet
    gone,       // unplugged, in use by another program or broken; it is tried again by itself
    none,       // this kiosk has no camera, by its settings
  };
  State state = State::starting;
  std::string name;            // as a person would call it: the device's own name, or the folder
  std::string problem;         // what is wrong and what to do; empty while all is well
  std::uint64_t taken = 0;     // frames handed out
  std::uint64_t replaced = 0;  // frames thrown away because a newer one was there
  std::uint64_t broken = 0;    // frames thrown away because their bytes were bad
  std::uint64_t restarts = 0;  // times it stalled or came back
};

// PORT. The newest picture wins: one that is replaced before it was asked for is counted, not kept.
// A camera that is unplugged, busy or stalled is a status and comes back by itself; only next()
// makes it try, so call it again and again. One thread calls both; frames may go to others.
class Camera {
 public:
  Camera() = default;
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;
  virtual ~Camera() = default;

  // Waits up to `patience` for a frame newer than the one before; nothing when none came. It waits
  // also while the camera is gone, so a loop around it is never busy.
  [[nodiscard]] virtual std::optional<Frame> next(std::chrono::milliseconds patience) = 0;
  [[nodiscard]] virtual CameraStatus status() const = 0;
};

}  // namespace fitmate::firmware
