#include <catch2/catch_test_macros.hpp>

#include "tests/unit/domain/door.h"

namespace fitmate::domain {
namespace {

using namespace std::chrono_literals;

Membership membership_of(const Door& door, int first, int last,
                         std::optional<std::int64_t> visits = std::nullopt) {
  static std::int64_t last_id = 1000;
  return {.id = {++last_id},
          .first = door.day(first),
          .last = door.day(last),
          .visits_left = visits,
          .counted_to = {0}};
}

std::string answer_with(const std::vector<std::pair<int, int>>& days) {
  Door door;
  door.facts.person->memberships.clear();
  for (const auto& [first, last] : days) {
    door.facts.person->memberships.push_back(membership_of(door, first, last));
  }
  return door.answer();
}

TEST_CASE("a membership is judged by how many days it has left or is past") {
  CHECK(answer_with({{-30, 8}}) == "in: ok");
  CHECK(answer_with({{-30, 7}}) == "in: expiring");
  CHECK(answer_with({{-30, 0}}) == "in: expiring");
  CHECK(answer_with({{-30, -1}}) == "in: grace");
  CHECK(answer_with({{-30, -3}}) == "in: grace");
  CHECK(answer_with({{-30, -4}}) == "refused: expired");
  CHECK(answer_with({{0, 30}}) == "in: ok");
  CHECK(answer_with({{1, 30}}) == "refused: not_started");
}

TEST_CASE("the days of grace and of warning are the gym's own") {
  Door door;
  door.facts.rules.grace = std::chrono::days{0};
  door.facts.rules.expiring = std::chrono::days{1};
  const auto answer_until = [&](int last) {
    door.membership().last = door.day(last);
    return door.answer();
  };
  CHECK(answer_until(2) == "in: ok");
  CHECK(answer_until(1) == "in: expiring");
  CHECK(answer_until(0) == "in: expiring");
  CHECK(answer_until(-1) == "refused: expired");
}

TEST_CASE("a membership's days begin and end at the gym's midnight") {
  Door door;
  door.membership().first = door.day(0);
  door.membership().last = door.day(1);
  door.credential.capsule.valid_from = door.day(-10);
  const auto answer_at = [&](Instant at) {
    door.move_to(at);
    return door.answer();
  };
  CHECK(answer_at(door.midnight(0) - 1ms) == "refused: not_started");
  CHECK(answer_at(door.midnight(0)) == "in: expiring");
  CHECK(answer_at(door.midnight(2) - 1ms) == "in: expiring");
  CHECK(answer_at(door.midnight(2)) == "in: grace");
  CHECK(answer_at(door.midnight(5) - 1ms) == "in: grace");
  CHECK(answer_at(door.midnight(5)) == "refused: expired");
}

TEST_CASE("somebody without any membership is refused") {
  CHECK(answer_with({}) == "refused: no_membership");
}

TEST_CASE("a suspended person is refused, unless an earlier reason holds") {
  Door door;
  door.facts.person->suspended = true;
  CHECK(door.answer() == "refused: suspended");
  door.membership().last = door.day(-1);
  CHECK(door.answer() == "refused: suspended");
  door.membership().last = door.day(-4);
  CHECK(door.answer() == "refused: expired");
  door.membership() = membership_of(door, 1, 30);
  CHECK(door.answer() == "refused: not_started");
  door.membership() = membership_of(door, -30, 30, 0);
  CHECK(door.answer() == "refused: suspended");
  door.facts.person->memberships.clear();
  CHECK(door.answer() == "refused: suspended");
}

TEST_CASE("of several memberships the best answer wins") {
  CHECK(answer_with({{-60, -20}, {-10, 30}}) == "in: ok");
  CHECK(answer_with({{-10, 30}, {-60, -20}}) == "in: ok");
  CHECK(answer_with({{-10, 30}, {40, 60}}) == "in: ok");
  CHECK(answer_with({{-10, 3}, {-60, -20}}) == "in: expiring");
  CHECK(answer_with({{-60, -2}, {10, 20}}) == "in: grace");
  CHECK(answer_with({{-60, 2}, {-60, 40}}) == "in: ok");
}

TEST_CASE("if all memberships refuse, the order of the reasons decides") {
  CHECK(answer_with({{-60, -20}, {10, 20}}) == "refused: not_started");
  CHECK(answer_with({{10, 20}, {-60, -20}}) == "refused: not_started");
  Door door;
  door.facts.person->memberships = {membership_of(door, -10, 10, 0), membership_of(door, -60, -20)};
  CHECK(door.answer() == "refused: expired");
}

TEST_CASE("memberships that adjoin count as one") {
  CHECK(answer_with({{-30, 2}, {3, 40}}) == "in: ok");
  CHECK(answer_with({{3, 40}, {-30, 2}}) == "in: ok");
  CHECK(answer_with({{-30, 2}, {3, 5}, {6, 30}}) == "in: ok");
  CHECK(answer_with({{-30, 2}, {3, 5}}) == "in: expiring");
  // A day between them: the first ends soon, and the second has not begun.
  CHECK(answer_with({{-30, 2}, {4, 40}}) == "in: expiring");
  CHECK(answer_with({{-30, -1}, {1, 40}}) == "in: grace");
  CHECK(answer_with({{-30, -5}, {1, 40}}) == "refused: not_started");
}

TEST_CASE("memberships that overlap count as one") {
  CHECK(answer_with({{-30, 2}, {1, 40}}) == "in: ok");
  CHECK(answer_with({{-30, 40}, {-10, 2}}) == "in: ok");
  CHECK(answer_with({{-30, 4}, {-20, 1}, {5, 30}}) == "in: ok");
}

std::string answer_with_entries(std::int64_t visits, std::int64_t counted_to,
                                std::vector<OwnScan> entries, bool per_day = false) {
  Door door;
  door.facts.rules.visits_per_day = per_day;
  door.membership().visits_left = visits;
  door.membership().counted_to = {counted_to};
  door.facts.entries = std::move(entries);
  return door.answer();
}

TEST_CASE("a visit is left until the kiosk's own entries have used it") {
  const Door door;
  const auto entry = [&](std::int64_t seq) { return door.scan(door.ago(20h + seq * 1min), seq); };
  CHECK(answer_with_entries(1, 0, {}) == "in: ok");
  CHECK(answer_with_entries(0, 0, {}) == "refused: no_visits");
  CHECK(answer_with_entries(-1, 0, {}) == "refused: no_visits");
  CHECK(answer_with_entries(2, 10, {entry(11)}) == "in: ok");
  CHECK(answer_with_entries(1, 10, {entry(11)}) == "refused: no_visits");
  CHECK(answer_with_entries(2, 10, {entry(11), entry(12)}) == "refused: no_visits");
  CHECK(answer_with_entries(3, 10, {entry(11), entry(12)}) == "in: ok");
}

TEST_CASE("an entry that the centre has counted is not counted again") {
  const Door door;
  const auto entry = [&](std::int64_t seq) { return door.scan(door.ago(20h), seq); };
  CHECK(answer_with_entries(1, 10, {entry(9), entry(10)}) == "in: ok");
  CHECK(answer_with_entries(1, 10, {entry(10), entry(11)}) == "refused: no_visits");
}

TEST_CASE("a visit a day lets in again on a day that has used one") {
  const Door door;
  const auto today = door.scan(door.ago(2h), 11);
  const auto yesterday = door.scan(door.ago(24h), 11);
  CHECK(answer_with_entries(1, 10, {today}, true) == "in: ok");
  CHECK(answer_with_entries(1, 10, {yesterday}, true) == "refused: no_visits");
  CHECK(answer_with_entries(2, 10, {yesterday}, true) == "in: ok");
  // What the centre has counted paid for its day, too.
  CHECK(answer_with_entries(0, 11, {today}, true) == "in: ok");
  CHECK(answer_with_entries(0, 11, {yesterday}, true) == "refused: no_visits");
  CHECK(answer_with_entries(0, 10, {}, true) == "refused: no_visits");
}

TEST_CASE("several entries of a day use one visit a day") {
  const Door door;
  const auto morning = door.scan(door.ago(24h), 11);
  const auto evening = door.scan(door.ago(20h), 12);
  CHECK(answer_with_entries(2, 10, {morning, evening}, true) == "in: ok");
  CHECK(answer_with_entries(1, 10, {morning, evening}, true) == "refused: no_visits");
  CHECK(answer_with_entries(1, 11, {morning, evening}, true) == "in: ok");
}

TEST_CASE("a day of visits is the gym's day") {
  const Door door;
  const auto entry_at = [&](Instant at) { return door.scan(door.ago(door.now() - at), 11); };
  CHECK(answer_with_entries(1, 10, {entry_at(door.midnight(0))}, true) == "in: ok");
  CHECK(answer_with_entries(1, 10, {entry_at(door.midnight(0) - 1ms)}, true) ==
        "refused: no_visits");
}

TEST_CASE("visits end before grace does, and leave a membership without limit alone") {
  Door door;
  door.membership() = membership_of(door, -30, -1, 0);
  CHECK(door.answer() == "refused: no_visits");
  door.membership().visits_left = 1;
  CHECK(door.answer() == "in: grace");
  door.facts.person->memberships = {membership_of(door, -30, 20, 0), membership_of(door, -30, 20)};
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("a membership that adjoins one without visits brings its own") {
  Door door;
  door.facts.person->memberships = {membership_of(door, -30, -1, 0),
                                    membership_of(door, 0, 30, 10)};
  CHECK(door.answer() == "in: ok");
  door.facts.person->memberships = {membership_of(door, -30, -1, 0), membership_of(door, 0, 30)};
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("an entry is paid by the membership that it was made under") {
  Door door;
  const auto entries = [&](std::initializer_list<int> days) {
    door.facts.entries.clear();
    for (const auto day : days) {
      door.facts.entries.push_back(door.scan(door.ago(24h * day), 60 - day));
    }
  };
  // Under one without limit, before this one began.
  door.facts.person->memberships = {membership_of(door, -30, -1), membership_of(door, 0, 30, 1)};
  entries({5, 4, 3, 2, 1});
  CHECK(door.answer() == "in: ok");
  entries({5, 4, 3, 2, 0});
  CHECK(door.answer() == "refused: no_visits");
  // Under one without limit, beside this one.
  door.facts.person->memberships = {membership_of(door, -30, -1), membership_of(door, -30, 30, 1)};
  entries({5, 4, 3, 2, 1});
  CHECK(door.answer() == "in: ok");
  // Under two with limits: the one that ends first pays, then the other.
  door.facts.person->memberships = {membership_of(door, -30, 20, 2),
                                    membership_of(door, -30, 10, 2)};
  entries({3, 2, 1});
  CHECK(door.answer() == "in: ok");
  entries({4, 3, 2, 1});
  CHECK(door.answer() == "refused: no_visits");
}

TEST_CASE("an entry that the centre counted on one membership is counted on none again") {
  Door door;
  door.facts.person->memberships = {membership_of(door, -30, 10, 0),
                                    membership_of(door, -30, 20, 2)};
  // Only the first one's row came anew, since the second one's did not change.
  door.membership().counted_to = {50};
  door.facts.entries = {door.scan(door.ago(72h), 48), door.scan(door.ago(48h), 49),
                        door.scan(door.ago(24h), 50)};
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("an unsynced clock saves somebody for a day past the end, and nobody else") {
  Door door;
  door.facts.rules.grace = std::chrono::days{0};
  door.membership().last = door.day(-1);
  door.credential.capsule.valid_from = door.day(-10);
  const auto answer_as = [&](ClockState state, Instant at) {
    door.moment.now.state = state;
    door.move_to(at);
    return door.answer();
  };
  using enum ClockState;
  CHECK(answer_as(unsynced, door.midnight(0) - 1ms) == "in: expiring");
  CHECK(answer_as(unsynced, door.midnight(0)) == "in: clock_unsure");
  CHECK(answer_as(unsynced, door.midnight(1) - 1ms) == "in: clock_unsure");
  CHECK(answer_as(unsynced, door.midnight(1) + 1ms) == "refused: expired");
  CHECK(answer_as(synced, door.midnight(0)) == "refused: expired");
  CHECK(answer_as(holdover, door.midnight(0)) == "refused: expired");
}

TEST_CASE(
    "an unsynced clock alone warns nobody and saves nobody who has no visits or is suspended") {
  Door door;
  door.moment.now.state = ClockState::unsynced;
  CHECK(door.answer() == "in: ok");
  door.membership().last = door.day(-1);
  CHECK(door.answer() == "in: grace");
  door.facts.rules.grace = std::chrono::days{0};
  CHECK(door.answer() == "in: clock_unsure");
  door.membership().visits_left = 0;
  CHECK(door.answer() == "refused: no_visits");
  door.membership().visits_left.reset();
  door.facts.person->suspended = true;
  CHECK(door.answer() == "refused: suspended");
}

void age_copy(Door& door, std::chrono::milliseconds age) {
  const auto stamp = door.ago(age);
  door.facts.pulled =
      TimeMark{.at = stamp.at, .boot_id = stamp.boot_id, .since_boot = stamp.since_boot};
}

TEST_CASE("a copy of over a day is said, and keeps out nobody whom it knows") {
  Door door;
  age_copy(door, 24h);
  CHECK(door.answer() == "in: ok");
  age_copy(door, 24h + 1ms);
  CHECK(door.answer() == "in: stale");
  age_copy(door, 24h * 40);
  CHECK(door.answer() == "in: stale");
}

TEST_CASE("somebody who is not in the copy is let in until it is over seven days old") {
  Door door;
  door.become_unknown();
  CHECK(door.answer() == "in: not_in_replica");
  age_copy(door, 24h * 7);
  CHECK(door.answer() == "in: not_in_replica");
  age_copy(door, 24h * 7 + 1ms);
  CHECK(door.answer() == "refused: stale");
}

TEST_CASE("without any complete copy nobody is let in") {
  Door door;
  door.facts.pulled.reset();
  CHECK(door.answer() == "refused: stale");
  door.become_unknown();
  CHECK(door.answer() == "refused: stale");
}

TEST_CASE("a copy's age is the boot clock's within a boot and the time of day's across boots") {
  Door door;
  age_copy(door, 30h);
  door.facts.pulled->at = door.now();
  CHECK(door.answer() == "in: stale");
  age_copy(door, 1h);
  door.facts.pulled->boot_id = boot_of(8);
  door.facts.pulled->at = door.now() - 25h;
  CHECK(door.answer() == "in: stale");
  door.facts.pulled->at = door.now() + 25h;
  CHECK(door.answer() == "in: ok");
}

TEST_CASE("of several warnings the first in the order is said") {
  Door door;
  age_copy(door, 25h);
  door.membership().last = door.day(3);
  CHECK(door.answer() == "in: expiring");
  door.membership().last = door.day(-2);
  CHECK(door.answer() == "in: grace");
  door.facts.rules.grace = std::chrono::days{0};
  door.membership().last = door.day(-1);
  door.moment.now.state = ClockState::unsynced;
  CHECK(door.answer() == "in: clock_unsure");
  door.become_unknown();
  CHECK(door.answer() == "in: not_in_replica");
}

TEST_CASE("a decision says what was seen, who it was and what it stood on") {
  Door door;
  door.show_phone(0);
  const auto decision = door.decide();
  const auto& scan = std::get<CheckedIn>(std::get<Happening>(decision)).scan;
  const auto& capsule = door.credential.capsule;
  CHECK(
      scan ==
      Scan{.code = CodeSeen{.kind = CredentialKind::phone,
                            .credential = capsule.credential,
                            .person_number = capsule.person,
                            .generation = capsule.generation,
                            .step = step_at(door.now())},
           .user = UserId{42},
           .trainer = std::nullopt,
           .outcome = Outcome::admitted,
           .reason = Reason::ok,
           .basis = {
               .rules = 3, .row_version = 17, .data_age = 1h, .clock_state = ClockState::synced}});
}

TEST_CASE("a refusal says what was seen and who it was, too") {
  Door door;
  door.moment.now.state = ClockState::unsynced;
  door.facts.credential_revoked = true;
  const auto decision = door.decide();
  const auto& scan = std::get<Refused>(std::get<Happening>(decision)).scan;
  CHECK(scan.code->credential == door.credential.capsule.credential);
  CHECK(scan.user == UserId{42});
  CHECK(scan.basis.row_version == 17);
  CHECK(scan.basis.clock_state == ClockState::unsynced);
}

TEST_CASE("of somebody unknown a decision says no one, and of no copy no age") {
  Door door;
  door.become_unknown();
  door.facts.pulled.reset();
  const auto decision = door.decide();
  const auto& scan = std::get<Refused>(std::get<Happening>(decision)).scan;
  CHECK(scan.code);
  CHECK_FALSE(scan.user);
  CHECK(scan.basis.row_version == 0);
  CHECK_FALSE(scan.basis.data_age);
}

TEST_CASE("what is entered late is judged by the memberships of its own day") {
  Door door;
  door.membership().last = door.day(-10);
  door.credential.capsule.valid_from = door.day(-20);
  CHECK(door.answer() == "refused: expired");
  door.moment.entered_late = true;
  door.moment.now.at = door.midnight(-15);
  CHECK(door.answer() == "in: expiring");
}

}  // namespace
}  // namespace fitmate::domain
