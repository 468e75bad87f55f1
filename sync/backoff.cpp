#include "sync/backoff.h"

#include <algorithm>
#include <array>
#include <bit>

#include "sync/limits.h"

namespace fitmate::sync {
namespace {

using std::chrono::milliseconds;

milliseconds longest_wait(int failures) {
  // 2^20 s is far above the most.
  const auto doublings = std::clamp(failures - 1, 0, 20);
  return std::min<milliseconds>(limits::retry_most, limits::retry_first * (1LL << doublings));
}

}  // namespace

milliseconds random_up_to(milliseconds most, const domain::Random& random) {
  std::array<std::byte, sizeof(std::uint64_t)> bytes{};
  random(bytes);
  const auto number = std::bit_cast<std::uint64_t>(bytes);
  return milliseconds{number % (static_cast<std::uint64_t>(most.count()) + 1)};
}

milliseconds with_jitter(milliseconds every, const domain::Random& random) {
  return every - every / 5 + random_up_to(every * 2 / 5, random);
}

void Backoff::succeed(milliseconds now, milliseconds delay) {
  failures_ = 0;
  next_ = now + delay;
}

void Backoff::fail(milliseconds now, std::optional<std::chrono::seconds> told,
                   const domain::Random& random) {
  ++failures_;
  next_ = now + (told ? std::clamp<milliseconds>(*told, milliseconds{0}, limits::retry_told_most)
                      : random_up_to(longest_wait(failures_), random));
}

void Backoff::hurry(milliseconds now) {
  failures_ = 0;
  next_ = std::min(next_, now);
}

}  // namespace fitmate::sync
