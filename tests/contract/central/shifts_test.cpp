#include <algorithm>
#include <format>
#include <random>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/front_desk.h"
#include "central/services/ingest.h"
#include "central/services/shift_judging.h"
#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::derive_absences;
using central::services::take_push;
using db::sql::Engine;

// Of a Monday from 9 to 17 in Vienna.
constexpr std::string_view opens = "2026-03-02T08:00:00Z";
constexpr std::string_view closes = "2026-03-02T16:00:00Z";

constexpr auto rows =
    "select trainer_id, check_in, check_out, hours_worked, status, scheduled_start from"
    " trainer_attendance order by coalesce(check_in, scheduled_start), trainer_id, start_event_id";
constexpr auto statuses =
    "select status from trainer_attendance order by coalesce(check_in, scheduled_start)";

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

domain::Instant at(std::string_view text) {
  return domain::parse_instant(text).value();
}

void push_all(Centre& centre, const FakeKiosk& kiosk, std::size_t first = 0) {
  const auto outcome = take_push(centre.connection(), kiosk.id(), kiosk.push(first), kiosk.now());
  REQUIRE(std::holds_alternative<sync::PushAnswer>(outcome));
}

// A gym with a trainer, Tom, and two kiosks that have nothing to send since noon of the first.
struct Desk {
  explicit Desk(Engine engine) : centre{engine} {
    tom = centre.add_person("Tom");
    trainer = centre.make_trainer(tom);
    set_hours(0, 9h, 17h, at("2026-03-01T00:00:00Z"));
    synced(one, "2026-03-01T12:00:00Z");
    synced(other, "2026-03-01T12:00:00Z");
    derive_absences(centre.connection());
  }

  void set_hours(int day, std::chrono::minutes start, std::chrono::minutes end,
                 domain::Instant now) {
    REQUIRE(central::services::set_schedule(
        centre.connection(), {.trainer = trainer, .day_of_week = day, .start = start, .end = end},
        now));
  }
  void synced(const FakeKiosk& kiosk, std::string_view time) {
    centre.connection().execute("update kiosks set synced_to = $1 where id = $2", at(time),
                                kiosk.id());
  }
  domain::EventId punch(FakeKiosk& kiosk, domain::Happening happening, std::string_view time) {
    auto event = kiosk.make(std::move(happening));
    event.stamp.at = at(time);
    event.stamp.entered_late = true;
    const auto id = kiosk.record(event);
    push_all(centre, kiosk, kiosk.recorded() - 1);
    return id;
  }
  std::vector<std::string> status() { return centre.lines(statuses); }

  Centre centre;
  domain::UserId tom;
  domain::TrainerId trainer;
  FakeKiosk one{centre.add_kiosk()};
  FakeKiosk other{centre.add_kiosk()};
};

using Statuses = std::vector<std::string>;

}  // namespace

TEST_CASE("A shift is judged by the trainer's hours, anew with each punch") {
  Desk desk{each_engine()};
  desk.punch(desk.one, shift_start(desk.tom), "2026-03-02T08:11:00Z");
  CHECK(desk.status() == Statuses{"open"});
  desk.punch(desk.one, shift_end(desk.tom), "2026-03-02T16:00:00Z");
  CHECK(desk.status() == Statuses{"late"});
  CHECK(desk.centre.line("select scheduled_start, scheduled_end from trainer_attendance") ==
        "2026-03-02T08:00:00.000Z 2026-03-02T16:00:00.000Z");
  // That he left for an hour becomes known later.
  desk.punch(desk.other, shift_end(desk.tom), "2026-03-02T12:00:00Z");
  desk.punch(desk.other, shift_start(desk.tom), "2026-03-02T13:00:00Z");
  CHECK(desk.status() == Statuses{"late", "on_time"});
  desk.punch(desk.other, shift_start(desk.tom), "2026-03-02T07:58:00Z");
  CHECK(desk.status() == Statuses{"missed_punch", "on_time", "on_time"});
}

