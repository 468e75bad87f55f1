#include "domain/access.h"

#include <algorithm>
#include <cassert>

#include "domain/membership.h"

namespace fitmate::domain {
namespace {

using namespace std::chrono_literals;

struct Verdict {
  Outcome outcome;
  Reason reason;
};

constexpr Verdict admitted{Outcome::admitted, Reason::ok};
constexpr Verdict refused(Reason reason) {
  return {Outcome::refused, reason};
}
constexpr Verdict warned(Reason reason) {
  return {Outcome::warned, reason};
}

bool unsynced(const Moment& moment) {
  return moment.now.state == ClockState::unsynced;
}

std::optional<std::chrono::milliseconds> data_age(const Facts& facts, const Moment& moment) {
  if (!facts.pulled) return std::nullopt;
  const Stamp pulled{.at = facts.pulled->at,
                     .boot_id = facts.pulled->boot_id,
                     .since_boot = facts.pulled->since_boot};
  return std::max(age_of(pulled, moment), 0ms);
}

// An unsynced step stops counting after 24 hours. One that lies ahead was taken by a clock that has
// gone back since: it counts until the clock is right, or setting it back would free old codes.
bool still_counts(const LastStep& last, const Moment& moment) {
  if (last.stamp.clock_state != ClockState::unsynced) return true;
  const auto age = age_of(last.stamp, moment);
  return age < 0ms ? unsynced(moment) : age <= 24h;
}

std::optional<Reason> judge_step(Step step, const Facts& facts, const Moment& moment) {
  const auto now = step_at(moment.now.at);
  if (moment.entered_late) {
    return step < now - 1 || step > now + 1 ? std::optional{Reason::code_expired} : std::nullopt;
  }
  if (unsynced(moment)) {
    if (step < step_at(facts.floor)) return Reason::code_expired;
  } else if (step < now - 1 || step > now + 1) {
    return Reason::code_expired;
  }
  const bool seen =
      facts.last_step && still_counts(*facts.last_step, moment) && step <= facts.last_step->step;
  return seen ? std::optional{Reason::replayed} : std::nullopt;
}

bool is_repeat(const Credential& credential, const Facts& facts, const Moment& moment) {
  if (!facts.last_accepted) return false;
  const auto& [scan, step, is_shift] = *facts.last_accepted;
  const bool same_or_later = !credential.step || *credential.step >= step.value_or(0);
  const auto age = age_of(scan.stamp, moment);
  const auto window = is_shift ? facts.rules.trainer_again : facts.rules.member_again;
  return same_or_later && age >= 0ms && age <= window;
}

// The checks of the code that need no look at what was answered before.
std::optional<Reason> judge_capsule(const Credential& credential, const Facts& facts,
                                    const Moment& moment, const std::chrono::time_zone& zone) {
  const auto today = local_day(moment.now.at, zone);
  if (today < credential.capsule.valid_from || today >= credential.capsule.valid_until) {
    return Reason::code_expired;
  }
  return facts.credential_revoked ? std::optional{Reason::revoked} : std::nullopt;
}

struct Way {
  Direction direction = Direction::in;
  bool already_in = false;
  bool missed_end = false;
  std::optional<EventId> ends;  // the open visit or shift that this leaves
};

bool just_entered(const std::optional<OwnScan>& entry, const Facts& facts, const Moment& moment) {
  if (!entry) return false;
  const auto age = age_of(entry->stamp, moment);
  return age >= 0ms && age < facts.rules.already_in;
}

Way way_of_member(const Facts& facts, const Moment& moment, Gate gate) {
  const auto& open = facts.open_visit;
  const auto entry = open ? std::optional{open->event} : std::nullopt;
  if (gate == Gate::out) return {.direction = Direction::out, .ends = entry};
  if (gate == Gate::in) return {.already_in = just_entered(facts.last_in, facts, moment)};
  if (!open || age_of(open->stamp, moment) > facts.rules.visit_closes) return {};
  if (just_entered(open, facts, moment)) return {.already_in = true, .ends = entry};
  return {.direction = Direction::out, .ends = entry};
}

Way way_of_trainer(const Facts& facts, const Moment& moment, Gate gate) {
  const auto& open = facts.open_shift;
  const auto start = open ? std::optional{open->event} : std::nullopt;
  if (gate == Gate::out) return {.direction = Direction::out, .ends = start};
  const bool too_long = open && age_of(open->stamp, moment) > facts.rules.shift_closes;
  if (gate == Gate::in) {
    return {.already_in = just_entered(facts.last_in, facts, moment), .missed_end = too_long};
  }
  if (!open || too_long) return {.missed_end = too_long};
  return {.direction = Direction::out, .ends = start};
}

// What the person's row says of an entry, but for already_in.
Verdict judge_entry(const Facts& facts, const Moment& moment, const std::chrono::time_zone& zone) {
  const auto age = data_age(facts, moment);
  if (!age) return refused(Reason::stale);
  if (!facts.person) {
    return *age > facts.rules.stale_refuses ? refused(Reason::stale)
                                            : warned(Reason::not_in_replica);
  }
  const Verdict old_copy = *age > facts.rules.stale_warns ? warned(Reason::stale) : admitted;
  if (facts.person->person.trainer) return old_copy;

  const EntryFacts entry{.memberships = facts.person->memberships,
                         .entries = facts.entries,
                         .now = moment.now.at,
                         .unsynced = unsynced(moment)};
  const auto reason = judge_memberships(entry, facts.person->suspended, facts.rules, zone);
  if (reason == Reason::ok) return old_copy;
  return reason < Reason::grace ? refused(reason) : warned(reason);
}

Verdict judge_way(const Way& way, const Facts& facts, const Moment& moment, Gate gate,
                  const std::chrono::time_zone& zone) {
  if (way.direction == Direction::out) return admitted;
  if (way.already_in && gate == Gate::both) return refused(Reason::already_in);
  const auto verdict = judge_entry(facts, moment, zone);
  if (verdict.outcome != Outcome::refused && way.already_in) return refused(Reason::already_in);
  return verdict;
}

Scan scan_with(const Credential& credential, const Facts& facts, const Moment& moment,
               Verdict verdict) {
  const auto& capsule = credential.capsule;
  Scan scan{.code = CodeSeen{.kind = capsule.kind,
                             .credential = capsule.credential,
                             .person_number = capsule.person,
                             .generation = capsule.generation,
                             .step = credential.step},
            .user = std::nullopt,
            .trainer = std::nullopt,
            .outcome = verdict.outcome,
            .reason = verdict.reason,
            .basis = basis_of(facts, moment)};
  if (facts.person) {
    scan.user = facts.person->person.user;
    scan.trainer = facts.person->person.trainer;
  }
  return scan;
}

Happening happening_of(const Scan& scan, const Way& way) {
  if (scan.outcome == Outcome::refused) return Refused{scan};
  const bool trainer = scan.trainer.has_value();
  if (way.direction == Direction::in) {
    if (trainer) return ShiftStarted{.scan = scan, .missed_end = way.missed_end};
    return CheckedIn{scan};
  }
  if (trainer) return ShiftEnded{.scan = scan, .start = way.ends};
  return CheckedOut{.scan = scan, .entry = way.ends};
}

}  // namespace

std::chrono::milliseconds age_of(const Stamp& stamp, const Moment& moment) {
  const auto& reading = moment.now.reading;
  const bool same_boot =
      stamp.boot_id == reading.boot_id && !stamp.entered_late && !moment.entered_late;
  return same_boot ? reading.since_boot - stamp.since_boot : moment.now.at - stamp.at;
}

Basis basis_of(const Facts& facts, const Moment& moment) {
  const auto age = data_age(facts, moment);
  return {.rules = facts.rules.version,
          .row_version = facts.person ? facts.person->version : 0,
          .data_age =
              age ? std::optional{std::chrono::floor<std::chrono::seconds>(*age)} : std::nullopt,
          .clock_state = moment.now.state};
}

Decision decide_check_in(const Credential& credential, const Facts& facts, const Moment& moment,
                         Gate gate, const std::chrono::time_zone& zone) {
  const auto refuse = [&](Reason reason) -> Decision {
    return Happening{Refused{scan_with(credential, facts, moment, refused(reason))}};
  };
  if (const auto reason = judge_capsule(credential, facts, moment, zone)) return refuse(*reason);
  if (is_repeat(credential, facts, moment)) return Repeat{facts.last_accepted->scan};
  if (credential.step) {
    if (const auto reason = judge_step(*credential.step, facts, moment)) return refuse(*reason);
  }
  const bool trainer = facts.person && facts.person->person.trainer;
  const auto way =
      trainer ? way_of_trainer(facts, moment, gate) : way_of_member(facts, moment, gate);
  const auto verdict = judge_way(way, facts, moment, gate, zone);
  return happening_of(scan_with(credential, facts, moment, verdict), way);
}

MealDecision decide_meal_code(const Credential& credential, const Facts& facts,
                              const Moment& moment, const std::chrono::time_zone& zone) {
  auto reason = judge_capsule(credential, facts, moment, zone);
  if (!reason && credential.step) reason = judge_step(*credential.step, facts, moment);
  if (!reason && !facts.pulled) reason = Reason::stale;
  if (!reason && !facts.person) reason = Reason::not_in_replica;
  if (!reason) return facts.person->person;
  return Happening{Refused{scan_with(credential, facts, moment, refused(*reason))}};
}

Happening refuse_code(CodeFault fault, const Facts& facts, const Moment& moment) {
  assert(fault != CodeFault::not_ours);
  const auto reason = fault == CodeFault::forged ? Reason::forged : Reason::code_too_new;
  auto basis = basis_of(facts, moment);
  basis.row_version = 0;
  return Refused{Scan{.code = std::nullopt,
                      .user = std::nullopt,
                      .trainer = std::nullopt,
                      .outcome = Outcome::refused,
                      .reason = reason,
                      .basis = basis}};
}

}  // namespace fitmate::domain
