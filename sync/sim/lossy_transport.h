#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

#include "sync/transport.h"

namespace fitmate::sync::sim {

// A line with faults, the same for the same seed. Time passes in `took` only: nothing waits.
class LossyTransport final : public Transport {
 public:
  enum class Fault : std::uint8_t {
    lose_request,  // it never arrives
    lose_answer,   // it arrives, and nobody hears of it
    delay,         // slow, but well
    repeat,        // arrives twice
    arrive_late,   // seems lost, and arrives before a later one
    truncate,      // the answer is cut off
    garble,        // the answer's bytes are changed
    login_page,    // 200 and HTML: a captive portal
    bad_gateway,   // 502 and HTML
    redirect,      // 302 to elsewhere
  };
  static constexpr std::size_t faults = 10;

  // The inner transport outlives it. A call meets a fault with this probability, each kind alike.
  LossyTransport(Transport& inner, std::uint64_t seed, double probability)
      : inner_{inner}, random_{seed}, probability_{probability} {}

  domain::Result<Response, TransportFault> exchange(const Request& request) override;

  void set_probability(double probability) { probability_ = probability; }
  // How often each fault was met.
  const std::array<std::int64_t, faults>& met() const { return met_; }

 private:
  domain::Result<Response, TransportFault> meet(Fault fault, const Request& request);
  std::size_t below(std::size_t bound);

  Transport& inner_;
  std::mt19937_64 random_;
  double probability_;
  std::optional<Request> late_;
  std::array<std::int64_t, faults> met_{};
};

}  // namespace fitmate::sync::sim
