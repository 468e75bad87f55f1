#include <algorithm>
#include <array>
#include <random>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/centre_events.h"
#include "central/services/feed.h"
#include "central/services/ingest.h"
#include "central/services/newcomers.h"
#include "db/central/feed.h"
#include "db/central/visit_counts.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"
#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using central::services::read_page;
using central::services::take_push;
using db::sql::Engine;
using domain::Closure;
using domain::UserId;

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

// One member and two doors.
struct Doors {
  explicit Doors(Engine engine) : centre{engine} {
    central::services::begin_run(centre.connection(), here.now(), domain::system_random());
  }

  void push(const FakeKiosk& kiosk, std::size_t first = 0) {
    const auto outcome = take_push(centre.connection(), kiosk.id(), kiosk.push(first), kiosk.now());
    REQUIRE(std::holds_alternative<sync::PushAnswer>(outcome));
  }
  static domain::EventId keep(FakeKiosk& kiosk, domain::Happening happening, std::string_view at) {
    auto event = kiosk.make(std::move(happening));
    event.stamp.at = *domain::parse_instant(at);
    event.stamp.entered_late = true;
    return kiosk.record(event);
  }
  domain::EventId record(FakeKiosk& kiosk, domain::Happening happening, std::string_view at) {
    const auto id = keep(kiosk, std::move(happening), at);
    push(kiosk, kiosk.recorded() - 1);
    return id;
  }
  std::vector<domain::Change> changes(domain::KioskId kiosk, std::int64_t after = 0) {
    const auto page = read_page(
        centre.connection(), kiosk,
        {.after = {.feed_epoch = head().feed_epoch, .run = head().run, .pos = after}, .limit = 200},
        here.now());
    return std::get<domain::Page>(page).changes;
  }
  std::optional<Closure> told(const FakeKiosk& kiosk, UserId user) {
    for (const auto& change : changes(kiosk.id())) {
      if (!change.row) continue;
      const auto* person = std::get_if<domain::PulledPerson>(&*change.row);
      if (person != nullptr && person->user == user) return person->closed;
    }
    return std::nullopt;
  }
  db::central::FeedHead head() { return db::central::load_head(centre.connection()); }

  Centre centre;
  UserId ada = centre.add_person("Ada");
  FakeKiosk here{centre.add_kiosk()};
  FakeKiosk there{centre.add_kiosk()};
};

Closure closed(domain::EventId entry, std::string_view at) {
  return {.entry = entry, .at = *domain::parse_instant(at)};
}

}  // namespace

TEST_CASE("What ended at another kiosk is told to the one where it began, and to no other") {
  Doors doors{each_engine()};
  const auto entry = doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  CHECK_FALSE(doors.told(doors.here, doors.ada));
  SECTION("by an exit") {
    doors.record(doors.there, check_out(doors.ada), "2026-03-01T09:00:00Z");
  }
  SECTION("by another entry") {
    doors.record(doors.there, check_in(doors.ada), "2026-03-01T09:00:00Z");
  }
  CHECK(doors.told(doors.here, doors.ada) == closed(entry, "2026-03-01T09:00:00Z"));
  CHECK_FALSE(doors.told(doors.there, doors.ada));
}

TEST_CASE("Whichever kiosk is heard first, a visit that ended elsewhere is told of") {
  Doors doors{each_engine()};
  doors.record(doors.there, check_out(doors.ada), "2026-03-01T09:00:00Z");
  const auto entry = doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  CHECK(doors.told(doors.here, doors.ada) == closed(entry, "2026-03-01T09:00:00Z"));
}

TEST_CASE("What a kiosk ends itself moves nothing in the feed") {
  Doors doors{each_engine()};
  const auto before = doors.head().pos;
  doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  doors.record(doors.here, check_out(doors.ada), "2026-03-01T09:00:00Z");
  doors.record(doors.there, check_in(doors.ada), "2026-03-01T10:00:00Z");
  doors.record(doors.there, check_in(doors.ada), "2026-03-01T11:00:00Z");
  CHECK(doors.head().pos == before);
  CHECK(doors.centre.count("closures") == 0);
}

TEST_CASE("However often somebody leaves elsewhere, there is one row and one place in the feed") {
  Doors doors{each_engine()};
  const auto rows = doors.centre.count("sync_feed");
  domain::EventId last;
  for (int day = 1; day <= 9; ++day) {
    const auto date = "2026-03-0" + std::to_string(day);
    last = doors.record(doors.here, check_in(doors.ada), date + "T08:00:00Z");
    doors.record(doors.there, check_out(doors.ada), date + "T09:00:00Z");
  }
  CHECK(doors.told(doors.here, doors.ada) == closed(last, "2026-03-09T09:00:00Z"));
  CHECK(doors.centre.count("closures") == 1);
  CHECK(doors.centre.count("sync_feed") == rows);
}

