#pragma once

#include <optional>
#include <vector>

#include "firmware/door.h"

namespace fitmate::firmware::sim {

// A door that only remembers. `sim` of --door, and what tests look at.
class SimDoor final : public Door {
 public:
  explicit SimDoor(std::chrono::milliseconds pulse = std::chrono::milliseconds{3000})
      : length_(pulse) {
    status_.name = "simulated door";
  }

  domain::Result<void, DoorError> pulse(Moment now) override {
    if (!status_.problem.empty()) return std::unexpected(DoorError{status_.problem});
    pulses_.push_back(now);
    ends_at_ = now + length_;
    status_.pulsing = true;
    ++status_.pulses;
    return {};
  }

  std::optional<Moment> step(Moment now) override {
    if (ends_at_ && now >= *ends_at_) {
      ends_at_.reset();
      status_.pulsing = false;
    }
    return ends_at_;
  }

  [[nodiscard]] DoorStatus status() const override { return status_; }

  // From now on it refuses with this problem; empty: it works again.
  void set_problem(std::string problem) { status_.problem = std::move(problem); }
  [[nodiscard]] const std::vector<Moment>& pulses() const { return pulses_; }

 private:
  std::chrono::milliseconds length_;
  std::optional<Moment> ends_at_;
  std::vector<Moment> pulses_;
  DoorStatus status_;
};

// A kiosk that opens nothing, by its settings: `none` of --door.
class NoDoor final : public Door {
 public:
  domain::Result<void, DoorError> pulse(Moment) override { return {}; }
  std::optional<Moment> step(Moment) override { return {}; }
  [[nodiscard]] DoorStatus status() const override {
    DoorStatus status;
    status.name = "no door";
    return status;
  }
};

}  // namespace fitmate::firmware::sim
