#include "central/http/body_budget.h"

#include <list>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

namespace fitmate::central::http {
namespace {

constexpr std::size_t mib = std::size_t{1} << 20U;
constexpr BodyBudget::Limits limits{.all = 64 * mib, .of_address = 32 * mib, .of_token = 16 * mib};

// Takes until there is no more; how often.
std::size_t take_all(BodyBudget& budget, std::list<BodyBudget::Share>& held,
                     const std::string& address, const std::string& token, std::size_t body) {
  std::size_t count = 0;
  while (auto share = budget.take(address, token, body)) {
    held.push_back(std::move(*share));
    ++count;
  }
  return count;
}

TEST_CASE("One address holds no more than its share, and leaves the others theirs") {
  BodyBudget budget{limits};
  std::list<BodyBudget::Share> held;
  CHECK(take_all(budget, held, "a", "", 10 * mib) == 3);
  CHECK(take_all(budget, held, "b", "", 10 * mib) == 3);
  CHECK(take_all(budget, held, "c", "", 10 * mib) == 0);
  CHECK(budget.take("c", "", mib));
}

TEST_CASE("One token holds no more than its share, from however many addresses") {
  BodyBudget budget{limits};
  std::list<BodyBudget::Share> held;
  CHECK(take_all(budget, held, "a", "token", 10 * mib) == 1);
  CHECK(take_all(budget, held, "b", "token", 10 * mib) == 0);
  CHECK(take_all(budget, held, "a", "another", 10 * mib) == 1);
}

TEST_CASE("Calls without a body have their price, so that one address does not take all places") {
  BodyBudget budget{limits};
  std::list<BodyBudget::Share> held;
  CHECK(take_all(budget, held, "a", "", 0) == 1024);
  CHECK(take_all(budget, held, "b", "token", 0) == 512);
}

TEST_CASE("What was held is there again once it is given back, to the last byte") {
  BodyBudget budget{{.all = 2 * mib, .of_address = 2 * mib, .of_token = 2 * mib}};
  for (int round = 0; round < 3; ++round) {
    std::list<BodyBudget::Share> held;
    CHECK(take_all(budget, held, "a", "token", 0) == 64);
    CHECK_FALSE(budget.take("b", "other", 0));
  }
}

TEST_CASE("Threads that take and give back at once leave nothing behind", "[thread]") {
  BodyBudget budget{limits};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&budget, address = std::to_string(i % 2)] {
        for (int round = 0; round < 2000; ++round) {
          if (const auto share = budget.take(address, address, mib)) continue;
        }
      });
    }
  }
  std::list<BodyBudget::Share> held;
  CHECK(take_all(budget, held, "0", "", 0) == 1024);
}

}  // namespace
}  // namespace fitmate::central::http
