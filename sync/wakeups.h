#pragma once

#include <chrono>
#include <cstdint>

namespace fitmate::sync {

// What ends a program's waiting: SIGTERM and SIGINT (it is to end), SIGUSR1 and a network address
// that came up (it is to hurry). Takes over these signals for the whole process: make it first, and
// once. One thread.
class Wakeups {
 public:
  enum class Why : std::uint8_t { time, hurry, stop };

  Wakeups();
  Wakeups(const Wakeups&) = delete;
  Wakeups& operator=(const Wakeups&) = delete;
  ~Wakeups();

  Why wait(std::chrono::milliseconds at_most);
  // Whether the program is to end; does not block.
  bool is_stopping();

 private:
  void read_signals();
  bool read_network();

  int signals_ = -1;
  int network_ = -1;  // none where the system does not give one
  bool is_stopping_ = false;
  bool is_asked_ = false;
};

}  // namespace fitmate::sync
