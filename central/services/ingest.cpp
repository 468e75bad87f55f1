#include "central/services/ingest.h"

#include <algorithm>
#include <format>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "central/services/event_store.h"
#include "central/services/event_times.h"
#include "central/services/push_position.h"
#include "db/central/alarms.h"
#include "db/central/feed.h"
#include "db/central/inbox.h"
#include "db/central/kiosks.h"
#include "db/central/quarantine.h"
#include "db/sql/transaction.h"
#include "domain/event_text.h"
#include "sync/limits.h"

namespace fitmate::central::services {
namespace {

using db::central::Epoch;
using db::central::Source;
using db::sql::Connection;
using db::sql::SqlError;
using db::sql::SqlErrorKind;
using domain::Instant;
using domain::KioskId;
using domain::Seq;
using sync::Conflict;
using sync::Push;
using sync::PushAnswer;
using Status = PushAnswer::Status;

constexpr int most_tries = 4;

// Not the event's fault: the same will succeed once the database is well, and the kiosk keeps it
// until then.
bool is_of_database(SqlErrorKind kind) {
  return kind == SqlErrorKind::busy || kind == SqlErrorKind::timeout ||
         kind == SqlErrorKind::connection_lost || kind == SqlErrorKind::broken;
}

db::central::Health health_of(const Push& push) {
  return {.software = push.software,
          .clock_state = push.clock_state,
          .events = push.queue.events,
          .photos = push.queue.photos,
          .oldest_at = push.queue.oldest_at};
}

class PushTaking {
 public:
  PushTaking(Connection& connection, KioskId kiosk, const Push& push, Instant received_at)
      : connection_{connection},
        push_{push},
        source_{.kiosk = kiosk, .epoch = push.store_epoch, .received_at = received_at},
        results_(push.events.size()) {}

  PushOutcome run();

 private:
  Seq seq_at(std::size_t index) const {
    return {push_.first_seq.value + static_cast<std::int64_t>(index)};
  }
  bool begin_epoch();
  Conflict epoch_unknown();
  void declare_lost(const Epoch& after);
  bool compare_repeat();
  void answer_known(std::size_t known);
  void take(std::size_t known);
  std::vector<Incoming> read(std::size_t known, EventTimes& times);
  void store(std::span<const Incoming> events);
  void store_one_by_one(std::span<const Incoming> events);
  std::optional<std::string> try_to_store(std::span<const Incoming> events);
  void note(const Incoming& event, Stored stored);
  void quarantine(std::size_t index, std::string_view reason);
  std::map<std::int64_t, db::central::Quarantined> quarantined(std::size_t count);

