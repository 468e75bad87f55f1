#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>

namespace fitmate::central::services {

// So many calls a second for each key, a second's worth at once. Any thread; its memory is bounded
// by the keys that were seen.
class Throttle {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Throttle(int per_second) : per_second_{per_second} {}

  // Counts one call; false where it is one too many.
  bool allow(std::int64_t key, Time now);

 private:
  struct Bucket {
    double tokens;
    Time at;
  };
  int per_second_;
  std::mutex mutex_;
  std::map<std::int64_t, Bucket> buckets_;
};

}  // namespace fitmate::central::services
