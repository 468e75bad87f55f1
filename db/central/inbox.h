#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/central/visit_counts.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/visit.h"

namespace fitmate::db::central {

// What kiosks sent, as it came. Each call is one statement for the whole set, within the caller's
// transaction.

enum class TimeQuality : std::uint8_t { entered, boot, bounded };

struct InboxEvent {
  domain::EventId id;
  domain::Seq seq;
  std::string_view type;
  std::optional<domain::UserId> user;
  std::optional<domain::PersonNumber> number;  // that its code names
  domain::Instant effective_at;
  TimeQuality quality{};
  std::optional<domain::EventId> annuls;
  std::string_view flag;  // empty where there is nothing to say
  std::string_view body;  // its very bytes
};

struct Source {
  domain::KioskId kiosk;
  domain::StoreEpoch epoch;
  domain::Instant received_at;
};

struct Inserted {
  domain::EventId id;
  bool annulled = false;  // its annulment was here before
};

// Those that were not here yet; the ids in `events` differ.
std::vector<Inserted> insert_events(db::sql::Connection& connection, const Source& source,
                                    std::span<const InboxEvent> events);

struct KnownEvent {
  domain::EventId id;
  std::string body;
};
std::vector<KnownEvent> find_events(db::sql::Connection& connection,
                                    std::span<const domain::EventId> ids);

// Two kinds of stays, each with its own entries and exits.
enum class Track : std::uint8_t { visits, shifts };
constexpr std::string_view entry_of(Track track) {
  return track == Track::visits ? "checked_in" : "shift_started";
}
constexpr std::string_view exit_of(Track track) {
  return track == Track::visits ? "checked_out" : "shift_ended";
}

struct AnnulledPassage {
  domain::EventId id;
  std::optional<domain::UserId> user;
  std::string type;
  domain::Instant effective_at;
};
struct Annulment {
  domain::EventId annulled;
  domain::EventId by;
};
// Marks events of that kiosk; answers those that were not marked before.
std::vector<AnnulledPassage> annul_events(db::sql::Connection& connection, domain::KioskId kiosk,
                                          std::span<const Annulment> annulments);

struct Window {
  domain::UserId user;
  Track track{};
  domain::Instant from;
  domain::Instant to;
};
struct PassageRow {
  domain::UserId user;
  Track track{};
  domain::Passage passage;
  bool flagged = false;  // as an exit without an entry
};
// The passages that count from the last before `from` to the first after `to`, in no order.
std::vector<PassageRow> load_passages(db::sql::Connection& connection,
                                      std::span<const Window> windows);

// People whose events wait for them: flagged person_unknown, or no_trainer while they are one now.
std::vector<domain::UserId> find_newcomers(db::sql::Connection& connection);

struct WaitingEvent {
  domain::EventId id;
  std::optional<Track> track;  // none: a meal
  domain::Instant effective_at;
  std::string body;
};
// Gives the events that wait for that person to the person, who is locked; answers them. What was
// annulled waits for nobody.
std::vector<WaitingEvent> take_waiting_events(db::sql::Connection& connection,
                                              const Attendee& person);

struct LoneExit {
  domain::EventId id;
  bool lone = false;
};
void flag_lone_exits(db::sql::Connection& connection, std::span<const LoneExit> exits);

struct Between {
  domain::UserId user;
  domain::Instant from;
  domain::Instant to;  // exclusive
};
struct Entry {
  domain::UserId user;
  domain::Instant at;
};
// The entries of members that count.
std::vector<Entry> load_entries(db::sql::Connection& connection, std::span<const Between> spans);

}  // namespace fitmate::db::central
