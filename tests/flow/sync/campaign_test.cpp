#include <algorithm>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "tests/flow/sync/world.h"

namespace fitmate::tests {
namespace {

// Many virtual days at a gym with a bad line. The numbers of the invariants are those of
// sync/README.md.

domain::PulledRow person(std::uint64_t number) {
  return domain::PulledPerson{.user = {static_cast<std::int64_t>(number)},
                              .number = {static_cast<std::uint32_t>(number)},
                              .name = "Member " + std::to_string(number),
                              .suspended = false,
                              .trainer = std::nullopt};
}

void live(World& world) {
  if (world.below(3) == 0) world.record(static_cast<std::int64_t>(world.below(16)));
  if (world.below(3) == 0) {
    const auto key = 1 + world.below(40);
    const bool goes = world.below(4) == 0;
    world.centre.change(0, static_cast<std::int64_t>(key),
                        goes ? std::nullopt : std::optional{person(key)});
  }
  world.turn();
}

std::string first_out_of_order(const std::vector<std::string>& events) {
  const auto at = std::ranges::is_sorted_until(events);
  return at == events.end() ? "none" : *std::prev(at) + " then " + *at;
}

// Every event that the kiosk holds is at the centre exactly once (4, 5), what could not be read
// with its very bytes (11), and effects came in order (10). What a kiosk that was set back no
// longer knows may arrive late, on the line since its former life: that has an order of its own.
void check_events(const World& world) {
  const auto& taken = world.centre.tables.taken;
  const auto& quarantine = world.centre.tables.quarantine;
  const auto& held = world.kiosk.events();
  const std::set<std::string> known(held.begin(), held.end());
  std::vector<std::string> of_now;
  std::vector<std::string> of_before;
  for (const auto& event : taken) (known.contains(event) ? of_now : of_before).push_back(event);
  CHECK(first_out_of_order(of_now) == "none");
  CHECK(first_out_of_order(of_before) == "none");
  std::multiset<std::string> there{taken.begin(), taken.end()};
  there.insert(quarantine.begin(), quarantine.end());
  CHECK(std::set<std::string>(there.begin(), there.end()).size() == there.size());
  CHECK(std::ranges::all_of(world.kiosk.events(),
                            [&](const auto& event) { return there.contains(event); }));
}

void heal(World& world) {
  world.line.set_probability(0);
  CHECK(world.settle());
  check_events(world);
  CHECK(world.kiosk.copy() == world.centre.projection());
}

TEST_CASE(
    "over a bad line every event arrives exactly once, in order, and the copy is the centre's") {
  std::array<std::int64_t, sync::sim::LossyTransport::faults> met{};
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    World world{seed, 0.5};
    world.centre.page_rows = 7;
    for (int turns = 0; turns < 60; ++turns) {
      live(world);
      if (world.below(25) == 0) world.restart();
    }
    heal(world);
    CHECK(world.kiosk.epochs() == 1);
    for (std::size_t i = 0; i < met.size(); ++i) met.at(i) += world.line.met().at(i);
  }
  // A campaign whose faults never came proves nothing (29).
  CHECK(std::ranges::all_of(met, [](auto count) { return count > 0; }));
}

TEST_CASE("events that the centre cannot read are set aside and keep no other from arriving") {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    World world{seed, 0.3};
    const auto every = 5 + world.below(30);
    std::set<std::string> bad;
    for (std::uint64_t number = every; number < 2000; number += every) {
      bad.insert(event_text(number));
    }
    world.centre.poisons = [&](const std::string& event) { return bad.contains(event); };
    for (int turns = 0; turns < 40; ++turns) live(world);
    world.kiosk.record("{\"cut off");
    world.kiosk.record("\xff\xfe no text at all");
    world.record(3);
    heal(world);
    CHECK(std::ranges::none_of(world.centre.tables.taken,
                               [&](const auto& event) { return bad.contains(event); }));
  }
}

TEST_CASE("a centre set back to a backup gets again what it forgot") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    World world{seed, 0.3};
    for (int turns = 0; turns < 20; ++turns) live(world);
    const auto backup = world.centre.tables;
    for (int turns = 0; turns < 20; ++turns) live(world);
    world.centre.tables = backup;
    world.centre.tables.feed_epoch = "feed-after-restore";
    for (int turns = 0; turns < 10; ++turns) live(world);
    heal(world);
    CHECK(world.centre.tables.lost.empty());
  }
}

TEST_CASE("a kiosk set back to an older state goes on without losing what it has") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    World world{seed, 0.3};
    for (int turns = 0; turns < 20; ++turns) live(world);
    const auto card_image = world.kiosk;
    for (int turns = 0; turns < 20; ++turns) live(world);
    world.kiosk = card_image;
    world.restart();
    for (int turns = 0; turns < 20; ++turns) live(world);
    heal(world);
  }
}

TEST_CASE("after a long time without a line everything drains with nobody's help") {
  World world{5, 1.0};
  world.record(2000);
  for (int turns = 0; turns < 300; ++turns) world.turn();
  world.record(500);  // whatever got through, something waits
  world.line.set_probability(0);
  const auto healed = world.now;
  REQUIRE(world.settle());
  // The longest wait, and then a push every half second at the worst.
  CHECK(world.now - healed < std::chrono::minutes{8});
  check_events(world);
}

}  // namespace
}  // namespace fitmate::tests
