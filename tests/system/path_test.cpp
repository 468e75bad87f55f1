// The path: from a code to a row in the centre's database, with the real programs.

#include <map>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/system/gym.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;

std::int64_t count(db::sql::Connection& database, std::string_view sql, const std::string& id) {
  return database.query_one(sql, id)->get<std::int64_t>(0);
}

constexpr auto inbox_rows = "select count(*) from sync_inbox where event_id = $1";
constexpr auto visits_begun = "select count(*) from attendance where entry_event_id = $1";

TEST_CASE("a code that was accepted at the door is a row of attendance at the centre") {
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres);
  Gym gym(engine);
  gym.start_central();
  const auto door = gym.add_kiosk();
  REQUIRE(gym.sync(door).at("complete") == true);

  const auto user = gym.members("active").front().at("user_id").get<std::int64_t>();
  const auto answer = gym.scan(door, gym.phone(user));
  CHECK(answer.at("outcome") == "admitted");
  CHECK(answer.at("direction") == "in");
  CHECK(answer.at("person").at("id") == user);
  CHECK(answer.at("seq") == 1);

  const auto synced = gym.sync(door);
  CHECK(synced.at("exit") == 0);
  CHECK(synced.at("pushed") == 1);
  const auto event = answer.at("event_id").get<std::string>();
  CHECK(count(gym.database(), inbox_rows, event) == 1);
  CHECK(count(gym.database(), visits_begun, event) == 1);
  CHECK(gym.sync(door).at("pushed") == 0);
  gym.stop_central();
}

TEST_CASE("an enrolment that is asked for JSON answers with that alone") {
  Gym gym(Engine::sqlite);
  gym.start_central();
  const auto invite = gym.central({"kiosk", "invite", "--name", "Side door"});
  const auto done = run({program("fitmate-kiosk"), "enrol", "--json", "--data", gym.kiosk_folder(0),
                         "--central", gym.url()},
                        invite.at("code").get<std::string>() + "\n");
  CAPTURE(done.out, done.err);
  CHECK(done.exit_code == 0);
  const auto answer = Json::parse(done.out);
  CHECK(answer.at("kiosk_id") == gym.status(0).at("kiosk_id"));
  CHECK(answer.at("complete") == true);
}

TEST_CASE("what the door accepts while the centre is away arrives once when it is back") {
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres);
  Gym gym(engine);
  gym.start_central();
  const auto door = gym.add_kiosk();
  REQUIRE(gym.sync(door).at("complete") == true);
  gym.kill_central();

  std::set<std::string> events;
  for (const auto& member : gym.members("active")) {
    const auto answer = gym.scan(door, gym.card(member.at("user_id")));
    CHECK(answer.at("outcome") == "admitted");
    events.insert(answer.at("event_id").get<std::string>());
  }
  CHECK(gym.sync(door).at("exit") == 1);
  CHECK(gym.status(door).at("queue").at("events") == events.size());

  gym.start_central();
  CHECK(gym.sync(door).at("pushed") == events.size());
  for (const auto& event : events) CHECK(count(gym.database(), inbox_rows, event) == 1);
}

TEST_CASE("each demo person is answered as their state says") {
  Gym gym(Engine::sqlite);
  gym.start_central();
  const auto door = gym.add_kiosk();
  REQUIRE(gym.sync(door).at("complete") == true);

  const std::map<std::string, std::pair<std::string, std::string>> expected{
      {"active", {"admitted", "ok"}},          {"expiring", {"warned", "expiring"}},
      {"grace", {"warned", "grace"}},          {"expired", {"refused", "expired"}},
      {"suspended", {"refused", "suspended"}}, {"not_started", {"refused", "not_started"}},
      {"no_visits", {"refused", "no_visits"}}, {"no_membership", {"refused", "no_membership"}}};
  for (const auto& [state, verdict] : expected) {
    CAPTURE(state);
    REQUIRE_FALSE(gym.members(state).empty());
    const auto answer = gym.scan(door, gym.card(gym.members(state).front().at("user_id")));
    CHECK(answer.at("outcome") == verdict.first);
    CHECK(answer.at("reason") == verdict.second);
  }
}

TEST_CASE("a change at the centre binds at the door after one pull") {
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres);
  Gym gym(engine);
  gym.start_central();
  const auto door = gym.add_kiosk();
  REQUIRE(gym.sync(door).at("complete") == true);

  const auto people = gym.members("active");
  const auto suspended = people.at(0).at("user_id").get<std::int64_t>();
  const auto lost = people.at(1).at("user_id").get<std::int64_t>();
  const auto suspended_card = gym.card(suspended);
  const auto lost_card = gym.card(lost);
  gym.central({"member", "suspend", "--user", std::to_string(suspended)});
  gym.central({"pass", "revoke", "--user", std::to_string(lost), "--card"});
  REQUIRE(gym.sync(door).at("exit") == 0);

  CHECK(gym.scan(door, suspended_card).at("reason") == "suspended");
  CHECK(gym.scan(door, lost_card).at("reason") == "revoked");
  CHECK(gym.scan(door, gym.card(lost)).at("reason") == "ok");
}

TEST_CASE("a phone's code is taken once, and its picture is worth nothing") {
  Gym gym(Engine::sqlite);
  gym.start_central();
  const auto door = gym.add_kiosk();
  REQUIRE(gym.sync(door).at("complete") == true);

  const auto user = gym.members("active").front().at("user_id").get<std::int64_t>();
  const auto text = gym.phone(user);
  CHECK(gym.scan(door, text).at("outcome") == "admitted");
  const auto again = gym.scan(door, text);
  CHECK(again.at("repeat") == true);
  CHECK(gym.scan(door, text.substr(0, 133)).at("reason") == "forged");
  CHECK(gym.scan(door, "https://example.org").at("reason") == "not_ours");
}

}  // namespace
}  // namespace fitmate::tests
