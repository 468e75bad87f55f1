#include "central/services/centre_events.h"

#include <utility>

#include "central/services/event_store.h"
#include "db/central/centre_source.h"
#include "domain/event_text.h"
#include "sync/wire.h"

namespace fitmate::central::services {

using db::central::TimeQuality;

domain::EventId record_event(db::sql::Connection& connection, domain::Happening happening,
                             domain::Instant now, std::optional<domain::Instant> happened_at,
                             const domain::Random& random) {
  domain::Event event{.id = {domain::make_uuid(now, random)},
                      .stamp = {.at = happened_at.value_or(now),
                                .wall = now,
                                .boot_id = {},
                                .since_boot = {},
                                .clock_state = domain::ClockState::synced,
                                .entered_late = happened_at.has_value()},
                      .happening = std::move(happening)};
  const auto id = event.id;
  const auto bytes = domain::to_text(event);
  auto place = db::central::lock_centre_source(connection);
  ++place.acked.value;
  const Incoming incoming{
      .seq = place.acked,
      .bytes = bytes,
      .event = std::move(event),
      .time = {.at = happened_at.value_or(now),
               .quality = happened_at ? TimeQuality::entered : TimeQuality::boot}};
  db::central::FeedRows changed;
  store_events(connection,
               {.kiosk = db::central::centre_kiosk, .epoch = place.id, .received_at = now},
               {&incoming, 1}, changed);
  place.chain = sync::next_chain(place.chain, bytes);
  if (!happened_at) place.last_effective = now;
  db::central::save_epoch(connection, db::central::centre_kiosk, place);
  db::central::note_changes(connection, changed);
  return id;
}

}  // namespace fitmate::central::services
