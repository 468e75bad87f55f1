#include <algorithm>
#include <format>
#include <random>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/ingest.h"
#include "central/services/settings.h"
#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::take_push;
using db::sql::Engine;
using domain::UserId;

constexpr auto visits =
    "select check_in_time, check_out_time, closed_by from attendance order by check_in_time";

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

void push_all(Centre& centre, const FakeKiosk& kiosk, std::size_t first = 0) {
  const auto outcome = take_push(centre.connection(), kiosk.id(), kiosk.push(first), kiosk.now());
  REQUIRE(std::holds_alternative<sync::PushAnswer>(outcome));
}

domain::Event late(FakeKiosk& kiosk, domain::Happening happening, std::string_view at) {
  auto event = kiosk.make(std::move(happening));
  event.stamp.at = *domain::parse_instant(at);
  event.stamp.entered_late = true;
  return event;
}

}  // namespace

TEST_CASE("A late event derives the visits around it anew, in place") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk one{centre.add_kiosk()};
  FakeKiosk other{centre.add_kiosk()};
  one.record(late(one, check_in(ada), "2026-03-01T08:00:00Z"));
  one.record(late(one, check_in(ada), "2026-03-01T12:00:00Z"));
  one.record(late(one, check_out(ada), "2026-03-01T13:00:00Z"));
  push_all(centre, one);
  CHECK(centre.lines(visits) ==
        std::vector<std::string>{"2026-03-01T08:00:00.000Z - next_check_in",
                                 "2026-03-01T12:00:00.000Z 2026-03-01T13:00:00.000Z check_out"});
  const auto ids = centre.lines("select id, entry_event_id from attendance order by id");

  other.record(late(other, check_out(ada), "2026-03-01T09:30:00Z"));
  push_all(centre, other);
  CHECK(centre.lines(visits) ==
        std::vector<std::string>{"2026-03-01T08:00:00.000Z 2026-03-01T09:30:00.000Z check_out",
                                 "2026-03-01T12:00:00.000Z 2026-03-01T13:00:00.000Z check_out"});
  CHECK(centre.lines("select id, entry_event_id from attendance order by id") == ids);

  other.record(late(other, check_in(ada), "2026-03-01T09:00:00Z"));
  other.record(late(other, check_out(ada), "2026-03-01T12:30:00Z"));
  push_all(centre, other, 1);
  CHECK(centre.lines(visits) ==
        std::vector<std::string>{"2026-03-01T08:00:00.000Z - next_check_in",
                                 "2026-03-01T09:00:00.000Z 2026-03-01T09:30:00.000Z check_out",
                                 "2026-03-01T12:00:00.000Z 2026-03-01T12:30:00.000Z check_out"});
  CHECK(centre.lines("select effective_at from sync_inbox where lone_exit") ==
        std::vector<std::string>{"2026-03-01T13:00:00.000Z"});
}

TEST_CASE("An exit that came before its entry is flagged until the entry comes") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk one{centre.add_kiosk()};
  FakeKiosk other{centre.add_kiosk()};
  one.record(late(one, check_out(ada), "2026-03-01T09:00:00Z"));
  push_all(centre, one);
  CHECK(centre.count("attendance") == 0);
  CHECK(centre.count("sync_inbox where lone_exit") == 1);
  other.record(late(other, check_in(ada), "2026-03-01T08:00:00Z"));
  push_all(centre, other);
  CHECK(centre.line(visits) == "2026-03-01T08:00:00.000Z 2026-03-01T09:00:00.000Z check_out");
  CHECK(centre.count("sync_inbox where lone_exit") == 0);
}

TEST_CASE("An undo takes an entry's visit away, and an exit's time") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  const auto tom = centre.add_person("Tom");
  centre.make_trainer(tom);
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  const auto exit = kiosk.record(check_out(ada));
  kiosk.record(domain::Annulled{exit});
  const auto punch = kiosk.record(shift_start(tom));
  push_all(centre, kiosk);
  CHECK(centre.line(visits) == "2026-03-02T13:01:00.000Z - -");
  CHECK(centre.count("trainer_attendance") == 1);

  const auto entry = kiosk.record(check_in(ada));
  push_all(centre, kiosk, 4);
  CHECK(centre.count("attendance") == 2);
  kiosk.record(domain::Annulled{entry});
  kiosk.record(domain::Annulled{punch});
  kiosk.record(domain::Annulled{entry});
  push_all(centre, kiosk, 5);
  CHECK(centre.line(visits) == "2026-03-02T13:01:00.000Z - -");
  CHECK(centre.count("trainer_attendance") == 0);
  CHECK(centre.count("sync_inbox where annulled_by is not null") == 3);
}

