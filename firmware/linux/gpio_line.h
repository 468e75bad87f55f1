#pragma once

#include <memory>
#include <string>

#include "domain/result.h"
#include "firmware/door_spec.h"

namespace fitmate::firmware::linux_board {

// One output line of a GPIO chip, held for as long as this lives; what a test puts a line of its
// own in place of.
class GpioLine {
 public:
  GpioLine() = default;
  GpioLine(const GpioLine&) = delete;
  GpioLine& operator=(const GpioLine&) = delete;
  virtual ~GpioLine() = default;

  // True is the level that releases the door. 0 or -errno.
  virtual int set(bool released) = 0;
};

// Takes lines; -errno where it cannot.
class GpioChip {
 public:
  GpioChip() = default;
  GpioChip(const GpioChip&) = delete;
  GpioChip& operator=(const GpioChip&) = delete;
  virtual ~GpioChip() = default;

  // The line begins at its resting level.
  virtual domain::Result<std::unique_ptr<GpioLine>, int> request(const GpioDoorSpec& spec) = 0;
};

// The kernel's, by libgpiod 2.
std::unique_ptr<GpioChip> system_gpio();

}  // namespace fitmate::firmware::linux_board
