#pragma once

#include "firmware/camera.h"
#include "firmware/sim/metronome.h"

namespace fitmate::firmware::sim {

// A kiosk without a camera, by its settings: it lives by a scanner.
class NoCamera final : public Camera {
 public:
  explicit NoCamera(Waiting waiting = steady_waiting()) : waiting_(std::move(waiting)) {}

  std::optional<Frame> next(std::chrono::milliseconds patience) override {
    waiting_.wait_until(waiting_.now() + patience);
    return {};
  }
  [[nodiscard]] CameraStatus status() const override {
    CameraStatus status;
    status.state = CameraStatus::State::none;
    status.name = "no camera";
    return status;
  }

 private:
  Waiting waiting_;
};

}  // namespace fitmate::firmware::sim
