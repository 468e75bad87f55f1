#pragma once

#include <chrono>

#include <poll.h>

namespace fitmate::tests {

// Looks every few milliseconds until the condition holds; false if it does not within the deadline,
// which is only there to end a broken test.
template <class Condition>
bool eventually(Condition condition,
                std::chrono::milliseconds deadline = std::chrono::seconds{20}) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

}  // namespace fitmate::tests