TEST_CASE("Later visits at the other kiosk leave what ended there as it was told") {
  Doors doors{each_engine()};
  const auto entry = doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  doors.record(doors.there, check_out(doors.ada), "2026-03-01T09:00:00Z");
  const auto before = doors.head().pos;
  for (const auto* day : {"2026-03-02", "2026-03-03"}) {
    doors.record(doors.there, check_in(doors.ada), std::string{day} + "T08:00:00Z");
    doors.record(doors.there, check_out(doors.ada), std::string{day} + "T09:00:00Z");
  }
  CHECK(doors.told(doors.here, doors.ada) == closed(entry, "2026-03-01T09:00:00Z"));
  CHECK(doors.head().pos == before);
}

TEST_CASE("Events around what ended elsewhere tell the feed nothing once more") {
  Doors doors{each_engine()};
  doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  doors.record(doors.there, check_out(doors.ada), "2026-03-01T09:00:00Z");
  const auto before = doors.head().pos;
  doors.push(doors.here);
  Doors::keep(doors.there, check_out(doors.ada), "2026-03-01T07:00:00Z");
  Doors::keep(doors.there, check_out(doors.ada), "2026-03-01T09:30:00Z");
  doors.push(doors.there);
  CHECK(doors.head().pos == before);
}

TEST_CASE("An end that was undone opens the visit again, at the kiosk too") {
  Doors doors{each_engine()};
  doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  const auto exit = doors.record(doors.there, check_out(doors.ada), "2026-03-01T09:00:00Z");
  const auto before = doors.head().pos;
  doors.there.record(domain::Annulled{exit});
  doors.push(doors.there, 1);
  CHECK_FALSE(doors.told(doors.here, doors.ada));
  const auto changes = doors.changes(doors.here.id(), before);
  REQUIRE(changes.size() == 1);
  CHECK_FALSE(std::get<domain::PulledPerson>(changes[0].row.value()).closed);
}

TEST_CASE("An entry that was undone uncovers the one before it at that kiosk") {
  Doors doors{each_engine()};
  const auto first = doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  doors.record(doors.there, check_out(doors.ada), "2026-03-01T09:00:00Z");
  const auto second = doors.record(doors.here, check_in(doors.ada), "2026-03-01T10:00:00Z");
  doors.record(doors.there, check_out(doors.ada), "2026-03-01T11:00:00Z");
  REQUIRE(doors.told(doors.here, doors.ada) == closed(second, "2026-03-01T11:00:00Z"));
  doors.here.record(domain::Annulled{second});
  doors.push(doors.here, doors.here.recorded() - 1);
  CHECK(doors.told(doors.here, doors.ada) == closed(first, "2026-03-01T09:00:00Z"));
}

TEST_CASE("A late exit of the kiosk's own takes the other kiosk's place") {
  Doors doors{each_engine()};
  doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  doors.record(doors.there, check_in(doors.ada), "2026-03-01T10:00:00Z");
  doors.record(doors.here, check_out(doors.ada), "2026-03-01T09:00:00Z");
  CHECK_FALSE(doors.told(doors.here, doors.ada));
  CHECK(doors.centre.count("closures") == 0);
}

TEST_CASE("A late pair of long ago changes nothing of what is told") {
  Doors doors{each_engine()};
  const auto entry = doors.record(doors.here, check_in(doors.ada), "2026-03-02T08:00:00Z");
  doors.record(doors.there, check_out(doors.ada), "2026-03-02T09:00:00Z");
  doors.record(doors.here, check_in(doors.ada), "2026-02-01T08:00:00Z");
  doors.record(doors.there, check_out(doors.ada), "2026-02-01T09:00:00Z");
  CHECK(doors.told(doors.here, doors.ada) == closed(entry, "2026-03-02T09:00:00Z"));
}

TEST_CASE(
    "A shift that ended elsewhere is told of as a visit is, also when it ended at the centre") {
  Doors doors{each_engine()};
  const auto trainer = doors.centre.make_trainer(doors.ada);
  const auto start = doors.record(doors.here, shift_start(doors.ada), "2026-03-01T08:00:00Z");
  SECTION("at another kiosk") {
    doors.record(doors.there, shift_end(doors.ada), "2026-03-01T16:00:00Z");
  }
  SECTION("at the centre") {
    db::sql::Transaction transaction{doors.centre.connection()};
    db::central::lock_people(doors.centre.connection(), {&doors.ada, 1});
    auto end = shift_end(doors.ada);
    end.scan.trainer = trainer;
    const auto at = *domain::parse_instant("2026-03-01T16:00:00Z");
    central::services::record_event(doors.centre.connection(), end, at, std::nullopt,
                                    domain::system_random());
    transaction.commit();
  }
  CHECK(doors.told(doors.here, doors.ada) == closed(start, "2026-03-01T16:00:00Z"));
  doors.centre.connection().execute("delete from trainers where user_id = $1", doors.ada);
  CHECK_FALSE(doors.told(doors.here, doors.ada));
}

