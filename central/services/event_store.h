#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "central/services/event_times.h"
#include "db/central/feed.h"
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
// Answers in their order, and adds to `changed` what the feed is to be told before the commit
// (note_changes). Within the caller's transaction, which holds the kiosk's row; throws SqlError,
// and then the caller rolls back.
std::vector<Stored> store_events(db::sql::Connection& connection, const db::central::Source& source,
                                 std::span<const Incoming> events, db::central::FeedRows& changed);

// Before events are stored one at a time: their people are locked in the order in which others do.
void lock_people_of(db::sql::Connection& connection, std::span<const Incoming> events);

}  // namespace fitmate::central::services
