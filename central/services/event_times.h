#pragma once

#include <chrono>
#include <optional>

#include "db/central/inbox.h"
#include "domain/event.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// When the events of one push took effect, by the centre's clock: pure, see sync.md's part on time.
//   entered  the time that a person entered
//   boot     in the boot of the push: received_at less the boot clock's way from event to sending
//   bounded  the kiosk's own time, not before the event before it and not after this boot began
// Never reordered against seq, but for what was entered late.
class EventTimes {
 public:
  struct Sending {
    domain::Instant received_at;
    domain::Uuid boot_id;
    std::chrono::milliseconds since_boot{};
  };
  struct Timed {
    domain::Instant at;  // 1970 to 9999
    db::central::TimeQuality quality{};
  };

  // `last` is of the event before, of those that were not entered late.
  EventTimes(const Sending& sending, std::optional<domain::Instant> last)
      : sending_{sending}, last_{last} {}

  // Of the next event in the order of seq.
  Timed next(const domain::Stamp& stamp);

  std::optional<domain::Instant> last() const { return last_; }

 private:
  domain::Instant before_sending(std::chrono::milliseconds elapsed) const;

  Sending sending_;
  std::optional<domain::Instant> last_;
};

}  // namespace fitmate::central::services