TEST_CASE("Nobody is absent before every living kiosk has told of the whole shift") {
  Desk desk{each_engine()};
  desk.synced(desk.one, "2026-03-09T00:00:00Z");
  desk.synced(desk.other, "2026-03-02T15:59:59.999Z");
  derive_absences(desk.centre.connection());
  CHECK(desk.status().empty());
  desk.synced(desk.other, "2026-03-02T16:01:00Z");
  derive_absences(desk.centre.connection());
  derive_absences(desk.centre.connection());
  CHECK(desk.centre.line(rows) == std::format("{} - - 0 absent 2026-03-02T08:00:00.000Z",
                                              domain::to_text(desk.trainer.value)));
}

TEST_CASE("A kiosk that was revoked is not waited for; without a kiosk nothing is derived") {
  Desk desk{each_engine()};
  desk.synced(desk.one, "2026-03-03T00:00:00Z");
  auto& connection = desk.centre.connection();
  connection.execute("update kiosks set revoked_at = $1 where id = $2", at(opens), desk.other.id());
  derive_absences(connection);
  CHECK(desk.status() == Statuses{"absent"});
  connection.execute("update kiosks set revoked_at = $1", at(opens));
  derive_absences(connection);
  CHECK(desk.status() == Statuses{"absent"});
}

TEST_CASE("A late punch undoes an absence, and its undoing brings it back") {
  Desk desk{each_engine()};
  desk.synced(desk.one, "2026-03-02T20:00:00Z");
  desk.synced(desk.other, "2026-03-02T20:00:00Z");
  derive_absences(desk.centre.connection());
  REQUIRE(desk.status() == Statuses{"absent"});
  const auto start = desk.punch(desk.one, shift_start(desk.tom), opens);
  CHECK(desk.status() == Statuses{"open"});
  const auto end = desk.punch(desk.one, shift_end(desk.tom), closes);
  CHECK(desk.status() == Statuses{"on_time"});
  desk.punch(desk.one, domain::Annulled{start}, closes);
  CHECK(desk.status() == Statuses{"absent"});
  CHECK(desk.centre.lines("select event_id from sync_inbox where lone_exit") ==
        std::vector{domain::to_text(end.value)});
}

TEST_CASE("A shift that was begun and never ended is a missed punch after sixteen hours") {
  Desk desk{each_engine()};
  desk.punch(desk.one, shift_start(desk.tom), opens);
  desk.synced(desk.one, "2026-03-02T23:59:00Z");
  desk.synced(desk.other, "2026-03-02T23:59:00Z");
  derive_absences(desk.centre.connection());
  CHECK(desk.status() == Statuses{"open"});
  desk.synced(desk.one, "2026-03-03T00:01:00Z");
  desk.synced(desk.other, "2026-03-03T00:01:00Z");
  derive_absences(desk.centre.connection());
  CHECK(desk.status() == Statuses{"missed_punch"});
  desk.punch(desk.one, shift_end(desk.tom), closes);
  CHECK(desk.status() == Statuses{"on_time"});
}

TEST_CASE("Hours that were changed judge what began under them") {
  Desk desk{each_engine()};
  desk.set_hours(0, 12h, 20h, at("2026-03-05T00:00:00Z"));
  desk.set_hours(0, 12h, 20h, at("2026-03-06T00:00:00Z"));
  for (const auto* kiosk : {&desk.one, &desk.other}) desk.synced(*kiosk, "2026-03-10T00:00:00Z");
  derive_absences(desk.centre.connection());
  CHECK(desk.centre.lines("select scheduled_start from trainer_attendance order by 1") ==
        std::vector<std::string>{"2026-03-02T08:00:00.000Z", "2026-03-09T11:00:00.000Z"});
}

