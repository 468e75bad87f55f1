#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "firmware/frame.h"

namespace fitmate::firmware::sim {

// How a simulated camera knows and awaits the time; a test hands in its own.
struct Waiting {
  std::function<Moment()> now;
  std::function<void(Moment)> wait_until;
};
Waiting steady_waiting();

// Beats like a camera's shutter: a beat that nobody waited for is missed, never made up for.
class Metronome {
 public:
  // frames_per_second is 1 to 60. Each copy of `waiting` is called by this thread only.
  Metronome(int frames_per_second, Waiting waiting);

  // Waits for the next beat, at most `patience`; nothing when it comes later.
  std::optional<Moment> next(std::chrono::milliseconds patience);
  // The number of that beat, from 0; the missed ones are counted.
  [[nodiscard]] std::uint64_t beat() const { return beat_; }
  [[nodiscard]] std::uint64_t missed() const { return missed_; }

 private:
  Waiting waiting_;
  Moment::duration period_;
  Moment start_;
  std::uint64_t next_beat_ = 0;
  std::uint64_t beat_ = 0;
  std::uint64_t missed_ = 0;
};

}  // namespace fitmate::firmware::sim
