#pragma once

#include <chrono>
#include <string>

#include "db/kiosk/sync_store.h"
#include "domain/trusted_clock.h"
#include "sync/transport.h"

namespace fitmate::sync {

// The line to the centre with the kiosk's token on it.
class Line {
 public:
  Line(db::kiosk::SyncStore& store, Transport& transport) : store_{store}, transport_{transport} {}

  // Sends with the newest token. Where the centre does not know it, there is one new try with the
  // one in use, as the store has it by then.
  domain::Result<Response, TransportFault> exchange(Request request);

  // What came was the centre's own answer: the token it took is the one in use from now on.
  void confirm();

 private:
  db::kiosk::SyncStore& store_;
  Transport& transport_;
  std::string used_;
  std::string refused_;
};

// The kiosk's clock after an answer with the centre's time, which is taken for the middle of the
// exchange. `reading` is of its beginning.
domain::ClockMarks marks_after(const domain::ClockMarks& marks, domain::ClockReading reading,
                               std::chrono::milliseconds took, domain::Instant server_time);

}  // namespace fitmate::sync
