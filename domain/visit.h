#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/event.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::domain {

// What a person's scans amount to at the centre. The recorded direction stands: a second entry
// closes the first without a time; an exit without an entry makes no row. The order of arrival does
// not matter.

// One scan or punch of a person that counts: accepted, and not annulled.
struct Passage {
  EventId event;
  Direction direction{};
  Instant at;  // effective_at
  KioskId kiosk;
  Seq seq;
  bool operator==(const Passage&) const = default;
};

// In time; at the same instant by kiosk and by what the kiosk recorded first.
bool is_earlier(const Passage& left, const Passage& right);

// From an entry to what ended it.
struct Stay {
  Passage entry;
  std::optional<Passage> exit;
  bool cut_by_entry = false;  // the next entry came without an exit between
  bool operator==(const Stay&) const = default;
};

struct Stays {
  std::vector<Stay> stays;
  std::vector<Passage> lone_exits;  // without an entry
  bool operator==(const Stays&) const = default;
};

// Only the passages right before and after decide on one, so a part of a person's passages gives
// the same stays as all of them, but for its last entry and a first exit.
Stays pair_up(std::vector<Passage> passages);

// An entry whose stay another kiosk's passage ended.
struct ClosedElsewhere {
  Passage entry;
  Instant at;  // of that passage
  bool operator==(const ClosedElsewhere&) const = default;
};

// In the order of the entries. Of a part of a person's passages, all but the last entry are judged
// as with all of them.
std::vector<ClosedElsewhere> find_closed_elsewhere(std::vector<Passage> passages);

// Whole minutes; none where the exit is not known.
std::optional<std::chrono::minutes> duration_of(const Stay& stay);

}  // namespace fitmate::domain
