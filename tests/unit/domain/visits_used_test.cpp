#include "domain/visits_used.h"

#include <catch2/catch_test_macros.hpp>

using namespace fitmate::domain;
using namespace std::chrono_literals;

namespace {

const auto& zone = *std::chrono::locate_zone("Europe/Vienna");
const Day monday = *parse_day("2026-03-02");

Instant on(int day, std::chrono::minutes time = 12h) {
  return start_of_day(monday + std::chrono::days{day}, zone) + time;
}

VisitPlan plan(std::int64_t id, int first, int last, std::optional<std::int64_t> total) {
  return {.id = {id},
          .first = monday + std::chrono::days{first},
          .last = monday + std::chrono::days{last},
          .total = total};
}

std::map<MembershipId, std::int64_t> used(const std::vector<VisitPlan>& plans,
                                          const std::vector<Instant>& entries,
                                          bool per_day = false) {
  GymRules rules;
  rules.visits_per_day = per_day;
  return count_visits_used(plans, entries, rules, zone);
}

using Used = std::map<MembershipId, std::int64_t>;

}  // namespace

TEST_CASE("Each entry in the dates uses one visit") {
  CHECK(used({plan(1, 0, 6, 10)}, {on(-1), on(0, 0min), on(6, 23h + 59min), on(0)}) ==
        Used{{{1}, 3}});
}

TEST_CASE("By the day, several entries of a day use one visit") {
  CHECK(used({plan(1, 0, 6, 10)}, {on(0, 1h), on(1, 1h), on(0, 23h)}, true) == Used{{{1}, 2}});
}

TEST_CASE("The days of the gym count, not those of UTC") {
  // 23:30 UTC of day 0 and 00:30 UTC of day 1 are both day 1 in Vienna.
  CHECK(used({plan(1, 0, 6, 10)}, {on(1, 30min), on(1, 90min)}, true) == Used{{{1}, 1}});
  CHECK(used({plan(1, 1, 1, 10)}, {on(1, 30min)}) == Used{{{1}, 1}});
}

TEST_CASE("A membership without limit makes entries free") {
  CHECK(used({plan(1, 0, 6, 10), plan(2, 0, 3, std::nullopt)}, {on(0), on(4)}) == Used{{{1}, 1}});
}

TEST_CASE("The membership that ends first pays first, then the next, then the first again") {
  CHECK(used({plan(1, 0, 9, 1), plan(2, 0, 5, 2)}, {on(0), on(1), on(2), on(3)}) ==
        Used{{{1}, 1}, {{2}, 3}});
}

TEST_CASE("In the days of grace the membership that ended pays") {
  CHECK(used({plan(1, 0, 6, 10)}, {on(7), on(9), on(10)}) == Used{{{1}, 2}});
  CHECK(used({plan(1, 0, 6, 10), plan(2, 7, 9, 10)}, {on(7)}) == Used{{{1}, 0}, {{2}, 1}});
}

TEST_CASE("Without a limited membership nothing is counted") {
  CHECK(used({plan(1, 0, 6, std::nullopt)}, {on(0)}).empty());
  CHECK(used({}, {on(0)}).empty());
}
