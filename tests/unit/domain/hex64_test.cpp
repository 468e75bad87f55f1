#include "domain/hex64.h"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

namespace fitmate::domain {
namespace {

TEST_CASE("64 bits are 16 hexadecimal digits, read back as the same bits in either case") {
  CHECK(hex64(0xabcdef) == "0000000000abcdef");
  CHECK(parse_hex64("0123456789ABCDEF") == 0x0123456789abcdef);
  REQUIRE(rc::check([](std::uint64_t number) { RC_ASSERT(parse_hex64(hex64(number)) == number); }));
}

TEST_CASE("what is not 16 hexadecimal digits is no number") {
  for (const auto* text : {"", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg",
                           "-123456789abcdef", " 123456789abcdef", "0x23456789abcdef"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_hex64(text));
  }
}

}  // namespace
}  // namespace fitmate::domain