TEST_CASE("A shift past midnight meets hours past midnight") {
  Desk desk{each_engine()};
  desk.set_hours(1, 22h, 6h, at("2026-03-01T00:00:00Z"));
  desk.punch(desk.one, shift_start(desk.tom), "2026-03-03T21:00:00Z");
  desk.punch(desk.other, shift_end(desk.tom), "2026-03-04T05:00:00Z");
  CHECK(desk.centre.line("select hours_worked, status from trainer_attendance") == "8 on_time");
}

namespace {

struct Told {
  domain::Event event;
  bool by_one = false;
};

// Punches of two trainers over ten days, some of them undone.
std::vector<Told> make_punches(Desk& desk, std::span<const domain::UserId> trainers,
                               std::mt19937& random) {
  std::vector<Told> told;
  auto time = at("2026-03-01T00:00:00Z");
  while (time < at("2026-03-11T00:00:00Z")) {
    time += std::chrono::minutes{random() % 900 + 1};
    const bool by_one = random() % 2 == 0;
    auto& kiosk = by_one ? desk.one : desk.other;
    const auto user = trainers[random() % trainers.size()];
    auto event = kiosk.make(random() % 2 == 0 ? domain::Happening{shift_start(user)}
                                              : domain::Happening{shift_end(user)});
    event.stamp.at = time;
    event.stamp.entered_late = true;
    told.push_back({.event = event, .by_one = by_one});
    if (random() % 5 == 0) {
      told.push_back({.event = kiosk.make(domain::Annulled{event.id}), .by_one = by_one});
    }
  }
  return told;
}

std::vector<std::string> tell(Engine engine, unsigned seed, bool mixed) {
  std::mt19937 random{seed};
  Desk desk{engine};
  const auto eve = desk.centre.add_person("Eve");
  desk.centre.make_trainer(eve);
  for (int day = 1; day < 7; ++day) {
    desk.set_hours(day, std::chrono::hours{random() % 24}, std::chrono::hours{random() % 24},
                   at("2026-03-01T00:00:00Z"));
  }
  const std::array trainers{desk.tom, eve};
  auto told = make_punches(desk, trainers, random);
  if (mixed) std::ranges::shuffle(told, random);
  auto looked = at("2026-03-01T12:00:00Z");
  std::size_t sent_by_one = 0;
  std::size_t sent_by_other = 0;
  for (std::size_t i = 0; i < told.size(); ++i) {
    auto& kiosk = told[i].by_one ? desk.one : desk.other;
    auto& sent = told[i].by_one ? sent_by_one : sent_by_other;
    kiosk.record(told[i].event);
    if (mixed && random() % 3 != 0) continue;
    push_all(desk.centre, kiosk, sent);
    sent = kiosk.recorded();
    if (!mixed) continue;
    looked += std::chrono::hours{random() % 24};
    for (const auto* one : {&desk.one, &desk.other}) desk.synced(*one, domain::to_text(looked));
    derive_absences(desk.centre.connection());
  }
  if (sent_by_one < desk.one.recorded()) push_all(desk.centre, desk.one, sent_by_one);
  if (sent_by_other < desk.other.recorded()) push_all(desk.centre, desk.other, sent_by_other);
  // The very last look is the same for all.
  desk.centre.connection().execute("update kiosks set synced_to = $1",
                                   std::max(looked, at("2026-04-20T00:00:00Z")));
  derive_absences(desk.centre.connection());
  return desk.centre.lines(rows);
}

}  // namespace

TEST_CASE("Punches in any order, with looks for absences between, give the same rows") {
  const auto engine = each_engine();
  const unsigned rounds = engine == Engine::sqlite ? 15 : 4;
  for (unsigned seed = 1; seed <= rounds; ++seed) {
    CAPTURE(seed);
    const auto in_order = tell(engine, seed, false);
    REQUIRE(std::ranges::count_if(
                in_order, [](const std::string& row) { return row.contains("absent"); }) > 5);
    REQUIRE(tell(engine, seed, true) == in_order);
  }
}

}  // namespace fitmate::tests
