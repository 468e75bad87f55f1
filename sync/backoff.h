#pragma once

#include <chrono>
#include <optional>

#include "domain/ids.h"

namespace fitmate::sync {

// Evenly from 0 up to and with `most`.
std::chrono::milliseconds random_up_to(std::chrono::milliseconds most,
                                       const domain::Random& random);

// `every`, up to a fifth shorter or longer.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds every,
                                      const domain::Random& random);

// When a lane may talk next. Times are of the boot clock. A time is always set: whatever waits is
// tried again without anybody's help.
class Backoff {
 public:
  std::chrono::milliseconds next() const { return next_; }
  int failures() const { return failures_; }

  void succeed(std::chrono::milliseconds now, std::chrono::milliseconds delay);
  // random(0, min(retry_most, retry_first x 2^n)) from now; what the centre told wins, up to
  // retry_told_most.
  void fail(std::chrono::milliseconds now, std::optional<std::chrono::seconds> told,
            const domain::Random& random);
  // The line is there again, or somebody asks: no waiting, and a fresh start.
  void hurry(std::chrono::milliseconds now);

 private:
  std::chrono::milliseconds next_{};
  int failures_ = 0;  // in a row
};

}  // namespace fitmate::sync
