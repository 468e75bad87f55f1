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
using db::kiosk::Device;

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

// What became of an event that the store did not take.
Answer not_stored(const std::variant<Repeat, Event>& judged, const Moment& moment,
                  const char* why) {
  auto failed = unrecorded(Reason::store_failed, moment.now.at, moment.now.state);
  failed.fault = why;
  const auto* event = std::get_if<Event>(&judged);
  failed.would_have_passed = event != nullptr && direction_of(event->happening).has_value();
  return failed;
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
  try {
    return record(question);
  } catch (const std::exception& error) {
    auto failed = unrecorded(Reason::store_failed, question.late.value_or(question.clock.wall),
                             ClockState::unsynced);
    failed.fault = error.what();
    return failed;
  }
}

Answer CheckIn::record(const Question& question) {
  const auto device = store_.load_device();
  if (!device) throw std::runtime_error("this kiosk is not enrolled");
  const auto moment = moment_of(question.clock, device->clock, question.late);
  const auto asked = moment_of(question.asked, device->clock, question.late);
  const auto code = read(question.code, device->ring, asked.now.at);
  if (!code && code.error() == CodeFault::not_ours) {
    store_.count_not_ours();
    return unrecorded(Reason::not_ours, moment.now.at, moment.now.state);
  }
  return judge(code, {.asked = asked, .now = moment}, question.gate, *device);
}

Result<Credential, CodeFault> CheckIn::read(const GivenCode& code, const KeyRing& ring,
                                            Instant now) {
  const auto* typed = std::get_if<TypedCode>(&code);
  if (typed == nullptr)
    return parse_credential(std::get<std::string_view>(code), ring, now, known_);
  const auto phones = typed->person ? store_.load_phones(*typed->person) : std::vector<Capsule>{};
  return match_typed_code(*typed, phones, ring, now);
}

domain::Result<void, std::string> CheckIn::undo(const EventId& event, const ClockReading& clock) {
  try {
    const auto device = store_.load_device();
    if (!device) return std::unexpected("this kiosk is not enrolled");
    const auto moment = moment_of(clock, device->clock, std::nullopt);
    store_.record({}, [&](const Facts&) -> std::optional<db::kiosk::Record> {
      return db::kiosk::Record{.event = {.id = {make_uuid(moment.now.at, random_)},
                                         .stamp = stamp_of(moment),
                                         .happening = Annulled{event}},
                               .clock = with_moment(device->clock, moment.now)};
    });
    return {};
  } catch (const std::exception& error) {
    return std::unexpected(error.what());
  }
}

Answer CheckIn::judge(const Result<Credential, CodeFault>& code, const Moments& moments, Gate gate,
                      const Device& device) {
  const auto& moment = moments.now;
  const auto& zone = zone_of(device);
  Facts facts;
  std::variant<Repeat, Event> judged;
  const auto decide = [&](const Facts& read) -> std::optional<db::kiosk::Record> {
    facts = read;
    auto decision = code ? decide_check_in(*code, facts, moments.asked, gate, zone)
                         : Decision{refuse_code(code.error(), facts, moment)};
    if (auto* repeat = std::get_if<Repeat>(&decision)) {
      judged = *repeat;
      return std::nullopt;
    }
    const Event event{.id = {make_uuid(moment.now.at, random_)},
                      .stamp = stamp_of(moment),
                      .happening = std::get<Happening>(std::move(decision))};
    judged = event;
    return db::kiosk::Record{
        .event = event,
        .clock = moment.entered_late ? device.clock : with_moment(device.clock, moment.now)};
  };
  std::optional<Seq> seq;
  try {
    seq =
        store_.record({.credential = code ? std::optional{*code} : std::nullopt,
                       .up_to = moment.entered_late ? std::optional{moment.now.at} : std::nullopt},
                      decide);
  } catch (const std::exception& error) {
    return not_stored(judged, moment, error.what());
  }
  if (const auto* repeat = std::get_if<Repeat>(&judged)) {
    const auto& earlier = repeat->earlier;
    auto answer = answer_of(store_.load_event(earlier.event), earlier.seq, facts);
    answer.repeat = true;
    tell_person(answer, facts, facts, moment, zone);
    return answer;
  }
  const auto& event = std::get<Event>(judged);
  auto answer = answer_of(event, seq.value(), facts);
  tell_person(answer, facts, with_event(facts, event, *seq), moment, zone);
  return answer;
}

}  // namespace fitmate::kiosk
