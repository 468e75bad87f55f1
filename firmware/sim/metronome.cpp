#include "firmware/sim/metronome.h"

#include <algorithm>
#include <cassert>
#include <thread>

namespace fitmate::firmware::sim {

Waiting steady_waiting() {
  return {[] { return std::chrono::steady_clock::now(); },
          [](Moment until) { std::this_thread::sleep_until(until); }};
}

Metronome::Metronome(int frames_per_second, Waiting waiting)
    : waiting_(std::move(waiting)),
      period_(std::chrono::nanoseconds{std::chrono::seconds{1}} / frames_per_second),
      start_(waiting_.now()) {
  assert(frames_per_second >= 1 && frames_per_second <= 60);
}

std::optional<Moment> Metronome::next(std::chrono::milliseconds patience) {
  const Moment now = waiting_.now();
  // The newest beat that has passed is the frame at hand.
  const auto passed = static_cast<std::uint64_t>((now - start_) / period_);
  const auto due = std::max(next_beat_, passed);
  const Moment at = start_ + period_ * static_cast<std::int64_t>(due);
  if (at > now + patience) {
    waiting_.wait_until(now + patience);
    return {};
  }
  if (at > now) waiting_.wait_until(at);
  missed_ += due - next_beat_;
  beat_ = due;
  next_beat_ = due + 1;
  return at;
}

}  // namespace fitmate::firmware::sim
