#include "central/http/worker_pool.h"

#include <atomic>
#include <latch>

#include <catch2/catch_test_macros.hpp>

namespace fitmate::central::http {
namespace {

using namespace std::chrono_literals;

TEST_CASE("All work that was taken is done", "[thread]") {
  std::atomic<int> done{0};
  int taken = 0;
  {
    WorkerPool pool{3, 1000};
    for (int i = 0; i < 200; ++i) {
      if (pool.offer([&] { ++done; })) ++taken;
    }
    CHECK(pool.finish(20s));
    CHECK(done == taken);
    CHECK(!pool.offer([&] { ++done; }));
  }
  CHECK(taken == 200);
  CHECK(done == 200);
}

TEST_CASE("Work beyond the bound is refused, not queued", "[thread]") {
  std::latch started{1};
  std::latch release{1};
  std::atomic<int> done{0};
  WorkerPool pool{1, 2};
  CHECK(pool.offer([&] {
    started.count_down();
    release.wait();
    ++done;
  }));
  started.wait();
  CHECK(pool.offer([&] { ++done; }));
  CHECK(pool.offer([&] { ++done; }));
  CHECK(!pool.offer([&] { ++done; }));
  CHECK(!pool.finish(1ms));
  release.count_down();
  CHECK(pool.finish(20s));
  CHECK(done == 3);
}

TEST_CASE("A pool that ends does what waits first", "[thread]") {
  std::atomic<int> done{0};
  {
    WorkerPool pool{1, 100};
    for (int i = 0; i < 50; ++i) CHECK(pool.offer([&] { ++done; }));
  }
  CHECK(done == 50);
}

}  // namespace
}  // namespace fitmate::central::http
