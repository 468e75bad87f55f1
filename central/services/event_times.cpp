#include "central/services/event_times.h"

#include <algorithm>

namespace fitmate::central::services {
namespace {

using db::central::TimeQuality;
using domain::Instant;
using std::chrono::milliseconds;

// What both databases can hold and order.
constexpr Instant earliest{};
constexpr Instant latest = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} +
                           std::chrono::days{1} - milliseconds{1};

}  // namespace

// A kiosk may claim any boot clock.
Instant EventTimes::before_sending(milliseconds elapsed) const {
  if (elapsed > sending_.received_at - earliest) return earliest;
  return sending_.received_at - elapsed;
}

EventTimes::Timed EventTimes::next(const domain::Stamp& stamp) {
  if (stamp.entered_late) {
    return {.at = std::clamp(stamp.at, earliest, latest), .quality = TimeQuality::entered};
  }
  const bool this_boot = stamp.boot_id == sending_.boot_id && stamp.since_boot.count() >= 0 &&
                         stamp.since_boot <= sending_.since_boot;
  auto at = stamp.at;
  if (this_boot) {
    at = before_sending(sending_.since_boot - stamp.since_boot);
  } else {
    const auto boot_began = before_sending(std::max(milliseconds{0}, sending_.since_boot));
    at = std::clamp(at, earliest, boot_began);
  }
  if (last_) at = std::max(at, *last_);
  last_ = at;
  return {.at = at, .quality = this_boot ? TimeQuality::boot : TimeQuality::bounded};
}

}  // namespace fitmate::central::services
