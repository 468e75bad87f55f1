#pragma once

#include <chrono>

namespace fitmate::bench {

// The milliseconds that `work` takes.
template <class Work>
double milliseconds_of(Work work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  return took.count();
}

}  // namespace fitmate::bench