TEST_CASE("An undo counts though it came first, and only for its own kiosk's events") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  FakeKiosk other{centre.add_kiosk()};
  const auto undone = kiosk.make(check_in(ada));
  const auto theirs = other.record(check_in(ada));
  push_all(centre, other);
  kiosk.record(domain::Annulled{undone.id});
  kiosk.record(domain::Annulled{theirs});
  push_all(centre, kiosk);
  kiosk.record(undone);
  push_all(centre, kiosk, 2);
  CHECK(centre.count("attendance") == 1);
  CHECK(centre.lines("select event_id from sync_inbox where annulled_by is not null") ==
        std::vector{domain::to_text(undone.id.value)});
}

TEST_CASE("Visits used follow the entries, per entry or per day, also late and undone") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  centre.add_membership(ada, "2026-03-01", "2026-03-31", 10);
  const auto used = [&] { return centre.line("select visits_used from memberships"); };
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  kiosk.record(check_out(ada));
  const auto second = kiosk.record(check_in(ada));
  push_all(centre, kiosk);
  CHECK(used() == "2");
  kiosk.record(late(kiosk, check_in(ada), "2026-03-01T10:00:00Z"));
  kiosk.record(late(kiosk, check_in(ada), "2026-02-28T10:00:00Z"));
  push_all(centre, kiosk, 3);
  CHECK(used() == "3");
  kiosk.record(domain::Annulled{second});
  push_all(centre, kiosk, 5);
  CHECK(used() == "2");
  centre.connection().execute("update gym_settings set visits_per_day = $1", true);
  kiosk.record(check_in(ada));
  kiosk.record(check_in(ada));
  push_all(centre, kiosk, 6);
  CHECK(used() == "2");
}

TEST_CASE("Visits are counted anew where a setting says how they count, and for no other") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  centre.add_membership(ada, "2026-03-01", "2026-03-31", 10);
  centre.connection().execute("update memberships set visits_used = 4");
  // Each setting is two parameters: whether it changes, and to what.
  const auto used_after = [&](std::size_t number, const db::sql::Value& value) {
    std::vector<db::sql::Value> settings(34, db::sql::to_value(false));
    settings[2 * number] = db::sql::to_value(true);
    settings[2 * number + 1] = value;
    central::services::change_settings(centre.connection(), settings);
    return centre.line("select visits_used from memberships");
  };
  constexpr std::size_t timezone = 1;
  constexpr std::size_t already_in_minutes = 3;
  constexpr std::size_t grace_days = 8;
  constexpr std::size_t visits_per_day = 13;
  CHECK(used_after(already_in_minutes, db::sql::to_value(std::int64_t{11})) == "4");
  SECTION("the days after the last one") {
    CHECK(used_after(grace_days, db::sql::to_value(std::int64_t{30})) == "0");
  }
  SECTION("where a day begins") {
    CHECK(used_after(timezone, db::sql::to_value(std::string{"Asia/Tokyo"})) == "0");
  }
  SECTION("by day or by entry") {
    CHECK(used_after(visits_per_day, db::sql::to_value(true)) == "0");
  }
}

TEST_CASE("A membership that was ended early pays for nothing after that day") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  const auto ended = centre.add_membership(ada, "2026-02-01", "2026-03-31", 10);
  centre.add_membership(ada, "2026-02-01", "2026-06-30", 10);
  centre.connection().execute(
      "update memberships set ended_at = '2026-02-10T12:00:00Z' where id = $1", ended);
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  kiosk.record(late(kiosk, check_in(ada), "2026-02-10T20:00:00Z"));
  push_all(centre, kiosk);
  CHECK(centre.lines("select visits_used from memberships order by id") ==
        std::vector<std::string>{"1", "1"});
}

