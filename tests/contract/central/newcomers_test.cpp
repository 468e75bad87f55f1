#include "central/services/newcomers.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/front_desk.h"
#include "central/services/housekeeping.h"
#include "central/services/ingest.h"
#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::derive_waiting_events;
using central::services::take_push;
using db::sql::Engine;
using domain::UserId;

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

void push_all(Centre& centre, const FakeKiosk& kiosk, std::size_t first = 0) {
  const auto outcome = take_push(centre.connection(), kiosk.id(), kiosk.push(first), kiosk.now());
  REQUIRE(std::holds_alternative<sync::PushAnswer>(outcome));
}

const auto noon = *domain::parse_instant("2026-03-02T12:00:00Z");

}  // namespace

TEST_CASE("What came before its person was known is derived when the person appears") {
  Centre centre{each_engine()};
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in({1}));
  kiosk.record(check_out({1}));
  const auto undone = kiosk.record(check_in({1}));
  kiosk.record(domain::Annulled{undone});
  kiosk.record(check_in({2}));
  push_all(centre, kiosk);
  CHECK(centre.count("sync_inbox where flag = 'person_unknown'") == 3);
  CHECK(centre.count("attendance") == 0);
  derive_waiting_events(centre.connection());
  CHECK(centre.count("attendance") == 0);

  const auto ada = centre.add_person("Ada");
  centre.add_membership(ada, "2026-03-01", "2026-03-31", 10);
  derive_waiting_events(centre.connection());
  CHECK(centre.line("select user_id, check_in_time, check_out_time from attendance") ==
        "1 2026-03-02T13:01:00.000Z 2026-03-02T13:02:00.000Z");
  CHECK(centre.line("select visits_used from memberships") == "1");
  CHECK(centre.count("sync_inbox where flag = 'person_unknown'") == 1);
  derive_waiting_events(centre.connection());
  CHECK(centre.count("attendance") == 1);
}

TEST_CASE("Meals that came before their person was known are derived when the person appears") {
  Centre centre{each_engine()};
  FakeKiosk kiosk{centre.add_kiosk()};
  const auto meal = [](UserId user, const std::string& item) {
    return domain::MealPhotographed{
        .user = user,
        .code = accepted(user).code,
        .item = item,
        .calories = 400,
        .photos = {{.sha256 = {std::byte{7}}, .size = 1, .type = "image/jpeg"}}};
  };
  const auto eaten = kiosk.record(meal({1}, "Soup"));
  kiosk.record(domain::Annulled{kiosk.record(meal({1}, "Undone"))});
  kiosk.record(meal({2}, "Of somebody else"));
  push_all(centre, kiosk);
  CHECK(centre.count("sync_inbox where flag = 'person_unknown'") == 2);
  CHECK(centre.count("nutrition_logs") == 0);

  const auto ada = centre.add_person("Ada");
  REQUIRE(ada == UserId{1});
  derive_waiting_events(centre.connection());
  CHECK(centre.line("select user_id, item, logged_at, event_id from nutrition_logs") ==
        "1 Soup 2026-03-02T13:01:00.000Z " + domain::to_text(eaten.value));
  CHECK(centre.line("select place from nutrition_photos") == "0");
  derive_waiting_events(centre.connection());
  CHECK(centre.count("nutrition_logs") == 1);
  CHECK(centre.count("sync_inbox where flag = 'person_unknown'") == 1);
}

TEST_CASE("Punches of somebody who becomes a trainer later are derived then") {
  Centre centre{each_engine()};
  const auto tom = centre.add_person("Tom");
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(shift_start(tom));
  kiosk.record(shift_end(tom));
  kiosk.record(shift_start({2}));
  push_all(centre, kiosk);
  CHECK(centre.count("sync_inbox where flag = 'no_trainer'") == 2);
  derive_waiting_events(centre.connection());
  CHECK(centre.count("trainer_attendance") == 0);
  centre.make_trainer(tom);
  // Known as a person by now, and no trainer yet.
  const auto eve = centre.add_person("Eve");
  derive_waiting_events(centre.connection());
  CHECK(centre.count("trainer_attendance") == 1);
  CHECK(centre.line("select user_id, flag from sync_inbox where flag is not null") ==
        "2 no_trainer");
  centre.make_trainer(eve);
  derive_waiting_events(centre.connection());
  CHECK(centre.count("trainer_attendance") == 2);
  CHECK(centre.count("sync_inbox where flag is not null") == 0);
}

