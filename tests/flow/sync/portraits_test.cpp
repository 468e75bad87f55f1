#include <format>

#include <catch2/catch_test_macros.hpp>

#include "sync/limits.h"
#include "tests/flow/sync/world.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;

// The person of that number has that picture at the centre; without one, none.
std::optional<domain::Hash> give_portrait(World& world, std::int64_t person,
                                          const std::optional<std::string>& picture) {
  domain::PulledPerson row{.user = {person}};
  if (picture) {
    row.portrait = domain::sha256(domain::as_bytes(*picture));
    world.centre.tables.portraits[*row.portrait] = *picture;
  }
  world.centre.change(domain::people_table, person, row);
  return row.portrait;
}

TEST_CASE("a person's picture follows the person to the kiosk, with nobody's help, once") {
  World world{1};
  const auto sha256 = give_portrait(world, 1, "Ada's face").value();
  REQUIRE(world.settle(1min));
  REQUIRE(world.photos.load(sha256));
  CHECK(domain::sha256(*world.photos.load(sha256)) == sha256);
  world.centre.change(1, 1, domain::PulledMembership{.id = {1}});
  give_portrait(world, 2, std::nullopt);
  REQUIRE(world.settle());
  CHECK(world.centre.portraits_asked_for == 1);
}

TEST_CASE("more people than one look goes through all have their pictures in the end") {
  World world{2};
  std::vector<domain::Hash> all;
  for (std::int64_t person = 1; person <= 500; ++person) {
    all.push_back(give_portrait(world, person, std::format("face {}", person)).value());
  }
  REQUIRE(world.settle());
  for (const auto& sha256 : all) CHECK(world.photos.has(sha256));
}

TEST_CASE("over a bad line every picture arrives whole") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    World world{seed, 0.5};
    std::map<std::int64_t, std::optional<domain::Hash>> wanted;
    for (int turns = 0; turns < 60; ++turns) {
      const auto person = static_cast<std::int64_t>(world.below(5)) + 1;
      if (world.below(4) == 0) {
        wanted[person] = give_portrait(
            world, person,
            world.below(4) == 0 ? std::nullopt : std::optional{std::format("face {}", turns)});
      }
      world.turn();
      if (world.below(25) == 0) world.restart();
    }
    world.line.set_probability(0);
    CHECK(world.settle());
    for (const auto& [person, sha256] : wanted) {
      if (sha256) CHECK(world.photos.load(*sha256));
    }
  }
}

TEST_CASE("a picture that nobody has any more goes, and a meal's photo stays") {
  World world{3};
  const auto old = give_portrait(world, 1, "Ada at twenty").value();
  const auto gone = give_portrait(world, 2, "Tom").value();
  const auto plate = world.photograph("a plate");
  REQUIRE(world.settle());
  const auto young = give_portrait(world, 1, "Ada at thirty").value();
  world.centre.change(domain::people_table, 2, std::nullopt);
  REQUIRE(world.settle());
  CHECK(world.photos.has(young));
  CHECK_FALSE(world.photos.has(old));
  CHECK_FALSE(world.photos.has(gone));
  CHECK(world.photos.has(plate));
}

TEST_CASE("other bytes than those of the hash are not kept, and it is tried again") {
  World world{4};
  const auto sha256 = give_portrait(world, 1, "Ada's face").value();
  world.centre.tables.portraits[sha256] = "<html>log in</html>";
  world.run_until([&] { return world.centre.portraits_asked_for > 2; }, 30min);
  CHECK_FALSE(world.photos.has(sha256));
  CHECK_FALSE(world.status().is_complete);
  world.centre.tables.portraits[sha256] = "Ada's face";
  CHECK(world.settle());
  CHECK(world.photos.has(sha256));
}

TEST_CASE("a picture that is not at the centre any more holds up no other") {
  World world{5};
  std::vector<domain::Hash> all;
  for (std::int64_t person = 1; person <= 5; ++person) {
    all.push_back(give_portrait(world, person, std::format("face {}", person)).value());
  }
  world.centre.tables.portraits.erase(all[2]);
  REQUIRE(world.settle(1min));
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(world.photos.has(all[i]) == (i != 2));
}

TEST_CASE("where the disk is filling no picture is fetched; when there is room, they come") {
  World world{6};
  world.free_share = db::stored_photos_need_free - 0.01;
  const auto sha256 = give_portrait(world, 1, "Ada's face").value();
  REQUIRE(world.settle());
  CHECK_FALSE(world.photos.has(sha256));
  CHECK(world.centre.portraits_asked_for == 0);
  world.free_share = db::stored_photos_need_free;
  CHECK(world.run_until([&] { return world.photos.has(sha256); },
                        sync::limits::portraits_every + 1min));
}

TEST_CASE("a revoked kiosk keeps nobody's picture") {
  World world{7};
  const auto sha256 = give_portrait(world, 1, "Ada's face").value();
  REQUIRE(world.settle());
  REQUIRE(world.photos.has(sha256));
  world.centre.revoked = true;
  CHECK(world.run_until([&] { return !world.photos.has(sha256); }, 5min));
}

TEST_CASE("pictures keep no event from its turn") {
  World world{8};
  for (std::int64_t person = 1; person <= 500; ++person) {
    give_portrait(world, person, std::format("face {}", person));
  }
  REQUIRE(world.run_until([&] { return world.centre.portraits_asked_for > 0; }));
  world.record(200);
  REQUIRE(world.run_until([&] { return world.kiosk.waiting() == 0; }));
  CHECK(world.centre.portraits_asked_for < 500);
}

}  // namespace
}  // namespace fitmate::tests
