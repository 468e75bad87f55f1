#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "db/kiosk/kiosk_store.h"
#include "domain/access.h"
#include "domain/event.h"
#include "domain/ids.h"
#include "domain/known_signatures.h"
#include "domain/result.h"
#include "domain/shift.h"
#include "domain/trusted_clock.h"
#include "domain/typed_code.h"

namespace fitmate::kiosk {

// The answer to one code: what the screen shows, the door follows, and `scan` prints.
struct Answer {
  std::optional<domain::EventId> event;  // with seq: none only for not_ours and store_failed
  std::optional<domain::Seq> seq;
  domain::Instant at;
  std::optional<domain::Direction> direction;  // none where refused
  domain::Outcome outcome{};
  domain::Reason reason{};
  bool repeat = false;  // the same code again: the earlier answer, nothing recorded
  std::optional<domain::Person> person;  // none where the code names nobody we know
  std::optional<domain::Day>
      last_day;  // of the membership that the answer rests on, where there is one
  std::optional<std::int64_t> visits_left;   // of a limited membership, this entry counted
  std::string message;                       // from the front desk, of who comes in
  std::optional<domain::WorkedTime> worked;  // a trainer's, as punched at this kiosk
  std::optional<domain::Hash> portrait;      // of the person, where the gym has a picture
  domain::Basis basis;
  std::string fault;               // of store_failed: why, for the log
  bool would_have_passed = false;  // of store_failed: the rules said yes, only the record failed
};

// A code as it came: the text that was read, or what was typed on the keypad.
using GivenCode = std::variant<std::string_view, domain::TypedCode>;

// A code's way from text to answer: read, decide, commit. What is answered is in the store for
// good; when it cannot be, the answer is a refusal for `store_failed`. One thread; blocks for the
// store.
class CheckIn {
 public:
  // The store outlives this.
  CheckIn(db::kiosk::KioskStore& store, domain::Random random, domain::Gate gate);

  // `late` replaces now in every rule: the time that a person entered.
  Answer answer(const GivenCode& code, const domain::ClockReading& clock,
                std::optional<domain::Instant> late = std::nullopt);

  // "Leaving?" after `already_in`: the person goes out although they came in a moment ago. The code
  // is judged as of when that was asked, or its digits would run out under the finger.
  Answer leave(const GivenCode& code, const domain::ClockReading& asked,
               const domain::ClockReading& clock);

  // "That's not me": takes an accepted scan of this kiosk back, by an event of its own. From then
  // on no decision looks back on it, but for a phone's step, which stays used. In words why it
  // could not be recorded, for the log.
  domain::Result<void, std::string> undo(const domain::EventId& event,
                                         const domain::ClockReading& clock);

 private:
  struct Question {
    GivenCode code;
    domain::ClockReading clock;
    domain::ClockReading asked;  // when the code was held up or typed
    std::optional<domain::Instant> late;
    domain::Gate gate{};
  };

  Answer take(const Question& question);
  Answer count_foreign(const Question& question);
  // Within the transaction that records what comes of it. `failed` is the answer where that breaks
  // from here on.
  Answer judge(const Question& question, db::kiosk::Transaction& store, Answer& failed);
  domain::Result<domain::Credential, domain::CodeFault> read(const GivenCode& code,
                                                             db::kiosk::Transaction& store,
                                                             const domain::KeyRing& ring,
                                                             domain::Instant now);

  db::kiosk::KioskStore& store_;
  domain::Random random_;
  domain::Gate gate_;
  domain::KnownSignatures known_;
};

}  // namespace fitmate::kiosk
