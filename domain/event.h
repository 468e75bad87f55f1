#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/credential.h"
#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/trusted_clock.h"

namespace fitmate::domain {

// What happened at a kiosk. Events are never changed: an undo is an event of its own that names the
// old one.

enum class Outcome : std::uint8_t { admitted, warned, refused };
std::string_view to_text(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view text);

enum class Direction : std::uint8_t { in, out };
std::string_view to_text(Direction direction);
std::optional<Direction> parse_direction(std::string_view text);

// Why a code was answered as it was; in the order in which they win. The first block is of the code
// itself.
enum class Reason : std::uint8_t {
  not_ours,
  forged,
  code_expired,
  code_too_new,
  revoked,
  replayed,
  not_started,
  expired,
  suspended,
  no_membership,
  no_visits,
  stale,
  already_in,
  grace,
  expiring,
  not_in_replica,
  clock_unsure,
  ok,
  store_failed,
};
std::string_view to_text(Reason reason);
std::optional<Reason> parse_reason(std::string_view text);

// Somebody the gym knows. A person with a trainer's row is a trainer, whatever else they are.
struct Person {
  UserId user;
  std::optional<TrainerId> trainer;
  std::string name;
  bool operator==(const Person&) const = default;
};

// The code that was held to the kiosk; never its text.
struct CodeSeen {
  CredentialKind kind{};
  CredentialId credential;
  PersonNumber person_number;
  std::uint8_t generation{};
  std::optional<Step> step;
  bool operator==(const CodeSeen&) const = default;
};

// What a decision stood on.
struct Basis {
  std::int64_t rules = 0;        // version of the gym's rules
  std::int64_t row_version = 0;  // of the person's row, 0 where there is none
  std::optional<std::chrono::seconds>
      data_age;  // of the pulled copy; none before the first complete pull
  ClockState clock_state{};
  bool operator==(const Basis&) const = default;
};

// A code of ours and the answer to it. `code` is empty where the code was forged or its TOTP epoch
// is unknown, and where somebody who was signed in told the centre.
struct Scan {
  std::optional<CodeSeen> code;
  std::optional<UserId> user;        // where the person is known
  std::optional<TrainerId> trainer;  // where that person is a trainer
  Outcome outcome{};
  Reason reason{};
  Basis basis;
  bool operator==(const Scan&) const = default;
};

struct CheckedIn {
  Scan scan;
  bool operator==(const CheckedIn&) const = default;
};

struct CheckedOut {
  Scan scan;
  std::optional<EventId> entry;  // the open visit of this kiosk that it ends
  bool operator==(const CheckedOut&) const = default;
};

struct Refused {
  Scan scan;
  bool operator==(const Refused&) const = default;
};

struct ShiftStarted {
  Scan scan;
  bool missed_end = false;  // an older shift stood open for too long
  bool operator==(const ShiftStarted&) const = default;
};

struct ShiftEnded {
  Scan scan;
  std::optional<EventId> start;
  bool operator==(const ShiftEnded&) const = default;
};

struct Photo {
  Hash sha256{};
  std::int64_t size = 0;  // bytes
  std::string type;       // "image/jpeg"
  bool operator==(const Photo&) const = default;
};

// Of a meal, each in grams and not negative, where it was said.
struct Macros {
  std::optional<double> protein;
  std::optional<double> carbohydrates;
  std::optional<double> fat;
  bool operator==(const Macros&) const = default;
};

struct MealPhotographed {
  UserId user;
  std::optional<CodeSeen> code;  // none where it was told to the centre
  std::string item;
  std::optional<double> calories;  // kcal, not negative
  Macros macros = {};
  std::vector<Photo> photos;
  bool operator==(const MealPhotographed&) const = default;
};

struct Annulled {
  EventId annulled;
  bool operator==(const Annulled&) const = default;
};

using Happening = std::variant<CheckedIn, CheckedOut, Refused, ShiftStarted, ShiftEnded,
                               MealPhotographed, Annulled>;

struct Event {
  EventId id;
  Stamp stamp;
  Happening happening;
  bool operator==(const Event&) const = default;
};

// The scan in a happening, or null where it holds none. Lives as long as the happening.
const Scan* scan_of(const Happening& happening);

}  // namespace fitmate::domain
