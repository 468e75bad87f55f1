#include <format>
#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "sync/limits.h"
#include "tests/flow/sync/world.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using db::kiosk::PhotoSetAside;
using db::kiosk::PhotoStored;
using db::kiosk::PhotoTried;

template <class Fate>
bool is(const World& world, const domain::Hash& sha256) {
  const auto fate = world.kiosk.fate_of(sha256);
  return fate && std::holds_alternative<Fate>(*fate);
}

TEST_CASE("a photo follows its event to the centre, with nobody's help") {
  World world{1};
  const auto sha256 = world.photograph("a plate");
  REQUIRE(world.settle(5min));
  CHECK(world.centre.tables.photos.at(sha256) == "a plate");
  CHECK(is<PhotoStored>(world, sha256));
  CHECK(world.status().photos == 1);
  CHECK(world.photos.has(sha256));
}

TEST_CASE("no photo goes before its event is at the centre") {
  World world{2};
  world.centre.poisons = [](const std::string&) { return true; };
  const auto sha256 = world.photograph("a plate");
  bool before = false;
  world.centre.refuses_photo = [&](const domain::Hash&) -> std::optional<sync::Response> {
    before = before || world.kiosk.waiting() > 0;
    return std::nullopt;
  };
  REQUIRE(world.settle());
  CHECK_FALSE(before);
  CHECK(is<PhotoStored>(world, sha256));
}

TEST_CASE("photos go to a restored centre only once it has their events again") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    World world{seed};
    world.record(3);
    REQUIRE(world.settle());
    const auto backup = world.centre.tables;
    const auto sha256 = world.photograph("a plate");
    REQUIRE(world.settle());
    REQUIRE(world.run_until([&] { return world.centre.tables.photos.contains(sha256); }));
    world.centre.tables = backup;
    world.centre.tables.feed_epoch = "feed-after-restore";
    world.centre.busy_for = 3;
    world.restart();
    bool before = false;
    world.centre.refuses_photo = [&](const domain::Hash&) -> std::optional<sync::Response> {
      before = before || world.centre.tables.taken.size() < 4;
      return std::nullopt;
    };
    REQUIRE(world.run_until([&] { return world.centre.tables.photos.contains(sha256); }));
    CHECK_FALSE(before);
  }
}

TEST_CASE("over a bad line every photo arrives whole, and the kiosk keeps it until it has") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    World world{seed, 0.5};
    std::vector<domain::Hash> photos;
    for (int turns = 0; turns < 60; ++turns) {
      if (world.below(6) == 0) {
        photos.push_back(world.photograph(std::format("plate {} of {}", turns, seed)));
      }
      world.turn();
      if (world.below(25) == 0) world.restart();
      for (const auto& sha256 : photos) {
        const bool there = world.centre.tables.photos.contains(sha256);
        if (is<PhotoStored>(world, sha256) && !there) FAIL("stored before the centre said so");
        CHECK(world.photos.has(sha256));
      }
    }
    world.line.set_probability(0);
    CHECK(world.settle());
    for (const auto& sha256 : photos) {
      CHECK(domain::sha256(domain::as_bytes(world.centre.tables.photos.at(sha256))) == sha256);
      CHECK(is<PhotoStored>(world, sha256));
    }
  }
}

TEST_CASE("a photo that the centre finds to be none is set aside, and the next one goes") {
  World world{3};
  const auto bad = world.photograph("no photo");
  const auto good = world.photograph("a plate");
  world.centre.refuses_photo = [&](const domain::Hash& sha256) {
    return sha256 == bad ? std::optional{answer(422, sync::encode_detail("no JPEG"))}
                         : std::nullopt;
  };
  REQUIRE(world.settle(5min));
  REQUIRE(is<PhotoSetAside>(world, bad));
  CHECK(std::get<PhotoSetAside>(*world.kiosk.fate_of(bad)).reason == "no JPEG");
  CHECK(is<PhotoStored>(world, good));
  CHECK(world.photos.has(bad));
}

TEST_CASE(
    "a photo that the centre does not take yet lets the others go first, and is tried again") {
  World world{4};
  const auto early = world.photograph("early");
  const auto late = world.photograph("late");
  bool known = false;
  world.centre.refuses_photo = [&](const domain::Hash& sha256) {
    return sha256 == early && !known
               ? std::optional{answer(404, sync::encode_detail("no meal names this photo"))}
               : std::nullopt;
  };
  REQUIRE(world.run_until([&] { return is<PhotoStored>(world, late); }, 10min));
  CHECK(is<PhotoTried>(world, early));
  CHECK_FALSE(world.status().is_complete);
  known = true;
  CHECK(world.settle());
  CHECK(is<PhotoStored>(world, early));
}

