#include "db/write_lock.h"

#include <system_error>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temp_folder.h"

namespace fitmate::db {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a write lock is held by one at a time") {
  const tests::TempFolder folder;
  WriteLock first{folder.path() / "lock"};
  WriteLock second{folder.path() / "lock"};
  CHECK(first.acquire(0ms));
  CHECK(first.acquire(0ms));
  CHECK_FALSE(second.acquire(0ms));
  CHECK_FALSE(second.held());
  first.release();
  CHECK(second.acquire(0ms));
}

TEST_CASE("who waits for a write lock gets it when it is released", "[thread]") {
  const tests::TempFolder folder;
  WriteLock first{folder.path() / "lock"};
  REQUIRE(first.acquire(0ms));
  bool got = false;
  std::jthread waiting{[&] { got = WriteLock{folder.path() / "lock"}.acquire(20s); }};
  first.release();
  waiting.join();
  CHECK(got);
}

TEST_CASE("a write lock in a folder that is missing says which") {
  CHECK_THROWS_AS(WriteLock{"/nowhere/at/all"}, std::system_error);
}

}  // namespace
}  // namespace fitmate::db
