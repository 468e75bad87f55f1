#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "firmware/frame.h"

namespace fitmate::firmware::linux_board {

// One happening of an input device, as the kernel gives it (input.h).
struct KeyEvent {
  std::uint16_t type = 0;  // EV_KEY, EV_SYN, ...
  std::uint16_t code = 0;  // KEY_A, SYN_DROPPED, ...
  std::int32_t value = 0;  // of a key: 0 up, 1 down, 2 held
};

// The system calls of an input device, and the time: what a test puts its own device in place of.
// Where a call can fail it answers -errno.
class EvdevCalls {
 public:
  EvdevCalls() = default;
  EvdevCalls(const EvdevCalls&) = delete;
  EvdevCalls& operator=(const EvdevCalls&) = delete;
  virtual ~EvdevCalls() = default;

  // Non-blocking; a descriptor or -errno.
  virtual int open(const std::string& path) = 0;
  virtual void close(int descriptor) = 0;
  // From now on nobody else gets what it types: 0 or -errno.
  virtual int grab(int descriptor) = 0;
  virtual std::string name(int descriptor) = 0;
  virtual bool has_key(int descriptor, std::uint16_t code) = 0;
  // How many were read, at least one; -EAGAIN: none for now.
  virtual int read(int descriptor, std::span<KeyEvent> events) = 0;
  // 1 when there is something to read (or an error to fetch), 0 when the time is over, or -errno.
  virtual int wait(int descriptor, std::chrono::milliseconds patience) = 0;

  virtual Moment now() = 0;
  virtual void pause(std::chrono::milliseconds time) = 0;
};

// The kernel's.
std::shared_ptr<EvdevCalls> system_evdev_calls();

}  // namespace fitmate::firmware::linux_board
