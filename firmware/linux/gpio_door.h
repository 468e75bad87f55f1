#pragma once

#include <memory>
#include <optional>

#include "firmware/door.h"
#include "firmware/door_spec.h"
#include "firmware/linux/gpio_line.h"

namespace fitmate::firmware::linux_board {

// A relay on one GPIO line. The line is taken at the first step() or pulse(), and again after it
// failed; it rests at its inactive level, and goes back there when this dies.
class GpioDoor final : public Door {
 public:
  // Between two tries to take a line that cannot be had.
  static constexpr std::chrono::milliseconds retry_after{1000};

  explicit GpioDoor(GpioDoorSpec spec, std::unique_ptr<GpioChip> chip = system_gpio());
  ~GpioDoor() override;

  domain::Result<void, DoorError> pulse(Moment now) override;
  std::optional<Moment> step(Moment now) override;
  [[nodiscard]] DoorStatus status() const override { return status_; }

 private:
  bool take_line(Moment now);
  void fail(int error, Moment now);

  GpioDoorSpec spec_;
  std::unique_ptr<GpioChip> chip_;
  std::unique_ptr<GpioLine> line_;
  std::optional<Moment> ends_at_;
  std::optional<Moment> retry_at_;
  DoorStatus status_;
};

}  // namespace fitmate::firmware::linux_board