  Connection& connection_;
  const Push& push_;
  Source source_;
  Epoch epoch_;
  bool revoked_ = false;
  std::vector<PushAnswer::Result> results_;
  db::central::FeedRows changed_;
};

bool PushTaking::begin_epoch() {
  if (auto known = db::central::find_epoch(connection_, source_.kiosk, push_.store_epoch)) {
    epoch_ = *known;
    return true;
  }
  const auto latest = db::central::find_latest_epoch(connection_, source_.kiosk);
  if (latest && !push_.new_epoch) return false;
  db::central::add_epoch(connection_, source_.kiosk, push_.store_epoch, source_.received_at);
  epoch_ = {.id = push_.store_epoch, .acked = {}, .chain = {}, .last_effective = std::nullopt};
  if (push_.new_epoch) {
    const auto& [after_epoch, after_seq, why] = *push_.new_epoch;
    db::central::raise_alarm(
        connection_,
        {.kiosk = source_.kiosk,
         .kind = "new_epoch",
         .detail = std::format("the kiosk goes on in epoch {:016x} after {:016x}, {}: {}",
                               push_.store_epoch.value, after_epoch.value, after_seq.value, why),
         .raised_at = source_.received_at});
  }
  return true;
}

Conflict PushTaking::epoch_unknown() {
  const auto latest = db::central::find_latest_epoch(connection_, source_.kiosk).value();
  return {.kind = Conflict::Kind::epoch_unknown,
          .expected = {},
          .store_epoch = latest.id,
          .acked_seq = latest.acked,
          .chain = latest.chain};
}

void PushTaking::declare_lost(const Epoch& after) {
  db::central::raise_alarm(
      connection_,
      {.kiosk = source_.kiosk,
       .kind = "events_lost",
       .detail = std::format("the kiosk no longer holds the events {} to {} of epoch {:016x}",
                             epoch_.acked.value + 1, after.acked.value, after.id.value),
       .raised_at = source_.received_at});
  epoch_ = after;
}

std::map<std::int64_t, db::central::Quarantined> PushTaking::quarantined(std::size_t count) {
  std::map<std::int64_t, db::central::Quarantined> found;
  if (count == 0) return found;
  for (auto& one : db::central::find_quarantined(connection_, source_.kiosk, source_.epoch,
                                                 push_.first_seq, seq_at(count - 1))) {
    found.emplace(one.seq.value, std::move(one));
  }
  return found;
}

// Each event must lie here with the same bytes.
bool PushTaking::compare_repeat() {
  const auto aside = quarantined(push_.events.size());
  std::vector<std::pair<std::size_t, domain::EventId>> wanted;
  std::vector<domain::EventId> ids;
  for (std::size_t i = 0; i < push_.events.size(); ++i) {
    const auto event = domain::parse_event(push_.events[i]);
    if (event) results_[i].event_id = domain::to_text(event->id.value);
    const auto lies = aside.find(seq_at(i).value);
    if (lies != aside.end() && lies->second.body == push_.events[i]) {
      results_[i].status = Status::quarantined;
      results_[i].reason = lies->second.reason;
    } else if (event) {
      wanted.emplace_back(i, event->id);
      ids.push_back(event->id);
    } else {
      return false;
    }
  }
  if (ids.empty()) return true;
  std::map<domain::EventId, std::string> known;
  for (auto& one : db::central::find_events(connection_, ids)) {
    known.emplace(one.id, std::move(one.body));
  }
  for (const auto& [index, id] : wanted) {
    const auto found = known.find(id);
    if (found == known.end() || found->second != push_.events[index]) return false;
    results_[index].status = Status::duplicate;
  }
  return true;
}

void PushTaking::answer_known(std::size_t known) {
  const auto aside = quarantined(known);
  for (std::size_t i = 0; i < known; ++i) {
    if (const auto event = domain::parse_event(push_.events[i])) {
      results_[i].event_id = domain::to_text(event->id.value);
    }
    const auto lies = aside.find(seq_at(i).value);
    results_[i].status = lies == aside.end() ? Status::duplicate : Status::quarantined;
    if (lies != aside.end()) results_[i].reason = lies->second.reason;
  }
}

void PushTaking::quarantine(std::size_t index, std::string_view reason) {
  const auto event_id = domain::parse_uuid(results_[index].event_id);
  db::central::add_to_quarantine(
      connection_, source_,
      {.seq = seq_at(index),
       .event = event_id.transform([](const domain::Uuid& id) { return domain::EventId{id}; }),
       .reason = reason,
       .body = push_.events[index]});
  results_[index].status = Status::quarantined;
  results_[index].reason = reason;
}

// The events that are to be stored; the others go to quarantine at once.
std::vector<Incoming> PushTaking::read(std::size_t known, EventTimes& times) {
  std::vector<Incoming> readable;
  readable.reserve(push_.events.size() - known);
  for (std::size_t i = known; i < push_.events.size(); ++i) {
    auto event = domain::parse_event(push_.events[i]);
    if (event) results_[i].event_id = domain::to_text(event->id.value);
    if (revoked_) {
      quarantine(i, "the kiosk was revoked");
    } else if (push_.opaque) {
      quarantine(i, "the kiosk sent it as one that the centre cannot take");
    } else if (!event) {
      quarantine(i, event.error());
    } else {
      const auto time = times.next(event->stamp);
      readable.push_back(
          {.seq = seq_at(i), .bytes = push_.events[i], .event = std::move(*event), .time = time});
    }
  }
  return readable;
}

void PushTaking::note(const Incoming& event, Stored stored) {
  const auto index = static_cast<std::size_t>(event.seq.value - push_.first_seq.value);
  if (stored == Stored::id_taken) {
    quarantine(index, "another event has this event_id");
  } else {
    results_[index].status = stored == Stored::applied ? Status::applied : Status::duplicate;
  }
}

// Why they were not stored, if they were not.
std::optional<std::string> PushTaking::try_to_store(std::span<const Incoming> events) {
  try {
    db::sql::Savepoint savepoint{connection_};
    db::central::FeedRows changed;
    const auto stored = store_events(connection_, source_, events, changed);
    savepoint.keep();
    changed_.merge(changed);
    for (std::size_t i = 0; i < events.size(); ++i) note(events[i], stored[i]);
    return std::nullopt;
  } catch (const SqlError& error) {
    if (is_of_database(error.kind())) throw;
    return error.what();
  }
}

void PushTaking::store(std::span<const Incoming> events) {
  if (!events.empty() && try_to_store(events)) store_one_by_one(events);
}

void PushTaking::store_one_by_one(std::span<const Incoming> events) {
  lock_people_of(connection_, events);
  for (const auto& event : events) {
    const auto why = try_to_store({&event, 1});
    if (why) quarantine(static_cast<std::size_t>(event.seq.value - push_.first_seq.value), *why);
  }
}

void PushTaking::take(std::size_t known) {
  answer_known(known);
  EventTimes times{{.received_at = source_.received_at,
                    .boot_id = push_.boot_id,
                    .since_boot = push_.since_boot},
                   epoch_.last_effective};
  store(read(known, times));
  for (std::size_t i = known; i < push_.events.size(); ++i) {
    epoch_.chain = sync::next_chain(epoch_.chain, push_.events[i]);
  }
  epoch_.acked.value += static_cast<std::int64_t>(push_.events.size() - known);
  epoch_.last_effective = times.last();
}

PushOutcome PushTaking::run() {
  db::sql::Transaction transaction{connection_};
  const auto revoked_at =
      db::central::lock_for_push(connection_, source_.kiosk, health_of(push_), source_.received_at);
  revoked_ = revoked_at.has_value();
  if (revoked_at && source_.received_at - *revoked_at > revoked_pushes_taken_for) {
    return PushRevoked{};
  }
  if (!begin_epoch()) return epoch_unknown();
  if (const auto after = skip_lost(epoch_, push_)) declare_lost(*after);

  const auto position = place_push(epoch_, push_);
  if (const auto* conflict = std::get_if<Conflict>(&position)) return *conflict;
  if (const auto* continues = std::get_if<Continues>(&position)) {
    take(continues->known);
  } else if (!compare_repeat()) {
    return chain_mismatch(epoch_);
  }
  db::central::save_epoch(connection_, source_.kiosk, epoch_);
  db::central::note_changes(connection_, changed_);
  transaction.commit();
  return PushAnswer{.acked_seq = epoch_.acked,
                    .results = std::move(results_),
                    .server_time = source_.received_at,
                    .feed_head = db::central::load_head(connection_).pos,
                    .max_batch = sync::limits::batch_most,
                    .next_delay = sync::limits::push_pause};
}

}  // namespace

PushOutcome take_push(Connection& connection, KioskId kiosk, const Push& push,
                      Instant received_at) {
  if (auto fault = find_fault(push)) return BadPush{std::move(*fault)};
  for (int tries = 1;; ++tries) {
    try {
      return PushTaking{connection, kiosk, push, received_at}.run();
    } catch (const SqlError& error) {
      // Two pushes about the same people may have waited for each other.
      if (error.kind() != SqlErrorKind::busy || tries == most_tries) throw;
    }
  }
}

domain::Result<void, std::string> retry_quarantined(Connection& connection,
                                                    std::int64_t quarantine_id, Instant now) {
  db::sql::Transaction transaction{connection};
  const auto found = db::central::find_quarantined(connection, quarantine_id);
  if (!found) {
    return std::unexpected(std::format("there is no quarantined event {}", quarantine_id));
  }
  // As a push does, or an annulment of it could pass by.
  db::central::hold_kiosk(connection, found->kiosk);
  const auto lies = db::central::find_quarantined(connection, quarantine_id);
  if (lies->settled_at) {
    return std::unexpected(std::format("event {} was settled before", quarantine_id));
  }
  auto event = domain::parse_event(lies->body);
  if (!event) return std::unexpected("it still cannot be read: " + event.error());
  // Nothing is known of its boot any more: the kiosk's own time stands, up to when it came.
  EventTimes times{{.received_at = lies->received_at, .boot_id = {}, .since_boot = {}},
                   std::nullopt};
  const auto time = times.next(event->stamp);
  const Incoming incoming{
      .seq = lies->seq, .bytes = lies->body, .event = std::move(*event), .time = time};
  const Source source{.kiosk = lies->kiosk, .epoch = lies->epoch, .received_at = lies->received_at};
  try {
    db::central::FeedRows changed;
    const auto stored = store_events(connection, source, {&incoming, 1}, changed);
    db::central::note_changes(connection, changed);
    if (stored.front() == Stored::id_taken) {
      return std::unexpected("another event has this event_id");
    }
  } catch (const SqlError& error) {
    if (is_of_database(error.kind())) throw;
    return std::unexpected(std::format("the database still refuses it: {}", error.what()));
  }
  db::central::settle(connection, quarantine_id, "taken", now);
  transaction.commit();
  return {};
}

}  // namespace fitmate::central::services