TEST_CASE("What was recorded of somebody before they were known is told of once they are") {
  Doors doors{each_engine()};
  const UserId next{doors.ada.value + 1};
  const auto entry = doors.record(doors.here, check_in(next), "2026-03-01T08:00:00Z");
  doors.record(doors.there, check_out(next), "2026-03-01T09:00:00Z");
  REQUIRE(doors.centre.count("closures") == 0);
  REQUIRE(doors.centre.add_person("Bob") == next);
  central::services::derive_waiting_events(doors.centre.connection());
  CHECK(doors.told(doors.here, next) == closed(entry, "2026-03-01T09:00:00Z"));
}

TEST_CASE("With a person goes what ended elsewhere") {
  Doors doors{each_engine()};
  doors.record(doors.here, check_in(doors.ada), "2026-03-01T08:00:00Z");
  doors.record(doors.there, check_out(doors.ada), "2026-03-01T09:00:00Z");
  doors.centre.connection().execute("delete from users where id = $1", doors.ada);
  CHECK(doors.centre.count("closures") == 0);
}

namespace {

// From all events at once: what ended elsewhere, since the next passage of that person on that
// track is another kiosk's.
const std::string ended_elsewhere =
    "select user_id, kiosk_id, is_shift, event_id, effective_at, next_at from ("
    " select e.*, lead(kiosk_id) over w as next_kiosk, lead(effective_at) over w as next_at,"
    "        row_number() over (partition by user_id, is_shift, kiosk_id"
    "                           order by effective_at desc, seq desc) as place"
    " from (select *, type in ('shift_started', 'shift_ended') as is_shift from sync_inbox"
    "       where annulled_by is null and user_id is not null"
    "       and type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')) e"
    " window w as (partition by user_id, is_shift"
    "              order by effective_at, kiosk_id, seq, event_id)) p"
    " where type in ('checked_in', 'shift_started') and next_kiosk <> kiosk_id";
const std::string in_order = " order by user_id, kiosk_id, is_shift, effective_at, event_id";

constexpr auto known_closures =
    "select user_id, kiosk_id, is_shift, entry_event_id, entered_at, closed_at from closures";

// What is told is true, and all that a kiosk must know is told: of what it recorded last.
void check_told(Centre& centre) {
  const auto told = centre.lines(known_closures);
  const auto ended = centre.lines(ended_elsewhere + in_order);
  for (const auto& line : told) REQUIRE(std::ranges::contains(ended, line));
  for (const auto& line : centre.lines(ended_elsewhere + " and place = 1" + in_order)) {
    REQUIRE(std::ranges::contains(told, line));
  }
}

domain::Happening any_happening(std::mt19937& random, UserId user, bool trainer) {
  if (trainer) {
    if (random() % 2 == 0) return shift_start(user);
    return shift_end(user);
  }
  if (random() % 2 == 0) return check_in(user);
  return check_out(user);
}

}  // namespace

TEST_CASE("In whatever order events come and are undone, a kiosk is told what all of them say") {
  const auto engine = each_engine();
  for (unsigned seed = 0; seed < 12; ++seed) {
    CAPTURE(seed);
    std::mt19937 random{seed};
    Doors doors{engine};
    const std::array people{doors.ada, doors.centre.add_person("Bob")};
    doors.centre.make_trainer(people[1]);
    std::array kiosks{doors.here, doors.there, FakeKiosk{doors.centre.add_kiosk()}};
    std::array<std::int64_t, 3> cursors{};
    std::array<std::map<std::int64_t, domain::Change>, 3> copies;
    std::array<std::vector<domain::EventId>, 3> recorded;
    for (int n = 0; n < 60; ++n) {
      const auto place = random() % kiosks.size();
      auto& kiosk = kiosks.at(place);
      auto& own = recorded.at(place);
      const bool trainer = random() % 2 == 0;
      if (random() % 5 == 0 && !own.empty()) {
        kiosk.record(domain::Annulled{own[random() % own.size()]});
      } else {
        auto event = kiosk.make(any_happening(random, people.at(trainer ? 1 : 0), trainer));
        // Few moments, so that several fall together.
        event.stamp.at =
            *domain::parse_instant("2026-03-01T08:00:00Z") + std::chrono::minutes{random() % 20};
        event.stamp.entered_late = true;
        own.push_back(kiosk.record(event));
      }
      if (random() % 3 != 0) continue;
      doors.push(kiosk);
      check_told(doors.centre);
      const auto asker = random() % kiosks.size();
      for (const auto& change : doors.changes(kiosks.at(asker).id(), cursors.at(asker))) {
        if (change.table != domain::people_table) continue;
        copies.at(asker)[change.key] = change;
      }
      cursors.at(asker) = doors.head().pos;
    }
    for (std::size_t i = 0; i < kiosks.size(); ++i) doors.push(kiosks.at(i));
    check_told(doors.centre);
    for (std::size_t i = 0; i < kiosks.size(); ++i) {
      const auto id = kiosks.at(i).id();
      for (const auto& change : doors.changes(id, cursors.at(i))) {
        if (change.table == domain::people_table) copies.at(i)[change.key] = change;
      }
      for (const auto& change : doors.changes(id)) {
        if (change.table == domain::people_table) CHECK(copies.at(i).at(change.key) == change);
      }
    }
  }
}

}  // namespace fitmate::tests
