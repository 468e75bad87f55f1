#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/credential.h"
#include "domain/crypto.h"
#include "domain/gym_rules.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::domain {

// What a kiosk holds of the centre's data: the columns it needs and no other.

// An entry, or a shift's beginning, that was recorded at the asking kiosk and ended elsewhere: by
// an event of another kiosk or of the centre itself.
struct Closure {
  EventId entry;
  Instant at;  // of what ended it
  bool operator==(const Closure&) const = default;
};

struct PulledPerson {
  UserId user;
  PersonNumber number;
  std::string name;
  bool suspended = false;
  std::optional<TrainerId> trainer;
  std::optional<std::string> message;  // from the front desk, for when the person comes in
  std::optional<Hash> portrait;        // SHA-256 of the JPEG; none where there is no picture
  std::optional<Closure> closed;       // a later entry of that kiosk is not told of
  bool operator==(const PulledPerson&) const = default;
};

struct PulledMembership {
  MembershipId id;
  UserId user;
  Day first;
  Day last;
  std::optional<std::int64_t> visits_left;
  // The asking kiosk's entries up to here are in visits_left.
  StoreEpoch counted_epoch;
  Seq counted_to;
  bool operator==(const PulledMembership&) const = default;
};

struct PulledSchedule {
  std::int64_t id = 0;
  TrainerId trainer;
  int day_of_week = 0;          // 0 Monday to 6 Sunday
  std::chrono::minutes from{};  // since the gym's midnight
  std::chrono::minutes to{};
  bool is_available = true;
  bool operator==(const PulledSchedule&) const = default;
};

// A credential that was issued anew or revoked, and each phone's. A card that was never either is
// not sent.
struct PulledCredential {
  // Of a phone's capsule.
  struct Days {
    Day from;
    Day until;  // exclusive
    bool operator==(const Days&) const = default;
  };
  CredentialId id;
  UserId user;
  std::uint8_t generation = 0;  // codes of a lower one are revoked
  bool revoked = false;
  std::optional<Days> phone;  // of one that is good: what a typed code is checked against
  bool operator==(const PulledCredential&) const = default;
};

// All codes of an issuer key, or of a TOTP epoch.
struct PulledRevocation {
  enum class Scope : std::uint8_t { issuer, totp_epoch };
  std::int64_t id = 0;
  Scope scope{};
  std::uint8_t value = 0;
  bool operator==(const PulledRevocation&) const = default;
};

struct PulledGym {
  std::string name;
  std::string timezone;  // IANA
  GymRules rules;
  bool operator==(const PulledGym&) const = default;
};

using PulledRow = std::variant<PulledPerson, PulledMembership, PulledSchedule, PulledCredential,
                               PulledRevocation, PulledGym>;

inline constexpr std::size_t people_table = 0;  // the index in PulledRow

// One step of the feed: a row as it is now, or, without one, that it is gone.
struct Change {
  std::int64_t pos = 0;
  std::int64_t version = 0;  // of the row; a lower one is never applied over a higher
  std::size_t table = 0;     // the index in PulledRow
  std::int64_t key = 0;      // users.id, memberships.id and so on; a credential's id as its 64 bits
  std::optional<PulledRow> row;
  bool operator==(const Change&) const = default;
};

// Where a kiosk stands in the feed.
struct Cursor {
  std::string feed_epoch;  // empty before the first pull
  std::string run;
  std::int64_t pos = 0;
  bool operator==(const Cursor&) const = default;
};

struct Page {
  std::string feed_epoch;
  std::string run;
  std::int64_t from = 0;  // the page covers the positions above from up to and with to
  std::int64_t to = 0;
  std::vector<Change> changes;
  bool complete = false;
  Instant server_time;
  std::string trust_list;  // signed; see trust_list.h
  std::map<std::uint8_t, TotpKey> totp_keys;
};

}  // namespace fitmate::domain
