#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace fitmate::bench {

// Does work(0) to work(threads - 1) at once, a thread each; the seconds until the last is done.
// What one of them throws is thrown here.
template <class Work>
double at_once(std::size_t threads, Work work) {
  std::vector<std::exception_ptr> faults(threads);
  const auto began = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> running;
    running.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) {
      running.emplace_back([&work, &fault = faults[i], i] {
        try {
          work(i);
        } catch (...) {
          fault = std::current_exception();
        }
      });
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  for (const auto& fault : faults) {
    if (fault) std::rethrow_exception(fault);
  }
  return took.count();
}

}  // namespace fitmate::bench
