#pragma once

#include <chrono>
#include <cstdint>

namespace fitmate::domain {

// The gym's own numbers, pulled from the centre; these are the defaults.
struct GymRules {
  std::int64_t version = 0;
  std::chrono::minutes already_in{10};    // a second entry within this is refused
  std::chrono::hours visit_closes{12};    // an open visit older than this is closed by rule
  std::chrono::hours shift_closes{16};    // an open shift older than this is flagged
  std::chrono::seconds member_again{10};  // the same code within this is the same answer
  std::chrono::seconds trainer_again{60};
  std::chrono::days grace{3};          // days past the end that are warned, then refused
  std::chrono::days expiring{7};       // days left from which on it is said
  std::chrono::hours stale_warns{24};  // age of the pulled copy
  std::chrono::hours stale_refuses{7 * 24};
  std::chrono::hours clock_unsure{24};  // past the end while the clock is unsynced
  bool visits_per_day = false;          // a limited visit is used per day, not per entry
  bool operator==(const GymRules&) const = default;
};

}  // namespace fitmate::domain
