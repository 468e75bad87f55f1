#include "central/services/push_position.h"

#include <limits>

#include <catch2/catch_test_macros.hpp>

namespace fitmate::central::services {
namespace {

using db::central::Epoch;
using sync::Conflict;
using sync::Push;

const std::vector<std::string> recorded{"a", "b", "c", "d", "e"};

domain::Hash chain_at(std::size_t seq) {
  domain::Hash chain{};
  for (std::size_t i = 0; i < seq; ++i) chain = sync::next_chain(chain, recorded[i]);
  return chain;
}

Epoch epoch_at(std::size_t acked) {
  return {.id = {1},
          .acked = {static_cast<std::int64_t>(acked)},
          .chain = chain_at(acked),
          .last_effective = std::nullopt};
}

Push push_of(std::size_t first, std::size_t count) {
  Push push;
  push.store_epoch = {1};
  push.first_seq = {static_cast<std::int64_t>(first)};
  push.prev_chain = chain_at(first - 1);
  for (std::size_t i = 0; i < count; ++i) push.events.push_back(recorded[first - 1 + i]);
  return push;
}

std::size_t known_of(const Position& position) {
  REQUIRE(std::holds_alternative<Continues>(position));
  return std::get<Continues>(position).known;
}

Conflict::Kind conflict_of(const Position& position) {
  REQUIRE(std::holds_alternative<Conflict>(position));
  return std::get<Conflict>(position).kind;
}

TEST_CASE("A push goes on where the centre stands, or before") {
  CHECK(known_of(place_push(epoch_at(0), push_of(1, 5))) == 0);
  CHECK(known_of(place_push(epoch_at(2), push_of(3, 2))) == 0);
  CHECK(known_of(place_push(epoch_at(2), push_of(1, 5))) == 2);
  CHECK(known_of(place_push(epoch_at(2), push_of(2, 2))) == 1);
  CHECK(known_of(place_push(epoch_at(2), push_of(3, 0))) == 0);
}

TEST_CASE("What lies wholly behind the centre is a repeat") {
  CHECK(std::holds_alternative<Repeats>(place_push(epoch_at(2), push_of(1, 2))));
  CHECK(std::holds_alternative<Repeats>(place_push(epoch_at(4), push_of(2, 1))));
}

TEST_CASE("One event left out is a gap") {
  CHECK(conflict_of(place_push(epoch_at(2), push_of(4, 1))) == Conflict::Kind::gap);
  CHECK(std::get<Conflict>(place_push(epoch_at(2), push_of(4, 1))).expected == domain::Seq{3});
}

TEST_CASE("Another past is a mismatch, wherever it differs") {
  auto chain = push_of(3, 2);
  chain.prev_chain[0] ^= std::byte{1};
  CHECK(conflict_of(place_push(epoch_at(2), chain)) == Conflict::Kind::chain_mismatch);
  auto event = push_of(1, 3);
  event.events[1] = "B";
  CHECK(conflict_of(place_push(epoch_at(2), event)) == Conflict::Kind::chain_mismatch);
  event = push_of(1, 3);
  event.events[2] = "C";
  CHECK(known_of(place_push(epoch_at(2), event)) == 2);
}

TEST_CASE("Lost events are skipped only when they close the gap") {
  auto push = push_of(4, 2);
  CHECK(!skip_lost(epoch_at(1), push));
  push.skipped = {.from = {2}, .to = {3}};
  const auto after = skip_lost(epoch_at(1), push);
  REQUIRE(after);
  CHECK(after->acked == domain::Seq{3});
  CHECK(after->chain == push.prev_chain);
  push.skipped = {.from = {3}, .to = {3}};
  CHECK(!skip_lost(epoch_at(1), push));
  push.skipped = {.from = {2}, .to = {2}};
  CHECK(!skip_lost(epoch_at(1), push));
  push.skipped = {.from = {2}, .to = {3}};
  CHECK(!skip_lost(epoch_at(3), push));
  push.skipped = {.from = {1}, .to = {3}};
  CHECK(skip_lost(epoch_at(2), push)->acked == domain::Seq{3});
}

TEST_CASE("Numbers that no kiosk has are named before they are reckoned with") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  auto push = push_of(1, 1);
  CHECK(!find_fault(push));
  for (const auto seq : {std::int64_t{0}, std::int64_t{-1}, most}) {
    push.first_seq = {seq};
    CHECK(find_fault(push));
  }
  push = push_of(1, 1);
  push.skipped = {.from = {1}, .to = {most}};
  CHECK(find_fault(push));
  push.skipped = {.from = {0}, .to = {1}};
  CHECK(find_fault(push));
}

}  // namespace
}  // namespace fitmate::central::services
