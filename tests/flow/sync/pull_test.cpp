#include <catch2/catch_test_macros.hpp>

#include "sync/limits.h"
#include "tests/flow/sync/world.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;

void add_people(World& world, std::int64_t first, std::int64_t last) {
  for (auto key = first; key <= last; ++key) {
    world.centre.change(0, key, domain::PulledPerson{.user = {key}});
  }
}

TEST_CASE("a copy of many pages is shown whole or not at all") {
  World world{1};
  world.centre.page_rows = 10;
  add_people(world, 1, 95);
  REQUIRE(world.run_until([&] {
    const auto size = world.kiosk.copy().size();
    REQUIRE((size == 0 || size == 95));
    return size == 95;
  }));
  const auto pulls = world.centre.pulls;
  CHECK(pulls == 10);
  add_people(world, 80, 130);
  REQUIRE(world.run_until([&] {
    const auto size = world.kiosk.copy().size();
    REQUIRE((size == 95 || size == 130));
    return size == 130;
  }));
}

TEST_CASE("before a catch-up each turn prepares one part of the copy, and events go on between") {
  World world{1};
  world.centre.page_rows = 10;
  add_people(world, 1, 95);
  REQUIRE(world.settle());
  add_people(world, 80, 130);
  world.record(1);
  std::vector<std::chrono::milliseconds> prepared_at;
  std::int64_t pushes_between = 0;
  while (world.kiosk.copy().size() < 130) {
    REQUIRE(world.now < 30min);
    const auto parts = world.kiosk.prepared();
    const auto pushes = world.centre.pushes;
    const auto at = world.now;
    world.turn();
    REQUIRE(world.kiosk.prepared() <= parts + 1);
    if (world.kiosk.prepared() > parts) {
      world.hurry();
      world.record(1);
      prepared_at.push_back(at);
    } else if (!prepared_at.empty()) {
      pushes_between += world.centre.pushes - pushes;
    }
  }
  REQUIRE(prepared_at.size() == 3);
  CHECK(prepared_at[1] - prepared_at[0] >= sync::limits::prepare_every);
  CHECK(prepared_at[2] - prepared_at[1] >= sync::limits::prepare_every);
  CHECK(prepared_at[2] - prepared_at[0] < 1s);
  CHECK(pushes_between > 0);
  CHECK(world.kiosk.copy() == world.centre.projection());
}

TEST_CASE("an idle kiosk asks every 15 s, give or take a fifth") {
  World world{1};
  REQUIRE(world.settle());
  const auto pulls = world.centre.pulls;
  const auto start = world.now;
  world.run_until([] { return false; }, 10min);
  const auto seconds = (world.now - start) / 1s;
  CHECK(world.centre.pulls - pulls >= seconds / 18 - 1);
  CHECK(world.centre.pulls - pulls <= seconds / 12 + 1);
}

TEST_CASE("after a push that moved the feed, the change is there at once") {
  World world{1};
  REQUIRE(world.settle());
  REQUIRE(world.run_until([&, pulls = world.centre.pulls] { return world.centre.pulls > pulls; }));
  add_people(world, 1, 1);
  world.record(1);
  const auto start = world.now;
  REQUIRE(world.run_until([&] { return world.kiosk.copy().size() == 1; }));
  CHECK(world.now - start < 3s);
}

TEST_CASE("a page with a hole before it is not taken") {
  World world{1};
  add_people(world, 1, 3);
  REQUIRE(world.settle());
  const auto page = [&](int from) {
    return R"({"feed_epoch":"feed-1","run":"run-1","from":)" + std::to_string(from) +
           R"(,"to":9,"changes":[],"complete":true,"server_time":"2026-11-22T08:00:00Z",)"
           R"("trust_list":"","totp_keys":[]})";
  };
  const auto asked = [&](const std::string& body) {
    world.centre.instead = answer(200, body);
    world.run_until([] { return false; }, 60s);
    return world.kiosk.link().cursor.pos;
  };
  CHECK(asked(page(4)) == 3);
  CHECK(asked(page(2)) == 3);
  auto other = page(3);
  CHECK(asked(other.replace(other.find("feed-1"), 6, "feed-9")) == 3);
  CHECK(asked(page(3)) == 9);
}

TEST_CASE("a feed that cannot go on is fetched from zero, and the old copy serves until then") {
  World world{1};
  world.centre.page_rows = 10;
  add_people(world, 1, 35);
  REQUIRE(world.settle());
  world.centre.tables.feed_epoch = "feed-2";
  REQUIRE(world.run_until([&] {
    CHECK(world.kiosk.copy().size() == 35);
    return world.kiosk.link().cursor.feed_epoch == "feed-2";
  }));
  CHECK(world.kiosk.copy() == world.centre.projection());
}

TEST_CASE("a proxy's 410 fetches nothing anew") {
  World world{1};
  add_people(world, 1, 5);
  REQUIRE(world.settle());
  world.centre.instead = answer(410, "<html>Gone</html>");
  world.run_until([] { return false; }, 60s);
  CHECK(world.kiosk.link().cursor.pos == 5);
}

TEST_CASE("a feed that can never go on is not asked without a pause") {
  World world{1};
  world.centre.instead = answer(410, R"({"detail":"must_refetch"})");
  int turns = 0;
  world.run_until([&] { return ++turns < 0; }, 1h);
  CHECK(turns < 7500);  // the looks at events and at photos each second, and little more
  CHECK(world.status().error.contains("fetched anew"));
}

TEST_CASE("with less than 3 % of the disk free nothing is pulled, and events go on") {
  World world{1};
  world.free_share = 0.0299;
  add_people(world, 1, 1);
  world.record(3);
  REQUIRE(world.run_until([&] { return world.centre.tables.taken.size() == 3; }));
  REQUIRE(world.run_until([&] { return world.kiosk.trouble().contains("3 % of the disk"); }));
  world.run_until([] { return false; }, 10min);
  CHECK(world.centre.pulls == 0);
  world.free_share = 0.03;
  REQUIRE(world.run_until([&] { return world.kiosk.copy().size() == 1; }));
  CHECK(world.kiosk.trouble().empty());
}

}  // namespace
}  // namespace fitmate::tests
