#include "domain/instant.h"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

namespace fitmate::domain {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an instant's text is read back as the same instant") {
  REQUIRE(rc::check([] {
    // 1970 to 2106, the years a kiosk's clock may claim.
    const Instant at{std::chrono::milliseconds{*rc::gen::inRange<std::int64_t>(0, 4294967296000)}};
    RC_ASSERT(parse_instant(to_text(at)) == at);
  }));
}

TEST_CASE("an instant with an offset is the same point in UTC") {
  CHECK(parse_instant("2026-01-22T10:15:30.250+02:00") == parse_instant("2026-01-22T08:15:30.25Z"));
}

TEST_CASE("what is no RFC 3339 time is no instant") {
  for (const auto* text : {"", "2026-01-22", "2026-01-22T08:15:30", "2026-02-30T08:15:30Z",
                           "2026-01-22T24:00:00Z", "2026-01-22T08:15:30.Z", "2026-01-22T08:15:30Zx",
                           "+026-01-22T08:15:30Z", "-000-01-22T08:15:30Z", "2026-01-22T-0:15:30Z",
                           "2026-01-22T08:15:30+-0:00", "2026-01-22T08:15:30+99:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_instant(text));
  }
}

TEST_CASE("a day of the gym begins at its own midnight, also where clocks change") {
  const auto* berlin = std::chrono::locate_zone("Europe/Berlin");
  const auto day = *parse_day("2026-03-29");
  const auto start = start_of_day(day, *berlin);
  CHECK(to_text(start) == "2026-03-28T23:00:00.000Z");
  CHECK(local_day(start, *berlin) == day);
  CHECK(local_day(start - 1ms, *berlin) == day - std::chrono::days{1});
  CHECK(start_of_day(day + std::chrono::days{1}, *berlin) - start == 23h);
}

}  // namespace
}  // namespace fitmate::domain
