#pragma once

#include <chrono>
#include <string>

namespace fitmate::firmware::linux_board {

// What the kernel knows of time, beside the wall clock.
struct BootTime {
  std::string boot_id;                     // a UUID's text, another one after each boot
  std::chrono::milliseconds since_boot{};  // counts through suspend
  bool kernel_synced = false;              // the kernel reports synchronised time
};

// Reads it at this moment. Any thread; does not block. Throws std::runtime_error where the kernel
// does not say.
BootTime read_boot_time();

}  // namespace fitmate::firmware::linux_board
