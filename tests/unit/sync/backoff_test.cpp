#include "sync/backoff.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "sync/limits.h"

namespace fitmate::sync {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Always the number whose low byte this is.
domain::Random always(std::uint8_t low) {
  return [low](std::span<std::byte> out) {
    std::ranges::fill(out, std::byte{0});
    out.front() = std::byte{low};
  };
}

// As far as a wait can be: 2^64 - 1 in the bytes, whatever the most is.
milliseconds longest(Backoff& backoff) {
  milliseconds most{};
  for (int tries = 0; tries < 200; ++tries) {
    auto copy = backoff;
    copy.fail(0ms, std::nullopt, domain::Random{[tries](std::span<std::byte> out) {
                auto bits =
                    static_cast<std::uint64_t>(tries + 1) * std::uint64_t{0x9e3779b97f4a7c15};
                for (auto& byte : out) {
                  byte = static_cast<std::byte>(bits & 0xff);
                  bits >>= 8;
                }
              }});
    most = std::max(most, copy.next());
  }
  return most;
}

TEST_CASE("a wait is anything from nothing to twice the last most, up to five minutes") {
  Backoff backoff;
  for (const auto most : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s, 300s}) {
    CAPTURE(most);
    const auto seen = longest(backoff);
    CHECK(seen <= most);
    CHECK(seen > most * 9 / 10);
    backoff.fail(0ms, std::nullopt, always(0));
    CHECK(backoff.next() == 0ms);
  }
}

TEST_CASE("a thousand failures wait no longer and overflow nothing") {
  Backoff backoff;
  for (int n = 0; n < 1000; ++n) backoff.fail(0ms, std::nullopt, always(7));
  CHECK(backoff.failures() == 1000);
  CHECK(longest(backoff) <= limits::retry_most);
}

TEST_CASE("what the centre told wins, within its limit") {
  Backoff backoff;
  backoff.fail(1000ms, 90s, always(0));
  CHECK(backoff.next() == 91'000ms);
  backoff.fail(1000ms, 3600s, always(0));
  CHECK(backoff.next() == 3'601'000ms);
  backoff.fail(1000ms, 3601s, always(0));
  CHECK(backoff.next() == 3'601'000ms);
  backoff.fail(1000ms, -5s, always(0));
  CHECK(backoff.next() == 1000ms);
}

TEST_CASE("a success begins anew and a hurry ends the waiting but delays nothing") {
  Backoff backoff;
  backoff.fail(0ms, 500s, always(0));
  backoff.hurry(2000ms);
  CHECK(backoff.next() == 2000ms);
  CHECK(backoff.failures() == 0);
  backoff.hurry(9000ms);
  CHECK(backoff.next() == 2000ms);
  backoff.succeed(3000ms, 15s);
  CHECK(backoff.next() == 18'000ms);
}

TEST_CASE("jitter is a fifth either way") {
  REQUIRE(rc::check([](std::uint64_t bits) {
    const auto wait = with_jitter(15s, [&](std::span<std::byte> out) {
      for (auto& byte : out) {
        byte = static_cast<std::byte>(bits & 0xff);
        bits >>= 8;
      }
    });
    RC_ASSERT(wait >= 12s);
    RC_ASSERT(wait <= 18s);
  }));
}

}  // namespace
}  // namespace fitmate::sync