TEST_CASE("A code's number says whose it is, whoever has the id by now") {
  Centre centre{each_engine()};
  centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  auto entry = check_in({1});
  entry.scan.code->person_number = {4711};
  kiosk.record(entry);
  push_all(centre, kiosk);
  CHECK(centre.count("attendance") == 0);
  CHECK(centre.line("select flag from sync_inbox") == "person_unknown");
}

TEST_CASE("A membership that comes after its visits, or ends, has them counted") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
  kiosk.record(check_in(ada));
  kiosk.record(check_out(ada));
  kiosk.record(check_in(ada));
  push_all(centre, kiosk);
  const auto march = central::services::add_membership(centre.connection(),
                                                       {.user = ada,
                                                        .type = "ten",
                                                        .price = 0,
                                                        .start = *domain::parse_day("2026-03-01"),
                                                        .end = *domain::parse_day("2026-03-31"),
                                                        .visits_total = 10},
                                                       noon);
  REQUIRE(march);
  CHECK(march->visits_used == 2);
  // One that ends sooner pays first.
  const auto week = central::services::add_membership(centre.connection(),
                                                      {.user = ada,
                                                       .type = "five",
                                                       .price = 0,
                                                       .start = *domain::parse_day("2026-03-01"),
                                                       .end = *domain::parse_day("2026-03-07"),
                                                       .visits_total = 5},
                                                      noon);
  REQUIRE(week);
  CHECK(week->visits_used == 2);
  CHECK(centre.lines("select visits_used from memberships order by id") ==
        std::vector<std::string>{"0", "2"});
  const auto ended =
      central::services::end_memberships(centre.connection(), ada, *domain::parse_day("2026-03-02"),
                                         *domain::parse_instant("2026-02-25T12:00:00Z"));
  REQUIRE(ended);
  REQUIRE(ended->size() == 2);
  CHECK(ended->at(0).visits_used == 0);
  CHECK(ended->at(1).visits_used == 0);
}

TEST_CASE("The front desk's words reach the feed, until they are taken away") {
  Centre centre{each_engine()};
  const auto ada = centre.add_person("Ada");
  const auto head = [&] { return centre.line("select pos from sync_head"); };
  CHECK(head() == "2");
  const auto said = central::services::leave_message(centre.connection(), ada, "Hello");
  REQUIRE(said);
  CHECK(said->message == "Hello");
  CHECK(head() == "3");
  REQUIRE(central::services::leave_message(centre.connection(), ada, "Hello"));
  CHECK(head() == "3");
  CHECK_FALSE(central::services::leave_message(centre.connection(), ada, std::nullopt)->message);
  CHECK(head() == "4");
  CHECK_FALSE(central::services::leave_message(centre.connection(), {99}, "Hello"));
}

TEST_CASE("The centre keeps its house by itself: old deletions go, and again an hour later") {
  Centre centre{each_engine()};
  const auto first = centre.add_person("Ada");
  const auto second = centre.add_person("Bob");
  auto& connection = centre.connection();
  const auto remove = [&](UserId user) {
    connection.execute("delete from users where id = $1", user);
    connection.execute("update sync_feed set changed_at = $1 where op = 'delete'", noon);
  };
  const auto remembered = [&] { return centre.count("sync_feed where op = 'delete'"); };
  const central::services::Uploads uploads{"/nowhere"};
  central::services::Housekeeper housekeeper{uploads};
  const auto late = noon + 91 * 24h;
  remove(first);
  housekeeper.work(connection, late);
  CHECK(remembered() == 0);
  remove(second);
  housekeeper.work(connection, late + 59min);
  CHECK(remembered() == 1);
  housekeeper.work(connection, late + 1h);
  CHECK(remembered() == 0);
}

}  // namespace fitmate::tests
