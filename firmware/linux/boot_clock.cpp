#include "firmware/linux/boot_clock.h"

#include <ctime>
#include <fstream>
#include <stdexcept>

#include <sys/timex.h>

namespace fitmate::firmware::linux_board {

BootTime read_boot_time() {
  BootTime time;
  std::ifstream file{"/proc/sys/kernel/random/boot_id"};
  timespec since_boot{};
  if (!std::getline(file, time.boot_id) || ::clock_gettime(CLOCK_BOOTTIME, &since_boot) != 0) {
    throw std::runtime_error("the kernel does not say in which boot this is: is /proc there?");
  }
  time.since_boot = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::seconds{since_boot.tv_sec} + std::chrono::nanoseconds{since_boot.tv_nsec});
  timex state{};
  time.kernel_synced = ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  return time;
}

}  // namespace fitmate::firmware::linux_board
