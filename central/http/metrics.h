#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

#include "central/http/exchange.h"

namespace fitmate::central::http {

// How often each route was called, what it answered and how long that took. Any thread; its memory
// is bounded, because routes are.
class Metrics {
 public:
  // `route` is a route's path with its braces, or empty for what is none.
  void note(std::string_view method, std::string_view route, int status,
            std::chrono::duration<double> took);

  // What was no sound HTTP and so reached no route.
  void note_refusal(int status);

  // Prometheus' text format, version 0.0.4.
  std::string text() const;

 private:
  // In seconds; what took longer counts in the last.
  static constexpr std::array buckets{0.005, 0.02, 0.1, 0.5, 2.0};
  struct Times {
    std::array<std::int64_t, buckets.size() + 1> counts{};
    double sum = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, std::int64_t, std::less<>> calls_;
  std::map<std::pair<std::string, std::string>, Times, std::less<>> times_;
  std::map<int, std::int64_t> refusals_;
};

// GET /metrics; `metrics` outlives the routes.
void add_metrics_route(Routes& routes, const Metrics& metrics);

}  // namespace fitmate::central::http