namespace {

constexpr auto everything =
    "select 'visit', check_in_time, check_out_time, duration, closed_by, entry_event_id,"
    " exit_event_id from attendance"
    " union all select 'shift', check_in, check_out, null, status, start_event_id, end_event_id"
    " from trainer_attendance"
    " union all select 'used', null, null, visits_used, null, null, null from memberships"
    " union all select 'event', effective_at, null, seq, flag, event_id, annulled_by"
    " from sync_inbox order by 6, 1, 4";

struct Story {
  FakeKiosk kiosk;
  std::size_t sent = 0;
};

// Two kiosks, three people and a trainer, with undone and late events between.
std::vector<Story> make_stories(Centre& centre, std::mt19937& random) {
  std::vector<UserId> people;
  for (int i = 0; i < 4; ++i) people.push_back(centre.add_person("P"));
  centre.make_trainer(people[3]);
  centre.add_membership(people[0], "2026-03-01", "2026-03-31", 5);
  std::vector<Story> stories;
  for (int i = 0; i < 2; ++i) {
    stories.push_back({.kiosk = FakeKiosk{centre.add_kiosk()}});
    auto& kiosk = stories.back().kiosk;
    std::optional<domain::EventId> last;
    for (int n = 0; n < 14; ++n) {
      const auto user = people[random() % 4];
      const bool trainer = user == people[3];
      domain::Happening happening = check_in(user);
      if (trainer && random() % 2 == 0) happening = shift_start(user);
      if (trainer && random() % 2 == 0) happening = shift_end(user);
      if (!trainer && random() % 2 == 0) happening = check_out(user);
      if (random() % 8 == 0 && last) happening = domain::Annulled{*last};
      auto event = kiosk.make(std::move(happening));
      event.stamp.entered_late = random() % 6 == 0;
      if (event.stamp.entered_late) event.stamp.at -= std::chrono::minutes{random() % 60};
      last = kiosk.record(event);
    }
  }
  return stories;
}

// Offers any part of what was recorded, again and again, until all has been taken.
void push_at_random(Centre& centre, std::vector<Story>& stories, std::mt19937& random) {
  const auto open = [](const Story& story) { return story.sent < story.kiosk.recorded(); };
  while (std::ranges::any_of(stories, open)) {
    auto& [kiosk, sent] = stories[random() % stories.size()];
    const auto first = random() % (kiosk.recorded() + 1);
    const auto push = kiosk.push(first, 1 + random() % 9);
    const auto outcome = take_push(centre.connection(), kiosk.id(), push, kiosk.now());
    if (const auto* answer = std::get_if<sync::PushAnswer>(&outcome)) {
      sent = static_cast<std::size_t>(answer->acked_seq.value);
    } else {
      REQUIRE(first > sent);
    }
  }
}

}  // namespace

TEST_CASE("Prefixes, suffixes and repeats in any order give what one push a kiosk gives") {
  const auto engine = each_engine();
  const int rounds = engine == Engine::sqlite ? 12 : 5;
  for (int seed = 1; seed <= rounds; ++seed) {
    CAPTURE(seed);
    std::mt19937 random{static_cast<unsigned>(seed)};
    Centre whole{engine};
    for (auto& story : make_stories(whole, random)) push_all(whole, story.kiosk);

    random.seed(static_cast<unsigned>(seed));
    Centre parts{engine};
    auto stories = make_stories(parts, random);
    push_at_random(parts, stories, random);
    REQUIRE(parts.lines(everything) == whole.lines(everything));
  }
}

TEST_CASE("Kiosks that push at once about the same people give what they give in turn",
          "[thread]") {
  const auto engine = each_engine();
  constexpr int kiosks = 4;
  std::vector<std::string> in_turn;
  for (const bool at_once : {false, true}) {
    Centre centre{engine};
    std::vector<UserId> people;
    for (int i = 0; i < 6; ++i) people.push_back(centre.add_person("P"));
    centre.add_membership(people[0], "2026-03-01", "2026-03-31", 100);
    std::vector<FakeKiosk> all;
    for (int i = 0; i < kiosks; ++i) {
      auto& kiosk = all.emplace_back(centre.add_kiosk());
      kiosk.since_boot += std::chrono::seconds{i};
      for (int n = 0; n < 60; ++n) {
        const auto user = people[static_cast<std::size_t>(n * (i + 1) + n / 7) % people.size()];
        kiosk.record(n % 2 == 0 ? domain::Happening{check_in(user)}
                                : domain::Happening{check_out(user)});
      }
    }
    const auto push = [&](const FakeKiosk& kiosk) {
      const auto connection = centre.database().connect();
      for (std::size_t first = 0; first < kiosk.recorded(); first += 6) {
        take_push(*connection, kiosk.id(), kiosk.push(first, 6), kiosk.now());
      }
    };
    if (at_once) {
      std::vector<std::jthread> threads;
      for (const auto& kiosk : all) threads.emplace_back([&] { push(kiosk); });
    } else {
      for (const auto& kiosk : all) push(kiosk);
    }
    CHECK(centre.count("sync_inbox") == kiosks * 60);
    if (at_once) {
      CHECK(centre.lines(everything) == in_turn);
    } else {
      in_turn = centre.lines(everything);
    }
  }
}

}  // namespace fitmate::tests
