#include "domain/visit.h"

#include <algorithm>
#include <random>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

using namespace fitmate::domain;
using namespace std::chrono_literals;

namespace {

EventId event(unsigned number) {
  EventId id;
  id.value.bytes[14] = static_cast<std::byte>(number >> 8U);
  id.value.bytes[15] = static_cast<std::byte>(number & 0xffU);
  return id;
}

Passage passage(unsigned number, Direction direction, std::chrono::milliseconds at,
                KioskId kiosk = {1}) {
  return {.event = event(number),
          .direction = direction,
          .at = Instant{at},
          .kiosk = kiosk,
          .seq = {number}};
}

constexpr auto in = Direction::in;
constexpr auto out = Direction::out;

// Few instants, so that several fall together.
std::vector<Passage> some_passages() {
  const auto count = *rc::gen::inRange(0U, 25U);
  std::vector<Passage> passages;
  for (unsigned i = 0; i < count; ++i) {
    passages.push_back(passage(i, *rc::gen::arbitrary<bool>() ? in : out,
                               std::chrono::minutes{*rc::gen::inRange(0, 12)},
                               {*rc::gen::inRange(1, 4)}));
  }
  return passages;
}

void shuffle(std::vector<Passage>& passages) {
  std::mt19937 random{*rc::gen::arbitrary<unsigned>()};
  std::ranges::shuffle(passages, random);
}

}  // namespace

TEST_CASE("An entry and the exit after it are a stay") {
  const auto stays = pair_up({passage(1, in, 0min), passage(2, out, 90min)});
  REQUIRE(stays.stays.size() == 1);
  CHECK(stays.stays[0].entry.event == event(1));
  CHECK(stays.stays[0].exit->event == event(2));
  CHECK(!stays.stays[0].cut_by_entry);
  CHECK(duration_of(stays.stays[0]) == 90min);
  CHECK(stays.lone_exits.empty());
}

TEST_CASE("A second entry closes the first without a time") {
  const auto stays = pair_up({passage(1, in, 0min), passage(2, in, 30min), passage(3, out, 60min)});
  REQUIRE(stays.stays.size() == 2);
  CHECK(stays.stays[0].cut_by_entry);
  CHECK(!duration_of(stays.stays[0]));
  CHECK(duration_of(stays.stays[1]) == 30min);
}

TEST_CASE("An exit without an entry makes no stay") {
  const auto stays = pair_up(
      {passage(1, out, 0min), passage(2, in, 1min), passage(3, out, 2min), passage(4, out, 3min)});
  CHECK(stays.stays.size() == 1);
  REQUIRE(stays.lone_exits.size() == 2);
  CHECK(stays.lone_exits[0].event == event(1));
  CHECK(stays.lone_exits[1].event == event(4));
}

TEST_CASE("An entry ended elsewhere where the next passage is another kiosk's") {
  const auto found = find_closed_elsewhere(
      {passage(5, out, 70min, {2}), passage(1, in, 0min, {1}), passage(2, in, 10min, {2}),
       passage(3, in, 30min, {2}), passage(4, in, 60min, {1}), passage(6, in, 80min, {1})});
  REQUIRE(found.size() == 3);
  CHECK(found[0].entry.event == event(1));
  CHECK(found[0].at == Instant{10min});
  CHECK(found[1].entry.event == event(3));
  CHECK(found[1].at == Instant{60min});
  CHECK(found[2].entry.event == event(4));
  CHECK(found[2].at == Instant{70min});
}

TEST_CASE("What ended elsewhere is closed, and never the last entry") {
  REQUIRE(rc::check([] {
    const auto passages = some_passages();
    const auto stays = pair_up(passages).stays;
    for (const auto& [entry, at] : find_closed_elsewhere(passages)) {
      const auto stay = std::ranges::find(stays, entry, &Stay::entry);
      RC_ASSERT(stay != stays.end());
      RC_ASSERT((stay->exit ? stay->exit->at == at && stay->exit->kiosk != entry.kiosk
                            : stay->cut_by_entry));
    }
  }));
}

TEST_CASE("The last entry stays open") {
  const auto stays = pair_up({passage(1, in, 0min)});
  CHECK(!stays.stays.at(0).exit);
  CHECK(!stays.stays[0].cut_by_entry);
}

TEST_CASE("What one kiosk recorded at the same instant keeps its order") {
  const auto stays = pair_up({passage(8, out, 5min), passage(7, in, 5min)});
  CHECK(stays.lone_exits.empty());
  CHECK(stays.stays.at(0).exit->event == event(8));
}

TEST_CASE("Any order of arrival gives the same stays") {
  rc::check([] {
    auto passages = some_passages();
    const auto expected = pair_up(passages);
    shuffle(passages);
    RC_ASSERT(pair_up(passages) == expected);
  });
}

TEST_CASE("Each passage is in one place, and no stay ends before it begins") {
  rc::check([] {
    const auto passages = some_passages();
    const auto stays = pair_up(passages);
    std::vector<EventId> seen;
    for (const auto& stay : stays.stays) {
      seen.push_back(stay.entry.event);
      if (!stay.exit) continue;
      seen.push_back(stay.exit->event);
      RC_ASSERT(stay.exit->at >= stay.entry.at);
      RC_ASSERT(!stay.cut_by_entry);
    }
    for (const auto& exit : stays.lone_exits) seen.push_back(exit.event);
    std::ranges::sort(seen);
    RC_ASSERT(std::ranges::adjacent_find(seen) == seen.end());
    RC_ASSERT(seen.size() == passages.size());
  });
}

TEST_CASE("A part of the passages gives the stays of the whole, but for its edges") {
  rc::check([] {
    auto passages = some_passages();
    std::ranges::sort(passages, is_earlier);
    const auto whole = pair_up(passages);
    const auto from = *rc::gen::inRange<std::size_t>(0, passages.size() + 1);
    const auto to = *rc::gen::inRange<std::size_t>(from, passages.size() + 1);
    const auto at = [&](std::size_t index) {
      return passages.begin() + static_cast<std::ptrdiff_t>(index);
    };
    const auto part = pair_up({at(from), at(to)});
    for (const auto& stay : part.stays) {
      if (to > 0 && stay.entry == passages[to - 1]) continue;
      RC_ASSERT(std::ranges::contains(whole.stays, stay));
    }
    for (const auto& exit : part.lone_exits) {
      if (exit == passages[from]) continue;
      RC_ASSERT(std::ranges::contains(whole.lone_exits, exit));
    }
  });
}
