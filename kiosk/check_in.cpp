#include "kiosk/check_in.h"

#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

#include "domain/membership.h"
#include "domain/visit.h"
#include "kiosk/gym_zone.h"
#include "kiosk/moments.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using db::kiosk::Transaction;

std::optional<Direction> direction_of(const Happening& happening) {
  if (std::holds_alternative<CheckedIn>(happening)) return Direction::in;
  if (std::holds_alternative<ShiftStarted>(happening)) return Direction::in;
  if (std::holds_alternative<CheckedOut>(happening)) return Direction::out;
  if (std::holds_alternative<ShiftEnded>(happening)) return Direction::out;
  return std::nullopt;
}

// The facts as they are once this event is among them.
Facts with_event(Facts facts, const Event& event, Seq seq) {
  if (std::holds_alternative<CheckedIn>(event.happening)) {
    facts.entries.push_back({.event = event.id, .seq = seq, .stamp = event.stamp});
  }
  const bool shift = std::holds_alternative<ShiftStarted>(event.happening) ||
                     std::holds_alternative<ShiftEnded>(event.happening);
  if (shift) {
    facts.punches.push_back({.event = event.id,
                             .direction = *direction_of(event.happening),
                             .at = event.stamp.at,
                             .kiosk = {},
                             .seq = seq});
  }
  return facts;
}

EntryFacts entry_facts(const Facts& facts, const Moment& moment) {
  return {.memberships = facts.person->memberships,
          .entries = facts.entries,
          .now = moment.now.at,
          .unsynced = moment.now.state == ClockState::unsynced};
}

void tell_trainer(Answer& answer, const Facts& facts, const Moment& moment,
                  const std::chrono::time_zone& zone) {
  std::vector<Shift> shifts;
  for (const auto& stay : pair_up(facts.punches).stays) {
    shifts.push_back({.start = stay.entry.at,
                      .end = stay.exit.transform([](const Passage& exit) { return exit.at; }),
                      .is_end_missing = stay.cut_by_entry});
  }
  answer.worked = count_worked(shifts, moment.now.at, {.longest = facts.rules.shift_closes}, zone);
}

// What a person is told beside the answer: by the facts that it stands on, and as they are after
// it.
void tell_person(Answer& answer, const Facts& before, const Facts& after, const Moment& moment,
                 const std::chrono::time_zone& zone) {
  if (!answer.person) return;
  answer.portrait = before.person->portrait;
  if (answer.direction == Direction::in) answer.message = before.person->message;
  if (answer.person->trainer) {
    tell_trainer(answer, after, moment, zone);
  } else {
    answer.last_day = last_valid_day(entry_facts(before, moment), before.rules, zone);
    answer.visits_left = visits_left(entry_facts(after, moment), after.rules, zone);
  }
}

// The answer that an event is, new or earlier.
Answer answer_of(const Event& event, Seq seq, const Facts& facts) {
  const auto& scan = *scan_of(event.happening);
  return {.event = event.id,
          .seq = seq,
          .at = event.stamp.at,
          .direction = direction_of(event.happening),
          .outcome = scan.outcome,
          .reason = scan.reason,
          .person = scan.code && facts.person ? std::optional{facts.person->person} : std::nullopt,
          .basis = scan.basis};
}

Answer unrecorded(Reason reason, Instant at, ClockState state) {
  return {.at = at, .outcome = Outcome::refused, .reason = reason, .basis = {.clock_state = state}};
}

bool is_foreign(const GivenCode& code) {
  const auto* text = std::get_if<std::string_view>(&code);
  return text != nullptr && !could_be_ours(*text);
}

}  // namespace

CheckIn::CheckIn(db::kiosk::KioskStore& store, Random random, Gate gate)
    : store_{store}, random_{std::move(random)}, gate_{gate} {}

Answer CheckIn::answer(const GivenCode& code, const ClockReading& clock,
                       std::optional<Instant> late) {
  return take({.code = code, .clock = clock, .asked = clock, .late = late, .gate = gate_});
}

Answer CheckIn::leave(const GivenCode& code, const ClockReading& asked, const ClockReading& clock) {
  return take({.code = code, .clock = clock, .asked = asked, .gate = Gate::out});
}

// Whatever breaks beneath, the member gets an answer and the door stays shut.
Answer CheckIn::take(const Question& question) {
  Answer answer;
  auto failed = unrecorded(Reason::store_failed, question.late.value_or(question.clock.wall),
                           ClockState::unsynced);
  try {
    if (is_foreign(question.code)) return count_foreign(question);
    store_.transact([&](Transaction& store) { answer = judge(question, store, failed); });
    return answer;
  } catch (const std::exception& error) {
    failed.fault = error.what();
    return failed;
  }
}

// A poster before the camera does not wait for who writes.
Answer CheckIn::count_foreign(const Question& question) {
  const auto device = store_.load_device();
  if (!device) throw std::runtime_error("this kiosk is not enrolled");
  const auto moment = moment_of(question.clock, device->clock, question.late);
  store_.count_not_ours();
  return unrecorded(Reason::not_ours, moment.now.at, moment.now.state);
}

Answer CheckIn::judge(const Question& question, Transaction& store, Answer& failed) {
  const auto device = store.load_device();
  const auto moment = moment_of(question.clock, device.clock, question.late);
  const auto asked = moment_of(question.asked, device.clock, question.late);
  const auto code = read(question.code, store, device.ring, asked.now.at);
  failed = unrecorded(Reason::store_failed, moment.now.at, moment.now.state);
  const auto facts =
      store.load_facts({.credential = code ? std::optional{*code} : std::nullopt,
                        .up_to = question.late ? std::optional{moment.now.at} : std::nullopt});
  const auto& zone = zone_of(device);
  auto decision = code ? decide_check_in(*code, facts, asked, question.gate, zone)
                       : Decision{refuse_code(code.error(), facts, moment)};
  if (const auto* repeat = std::get_if<Repeat>(&decision)) {
    const auto& earlier = repeat->earlier;
    auto answer = answer_of(store.load_event(earlier.event), earlier.seq, facts);
    answer.repeat = true;
    tell_person(answer, facts, facts, moment, zone);
    return answer;
  }
  const Event event{.id = {make_uuid(moment.now.at, random_)},
                    .stamp = stamp_of(moment),
                    .happening = std::get<Happening>(std::move(decision))};
  failed.would_have_passed = direction_of(event.happening).has_value();
  const auto seq = store.record(event);
  auto answer = answer_of(event, seq, facts);
  tell_person(answer, facts, with_event(facts, event, seq), moment, zone);
  return answer;
}

Result<Credential, CodeFault> CheckIn::read(const GivenCode& code, Transaction& store,
                                            const KeyRing& ring, Instant now) {
  const auto* typed = std::get_if<TypedCode>(&code);
  if (typed == nullptr)
    return parse_credential(std::get<std::string_view>(code), ring, now, known_);
  const auto phones = typed->person ? store.load_phones(*typed->person) : std::vector<Capsule>{};
  return match_typed_code(*typed, phones, ring, now);
}

domain::Result<void, std::string> CheckIn::undo(const EventId& event, const ClockReading& clock) {
  try {
    store_.transact([&](Transaction& store) {
      const auto device = store.load_device();
      const auto moment = moment_of(clock, device.clock, std::nullopt);
      store.record({.id = {make_uuid(moment.now.at, random_)},
                    .stamp = stamp_of(moment),
                    .happening = Annulled{event}});
    });
    return {};
  } catch (const std::exception& error) {
    return std::unexpected(error.what());
  }
}

}  // namespace fitmate::kiosk
