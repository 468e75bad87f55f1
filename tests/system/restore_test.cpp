// The restore drill: the centre's machine is lost, and the kiosks know more than the backup.

#include <filesystem>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/system/faulty_gym.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;

std::int64_t count(FaultyGym& gym, const std::string& what) {
  return gym.database().query_one("select count(*) from " + what).value().get<std::int64_t>(0);
}

std::string feed_epoch(FaultyGym& gym) {
  return gym.database().query_one("select feed_epoch from sync_head")->get<std::string>(0);
}

TEST_CASE("after a restore the kiosks bring what the backup does not have, everything once") {
  FaultyGym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  const TempFolder safe;
  const auto file = (safe.path() / "gym.backup").string();
  const auto busy = gym.open_door();
  const auto quiet = gym.open_door();
  gym.show(busy, gym.code_of("active"));
  gym.eat(busy);
  gym.show_expired(quiet);
  gym.drain(busy);
  gym.drain(quiet);

  const auto made = gym.central({"backup", file});  // the server runs
  CHECK(made.at("uploads") == 1);
  const auto before = feed_epoch(gym);

  // What the backup does not know: events with their answer, a photo, a new member, a revoked pass.
  gym.show(busy, gym.code_of("expiring"));
  gym.eat(busy);
  gym.show_expired(busy);
  gym.show_expired(quiet);
  gym.central({"member", "add", "--email", "late@example.com", "--name", "Late"});
  gym.drain(busy);
  gym.drain(quiet);
  gym.show_expired(busy);  // and one that no centre has heard of
  const auto arrived = count(gym, "sync_inbox");

  gym.kill_central();
  gym.lose_centre();
  const auto restored = gym.central({"restore", file});
  CHECK(restored.at("rows") == made.at("rows"));
  CHECK(restored.at("uploads") == 1);
  CHECK(count(gym, "sync_inbox") == 3);
  CHECK(feed_epoch(gym) != before);
  gym.start_central();
  gym.drain(busy);
  gym.drain(quiet);

  CHECK(gym.breaches() == none);
  CHECK(count(gym, "sync_inbox") == arrived + 1);
  CHECK(count(gym, "attendance") == 2);
  CHECK(count(gym, "nutrition_logs where image_url is not null") == 2);
  CHECK(count(gym, "sync_alarms where kind = 'events_lost'") == 0);
  CHECK(gym.sync(busy).at("pushed") == 0);
  CHECK(gym.sync(quiet).at("pushed") == 0);
  CHECK(gym.show(quiet, gym.code_of("active")).at("outcome") == "admitted");
}

TEST_CASE("a restore that is refused says why in one line, and a second one is") {
  FaultyGym gym{Engine::sqlite};
  const TempFolder safe;
  const auto file = (safe.path() / "gym.backup").string();
  gym.central({"backup", file});
  gym.stop_central();
  const auto restore = [&](const std::string& from) {
    return run({program("fitmate-central"), "restore", from}, {}, gym.environment());
  };
  const auto full = restore(file);
  CHECK(full.exit_code == 1);
  CHECK(full.err.contains("--replace"));
  gym.lose_centre();
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  const auto cut = restore(file);
  CHECK(cut.exit_code == 1);
  CHECK(cut.err.contains("gym.backup is cut"));
  CHECK(!std::filesystem::exists(gym.uploads()));
  CHECK(restore("").exit_code != 0);
}

}  // namespace
}  // namespace fitmate::tests
