#include "central/services/throttle.h"

#include <catch2/catch_test_macros.hpp>

namespace fitmate::central::services {
namespace {

using namespace std::chrono_literals;

TEST_CASE("A key has its calls of a second at once, then one each part of a second") {
  Throttle throttle{2};
  const Throttle::Time start{1h};
  CHECK(throttle.allow(1, start));
  CHECK(throttle.allow(1, start));
  CHECK(!throttle.allow(1, start));
  CHECK(!throttle.allow(1, start + 499ms));
  CHECK(throttle.allow(1, start + 500ms));
  CHECK(!throttle.allow(1, start + 500ms));
  CHECK(throttle.allow(1, start + 1h));
  CHECK(throttle.allow(1, start + 1h));
  CHECK(!throttle.allow(1, start + 1h));
}

TEST_CASE("One key's calls take nothing from another's") {
  Throttle throttle{1};
  const Throttle::Time start{};
  CHECK(throttle.allow(1, start));
  CHECK(throttle.allow(2, start));
  CHECK(!throttle.allow(1, start));
}

}  // namespace
}  // namespace fitmate::central::services
