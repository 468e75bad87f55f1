#include "domain/ids.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

namespace fitmate::domain {
namespace {

TEST_CASE("a version 7 UUID carries its milliseconds, version and variant") {
  // RFC 9562, appendix A.6.
  const auto at = *parse_instant("2022-02-22T19:22:22Z");
  const Random ones = [](std::span<std::byte> out) { std::ranges::fill(out, std::byte{0xff}); };
  CHECK(to_text(make_uuid(at, ones)) == "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST_CASE("a UUID's text is read back as the same UUID") {
  REQUIRE(rc::check([](const std::array<std::uint8_t, 16>& bytes) {
    Uuid id;
    std::ranges::transform(bytes, id.bytes.begin(), [](auto byte) { return std::byte{byte}; });
    RC_ASSERT(parse_uuid(to_text(id)) == id);
  }));
}

TEST_CASE("what is no UUID is refused") {
  for (const auto* text :
       {"", "017f22e2-79b0-7fff-bfff-fffffffffff", "017f22e2x79b0-7fff-bfff-ffffffffffff",
        "017f22e2-79b0-7fff-bfff-fffffffffffg"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_uuid(text));
  }
}

}  // namespace
}  // namespace fitmate::domain
