#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/credential.h"
#include "domain/event.h"
#include "domain/gym_rules.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/membership.h"
#include "domain/trusted_clock.h"
#include "domain/visit.h"

namespace fitmate::domain {

// The door's rules: what is known and what time it is, to a decision. Pure; everything it needs is
// an argument.

// What was pulled of somebody.
struct PersonRow {
  Person person;
  PersonNumber number;
  bool suspended = false;
  std::int64_t version = 0;
  std::string message;           // from the front desk; empty where there is none
  std::optional<Hash> portrait;  // SHA-256 of the picture's file
  std::vector<Membership> memberships;
  bool operator==(const PersonRow&) const = default;
};

// The last accepted step of a phone's credential. One taken while the clock was unsynced is kept
// for 24 hours only.
struct LastStep {
  Step step = 0;
  Stamp stamp;
  bool operator==(const LastStep&) const = default;
};

// The last accepted scan of a credential.
struct LastAccepted {
  OwnScan scan;
  std::optional<Step> step;  // of a phone's code
  bool is_shift = false;
  bool operator==(const LastAccepted&) const = default;
};

// All that a decision on one code may look at, read at one moment.
struct Facts {
  GymRules rules;
  std::optional<TimeMark>
      pulled;  // when the pulled copy was last complete; none: never, or the kiosk was revoked
  Instant floor;
  bool credential_revoked = false;
  std::optional<LastStep> last_step;
  std::optional<LastAccepted> last_accepted;  // of this credential at this kiosk
  std::optional<PersonRow> person;
  std::optional<OwnScan> open_visit;
  std::optional<OwnScan> open_shift;
  std::optional<OwnScan> last_in;
  std::vector<OwnScan> entries;  // all that this kiosk still holds
  std::vector<Passage> punches;  // a trainer's, all that this kiosk still holds
  bool operator==(const Facts&) const = default;
};

// The device's own setting.
enum class Gate : std::uint8_t { both, in, out };

struct Moment {
  Now now;
  bool entered_late = false;  // now.at was entered by a person and replaces the clock in every rule
};

// The same code again: the earlier answer stands, nothing is recorded.
struct Repeat {
  OwnScan earlier;
};

// What is to be recorded.
using Decision = std::variant<Repeat, Happening>;

// A code whose text was found good. The zone is the gym's.
Decision decide_check_in(const Credential& credential, const Facts& facts, const Moment& moment,
                         Gate gate, const std::chrono::time_zone& zone);

// Whose meal a code that was found good records, or the refusal. The code's rules bind as at the
// door, but for the repeat; of the person's only that we know them: nobody is kept from eating.
using MealDecision = std::variant<Person, Happening>;
MealDecision decide_meal_code(const Credential& credential, const Facts& facts,
                              const Moment& moment, const std::chrono::time_zone& zone);

// A code that could be ours and is not good: always refused, the person unknown.
Happening refuse_code(CodeFault fault, const Facts& facts, const Moment& moment);

// How long ago something was: by the boot clock within a boot, else by the time of day. May be
// negative.
std::chrono::milliseconds age_of(const Stamp& stamp, const Moment& moment);

Basis basis_of(const Facts& facts, const Moment& moment);

}  // namespace fitmate::domain
