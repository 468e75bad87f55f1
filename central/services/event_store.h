#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "central/services/event_times.h"
#include "db/central/inbox.h"
#include "db/sql/connection.h"
#include "domain/event.h"
#include "domain/ids.h"

namespace fitmate::central::services {

// An event that could be read, at its place in the kiosk's order.
struct Incoming {
  domain::Seq seq;
  std::string_view bytes;
  domain::Event event;
  EventTimes::Timed time;
};

enum class Stored : std::uint8_t {
  applied,
  duplicate,  // the same bytes were here before
  id_taken,   // other bytes are here under that id: not stored
};

// Stores events with all that follows from them, set-wise: a few statements however many there are.
// Answers in their order. Within the caller's transaction, which holds the kiosk's row; throws
// SqlError, and then the caller rolls back.
std::vector<Stored> store_events(db::sql::Connection& connection, const db::central::Source& source,
                                 std::span<const Incoming> events);

}  // namespace fitmate::central::services
