#pragma once

#include <chrono>
#include <format>
#include <stdexcept>
#include <string>

#include "domain/access.h"
#include "tests/support/test_gym.h"

namespace fitmate::domain {

// A member in good standing who holds a card to the kiosk of the test gym, in the afternoon, with
// the clock right and the copy fresh. A case changes what it is about.
struct Door {
  Facts facts;
  Moment moment;
  Gate gate = Gate::both;
  Credential credential;

  Door();

  Instant now() const { return moment.now.at; }
  // The gym's day, so many days from today.
  Day day(int from_today) const;
  // The first instant of that day at the gym.
  Instant midnight(int from_today) const { return start_of_day(day(from_today), zone()); }
  static const std::chrono::time_zone& zone();

  // Of this boot, by both clocks; or of the boot before, by the time of day alone.
  Stamp ago(std::chrono::milliseconds age) const;
  Stamp ago_in_another_boot(std::chrono::milliseconds age) const;
  static OwnScan scan(const Stamp& stamp, std::int64_t seq = 50);

  // As if all that was said so far were meant for that moment.
  void move_to(Instant at);
  // A phone's code whose step is so many steps from now.
  void show_phone(Step from_now);
  void become_trainer();
  void become_unknown() { facts.person.reset(); }
  Membership& membership() { return facts.person->memberships.front(); }
  // This credential was accepted then.
  void accepted(const Stamp& stamp, std::optional<Step> step = std::nullopt);

  Decision decide() const { return decide_check_in(credential, facts, moment, gate, zone()); }
  // "in: ok", "out: ok", "refused: expired", "shift in: ok", "shift out: ok", "repeat". Throws
  // where the outcome is not the reason's.
  std::string answer() const;
};

inline Uuid boot_of(int number) {
  Uuid id;
  id.bytes.fill(static_cast<std::byte>(number));
  return id;
}

inline EventId event_number(std::int64_t number) {
  Uuid id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::byte>(number >> (8 * i));
  return {id};
}

inline Door::Door() {
  namespace gym = tests::test_gym;
  using namespace std::chrono_literals;
  moment.now = {.at = gym::now(),
                .state = ClockState::synced,
                .reading = {.wall = gym::now(), .since_boot = 1000h, .boot_id = boot_of(1)}};
  credential = {.capsule = gym::capsule(CredentialKind::card), .step = std::nullopt};
  facts.pulled = TimeMark{.at = now() - 1h, .boot_id = boot_of(1), .since_boot = 999h};
  facts.floor = now() - 1h;
  facts.rules.version = 3;
  facts.person = PersonRow{.person = {.user = {42}, .trainer = std::nullopt, .name = "Asha"},
                           .number = credential.capsule.person,
                           .suspended = false,
                           .version = 17,
                           .memberships = {}};
  facts.person->memberships.push_back({.id = {1},
                                       .first = day(-30),
                                       .last = day(30),
                                       .visits_left = std::nullopt,
                                       .counted_to = {0}});
}

inline const std::chrono::time_zone& Door::zone() {
  return *std::chrono::locate_zone(tests::test_gym::zone_name);
}

inline Day Door::day(int from_today) const {
  return local_day(tests::test_gym::now(), zone()) + std::chrono::days{from_today};
}

inline Stamp Door::ago(std::chrono::milliseconds age) const {
  return {.at = now() - age,
          .wall = now() - age,
          .boot_id = moment.now.reading.boot_id,
          .since_boot = moment.now.reading.since_boot - age,
          .clock_state = ClockState::synced};
}

inline Stamp Door::ago_in_another_boot(std::chrono::milliseconds age) const {
  auto stamp = ago(age);
  stamp.boot_id = boot_of(9);
  stamp.since_boot = std::chrono::minutes{1};
  return stamp;
}

inline OwnScan Door::scan(const Stamp& stamp, std::int64_t seq) {
  return {.event = event_number(seq), .seq = {seq}, .stamp = stamp};
}

inline void Door::move_to(Instant at) {
  moment.now.reading.since_boot += at - moment.now.at;
  moment.now.reading.wall = at;
  moment.now.at = at;
}

inline void Door::show_phone(Step from_now) {
  credential.capsule.kind = CredentialKind::phone;
  credential.step = step_at(now()) + from_now;
}

inline void Door::become_trainer() {
  facts.person->person.trainer = TrainerId{boot_of(7)};
}

inline void Door::accepted(const Stamp& stamp, std::optional<Step> step) {
  facts.last_accepted = {.scan = scan(stamp, 99),
                         .step = step,
                         .is_shift = facts.person && facts.person->person.trainer};
  if (step) facts.last_step = LastStep{.step = *step, .stamp = stamp};
}

inline Outcome outcome_of(Reason reason, bool refused) {
  if (refused) return Outcome::refused;
  return reason == Reason::ok ? Outcome::admitted : Outcome::warned;
}

inline std::string Door::answer() const {
  const auto decision = decide();
  const auto* happening = std::get_if<Happening>(&decision);
  if (happening == nullptr) return "repeat";
  const auto* scan = scan_of(*happening);
  const std::array<std::string, 5> names = {"in", "out", "refused", "shift in", "shift out"};
  const auto& name = names.at(happening->index());
  if (scan->outcome != outcome_of(scan->reason, name == "refused")) {
    throw std::logic_error(std::format("{} as {}", to_text(scan->reason), to_text(scan->outcome)));
  }
  return std::format("{}: {}", name, to_text(scan->reason));
}

}  // namespace fitmate::domain