TEST_CASE("a photo that no meal names is offered ever more seldom, and holds up no other") {
  World world{7};
  const auto unnamed = world.photograph("of a meal that is not known");
  int offered = 0;
  world.centre.refuses_photo = [&](const domain::Hash& sha256) -> std::optional<sync::Response> {
    if (sha256 != unnamed) return std::nullopt;
    ++offered;
    return answer(404, sync::encode_detail("no meal names this photo"));
  };
  world.run_until([] { return false; }, 24h);
  CHECK(offered > 20);
  CHECK(offered < 40);
  const auto other = world.photograph("of a meal that is");
  CHECK(world.run_until([&] { return is<PhotoStored>(world, other); }, 6min));
  CHECK(is<PhotoTried>(world, unnamed));
  world.centre.refuses_photo = nullptr;
  CHECK(world.run_until([&] { return is<PhotoStored>(world, unnamed); }, 70min));
}

TEST_CASE("a login page, or a proxy's own word, is no answer about a photo") {
  World world{5};
  const auto sha256 = world.photograph("a plate");
  for (const auto& [status, body] : {std::pair{200, "<html>log in</html>"},
                                     {201, "{}"},
                                     {200, R"({"sha256":"00"})"},
                                     {422, "<html>filtered</html>"}}) {
    CAPTURE(status, body);
    world.centre.refuses_photo = [&](const domain::Hash&) {
      return std::optional{answer(status, body)};
    };
    for (int turns = 0; turns < 20; ++turns) world.turn();
    CHECK(is<PhotoTried>(world, sha256));
  }
  world.centre.refuses_photo = nullptr;
  CHECK(world.settle());
  CHECK(is<PhotoStored>(world, sha256));
}

TEST_CASE("a file that is gone or damaged is set aside and never sent") {
  World world{6};
  const auto gone = world.photograph("gone");
  const auto damaged = world.photograph("damaged");
  std::filesystem::remove(world.folder.path() / (domain::to_hex(gone) + ".jpg"));
  std::ofstream{world.folder.path() / (domain::to_hex(damaged) + ".jpg")} << "dAmaged";
  REQUIRE(world.settle(5min));
  CHECK(is<PhotoSetAside>(world, gone));
  CHECK(is<PhotoSetAside>(world, damaged));
  CHECK(world.centre.tables.photos.empty());
}

TEST_CASE("a stored photo's file goes after seven days, and not before") {
  World world{7};
  const auto sha256 = world.photograph("a plate");
  REQUIRE(world.settle(5min));
  world.now += 7 * 24h - 1h;
  world.run_until([] { return false; }, 30min);
  CHECK(world.photos.has(sha256));
  CHECK(world.run_until([&] { return !world.photos.has(sha256); }, 1h));
  CHECK_FALSE(world.kiosk.fate_of(sha256));
}

TEST_CASE(
    "a photo that the centre never had is not removed, however old and however full the disk") {
  World world{8};
  const auto sha256 = world.photograph("a plate");
  world.centre.refuses_photo = [](const domain::Hash&) {
    return std::optional{answer(404, sync::encode_detail("no meal names this photo"))};
  };
  world.free_share = 0.01;
  for (int days = 0; days < 9; ++days) {
    world.run_until([] { return false; }, 12min);
    world.now += 24h;
  }
  CHECK(world.photos.has(sha256));
  CHECK(is<PhotoTried>(world, sha256));
}

TEST_CASE("stored photos go at once where less than 15 % of the disk is free") {
  for (const bool full : {false, true}) {
    CAPTURE(full);
    World world{9};
    const auto sha256 = world.photograph("a plate");
    REQUIRE(world.settle(5min));
    world.free_share = full ? 0.149 : 0.15;
    world.run_until([] { return false; }, 12min);
    CHECK(world.photos.has(sha256) == !full);
  }
}

TEST_CASE("files are not removed while another program keeps one") {
  World world{10};
  const auto sha256 = world.photograph("a plate");
  REQUIRE(world.settle(5min));
  world.free_share = 0.1;
  {
    const auto keeping = world.photos.claim();
    world.run_until([] { return false; }, 12min);
    CHECK(world.photos.has(sha256));
  }
  CHECK(world.run_until([&] { return !world.photos.has(sha256); }, 12min));
}

}  // namespace
}  // namespace fitmate::tests
