#include "kiosk/check_in.h"

#include <stdexcept>
#include <utility>
#include <variant>

#include "domain/membership.h"
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

std::optional<Day> last_day_of(const Facts& facts, const Moment& moment,
                               const std::chrono::time_zone& zone) {
  if (!facts.person || facts.person->person.trainer) return std::nullopt;
  const EntryFacts entry{.memberships = facts.person->memberships,
                         .entries = facts.entries,
                         .now = moment.now.at,
                         .unsynced = moment.now.state == ClockState::unsynced};
  return last_valid_day(entry, facts.rules, zone);
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

}  // namespace

CheckIn::CheckIn(db::kiosk::KioskStore& store, Random random, Gate gate)
    : store_{store}, random_{std::move(random)}, gate_{gate} {}

Answer CheckIn::answer(std::string_view text, const ClockReading& clock,
                       std::optional<Instant> late) {
  return take({.text = text, .clock = clock, .late = late, .gate = gate_});
}

Answer CheckIn::leave(std::string_view text, const ClockReading& clock) {
  return take({.text = text, .clock = clock, .late = std::nullopt, .gate = Gate::out});
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
  const auto code = parse_credential(question.text, device->ring, moment.now.at);
  if (!code && code.error() == CodeFault::not_ours) {
    store_.count_not_ours();
    return unrecorded(Reason::not_ours, moment.now.at, moment.now.state);
  }
  return judge(code, moment, question.gate, *device);
}

Answer CheckIn::judge(const Result<Credential, CodeFault>& code, const Moment& moment, Gate gate,
                      const Device& device) {
  const auto& zone = *std::chrono::locate_zone(device.timezone);
  Facts facts;
  std::variant<Repeat, Event> judged;
  const auto decide = [&](const Facts& read) -> std::optional<db::kiosk::Record> {
    facts = read;
    auto decision = code ? decide_check_in(*code, facts, moment, gate, zone)
                         : Decision{refuse_code(code.error(), facts, moment)};
    if (auto* repeat = std::get_if<Repeat>(&decision)) {
      judged = std::move(*repeat);
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
  const auto seq =
      store_.record({.credential = code ? std::optional{*code} : std::nullopt,
                     .up_to = moment.entered_late ? std::optional{moment.now.at} : std::nullopt},
                    decide);
  const auto* repeat = std::get_if<Repeat>(&judged);
  auto answer = repeat != nullptr
                    ? answer_of(repeat->earlier, store_.seq_of(repeat->earlier.id), facts)
                    : answer_of(std::get<Event>(judged), seq.value(), facts);
  answer.repeat = repeat != nullptr;
  answer.last_day = last_day_of(facts, moment, zone);
  return answer;
}

}  // namespace fitmate::kiosk
