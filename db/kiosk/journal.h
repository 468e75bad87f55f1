#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "db/kiosk/session.h"
#include "domain/crypto.h"
#include "domain/event.h"
#include "domain/ids.h"

namespace fitmate::db::kiosk {

// The kiosk's own events in the order of their position, which runs over all epochs without holes
// above what the centre holds. An event's seq is its position less the epoch's starts_after. The
// chain goes on from the last row, so that one always stays. All functions run within a
// transaction.

struct Head {
  std::int64_t last_position = 0;
  domain::Hash chain{};  // after the last event, in this epoch
  std::int64_t epoch_number = 0;
  domain::StoreEpoch epoch;
  std::int64_t starts_after = 0;
  std::int64_t acked = 0;  // the centre holds everything up to here

  domain::Seq seq_of(std::int64_t position) const { return {position - starts_after}; }
  std::int64_t position_of(domain::Seq seq) const { return starts_after + seq.value; }
};

Head load_head(Session& session);

// Where the store is new.
void begin_first_epoch(Session& session, const domain::Random& random);

// Adds the event after `head`, and what is kept of a meal beside it.
domain::Seq append(Session& session, const Head& head, const domain::Event& event);

// Adds the row of an event, whose text that is, with what later decisions look back on. One that
// takes an earlier event back marks that one's row.
void add_event(Session& session, std::int64_t position, const domain::Hash& chain,
               const domain::Event& event, std::string_view text);

// Up to where the centre and this store agree.
struct Common {
  domain::StoreEpoch epoch;
  domain::Seq seq;
  std::optional<domain::Hash> chain;  // after that event; none where they agree on nothing
};

// Goes on in a new epoch whose first event is the first one above `position`; all from there on are
// chained anew and wait for the centre again.
void begin_epoch_after(Session& session, domain::StoreEpoch fresh, std::int64_t position,
                       const Common& common, std::string_view why);

// The position of a seq in an epoch of this store, if its chain after that event was this one.
std::optional<std::int64_t> shared_position(Session& session, domain::StoreEpoch epoch,
                                            domain::Seq seq, const domain::Hash& chain);

}  // namespace fitmate::db::kiosk
