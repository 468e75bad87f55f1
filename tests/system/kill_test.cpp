// Killed at any moment, the kiosk keeps what it said and the centre gets it once.

#include <csignal>
#include <random>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/invariants.h"
#include "tests/system/gym.h"

namespace fitmate::tests {
namespace {

// Feeds codes to a `scan -` and kills it after a number of answers; the events of all lines that it
// printed whole.
std::set<std::string> scan_and_kill(const std::string& folder, const std::string& codes,
                                    std::size_t answers) {
  Process kiosk({program("fitmate-kiosk"), "scan", "-", "--data", folder});
  kiosk.write(codes);
  std::set<std::string> events;
  const auto keep = [&](const std::string& line) {
    events.insert(Json::parse(line).at("event_id").get<std::string>());
  };
  for (std::size_t i = 0; i < answers; ++i) {
    if (const auto line = kiosk.read_line()) keep(*line);
  }
  kiosk.signal(SIGKILL);
  while (const auto line = kiosk.read_line()) {
    if (line->ends_with('}')) keep(*line);
  }
  return events;
}

TEST_CASE("of 200 kills at random moments not one takes back a line that was printed") {
  Gym gym(db::sql::Engine::postgres);
  gym.start_central();
  const auto door = gym.add_kiosk();
  REQUIRE(gym.sync(door).at("complete") == true);
  std::string codes;
  // A refusal is a new event each time; an entry's repeat within ten seconds is not.
  for (const auto* state : {"active", "expired", "suspended", "not_started", "no_visits"}) {
    codes += gym.card(gym.members(state).front().at("user_id")) + "\n";
  }

  std::mt19937 random{20261122};
  std::set<std::string> printed;
  for (int kill = 0; kill < 200; ++kill) {
    printed.merge(scan_and_kill(gym.kiosk_folder(door), codes, random() % 6));
  }
  REQUIRE(printed.size() > 100);

  const auto synced = gym.sync(door);
  CAPTURE(synced.dump(), gym.log());
  REQUIRE(synced.at("exit") == 0);
  CHECK(synced.at("quarantined") == 0);
  std::set<std::string> arrived;
  for (const auto& row : gym.database().query("select event_id from sync_inbox")) {
    CHECK(arrived.insert(domain::to_text(row.get<domain::Uuid>(0))).second);
  }
  for (const auto& event : printed) {
    CAPTURE(event);
    CHECK(arrived.contains(event));
  }
  const std::vector quiet{QuietKiosk{gym.kiosk_folder(door), printed}};
  CHECK(find_breaches(gym.database(), gym.uploads(), quiet) == std::vector<std::string>{});
  const auto last = gym.database().query_one("select max(seq), count(*) from sync_inbox");
  CHECK(last->get<std::int64_t>(0) == last->get<std::int64_t>(1));
}

}  // namespace
}  // namespace fitmate::tests
