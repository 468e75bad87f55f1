#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace fitmate::bench {

struct Load {
  std::size_t connections = 1;
  std::chrono::seconds lasts{3};
};

struct Measured {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// Sends requests on so many connections to loopback, each connection one of them again and again,
// as soon as it is answered. One thread. Throws std::runtime_error on any answer but 2xx.
Measured drive(std::uint16_t port, std::span<const std::string> requests, const Load& load);

}  // namespace fitmate::bench
