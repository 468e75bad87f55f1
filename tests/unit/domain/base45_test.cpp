#include "domain/base45.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/support/generators.h"

namespace fitmate::domain {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

bool decodes_to(std::string_view text, std::string_view plain) {
  return from_base45(text) == Bytes(as_bytes(plain).begin(), as_bytes(plain).end());
}

TEST_CASE("base45 gives the texts of RFC 9285") {
  // Sections 4.3 and 4.4.
  CHECK(to_base45(as_bytes("AB")) == "BB8");
  CHECK(to_base45(as_bytes("Hello!!")) == "%69 VD92EX0");
  CHECK(to_base45(as_bytes("base-45")) == "UJCLQE7W581");
  CHECK(decodes_to("QED8WEX0", "ietf!"));
  CHECK(to_base45({}).empty());
  CHECK(from_base45("") == Bytes{});
}

TEST_CASE("the largest value of a group is read and the one above it refused") {
  // RFC 9285, section 6: FGW is 65535 and GGW one more.
  CHECK(from_base45("FGW") == Bytes{std::byte{0xff}, std::byte{0xff}});
  CHECK_FALSE(from_base45("GGW"));
  CHECK_FALSE(from_base45(":::"));
  CHECK(from_base45("U5") == Bytes{std::byte{0xff}});
  CHECK_FALSE(from_base45("V5"));
  CHECK_FALSE(from_base45("::"));
}

TEST_CASE("a text of base45 has no group of one character") {
  CHECK_FALSE(from_base45("B"));
  CHECK_FALSE(from_base45("BB8B"));
  CHECK_FALSE(from_base45("%69 VD92E0"));
}

TEST_CASE("a character outside the alphabet is refused at every place") {
  const std::string good = "%69 VD92EX0";
  for (int value = 0; value < 256; ++value) {
    const auto character = static_cast<char>(value);
    if (alphabet.contains(character)) continue;
    for (std::size_t place = 0; place < good.size(); ++place) {
      auto text = good;
      text[place] = character;
      CAPTURE(value, place);
      REQUIRE_FALSE(from_base45(text));
    }
  }
}

TEST_CASE("bytes come back from their base45, three characters for two and two for a last one") {
  REQUIRE(rc::check([] {
    const auto bytes = tests::any_bytes();
    const auto text = to_base45(bytes);
    RC_ASSERT(text.size() == bytes.size() / 2 * 3 + bytes.size() % 2 * 2);
    RC_ASSERT(from_base45(text) == bytes);
  }));
}

TEST_CASE("a text that decodes is the only text of its bytes") {
  REQUIRE(rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{alphabet}));
    const auto bytes = from_base45(text);
    RC_CLASSIFY(bytes.has_value());
    if (bytes) RC_ASSERT(to_base45(*bytes) == text);
  }));
}

}  // namespace
}  // namespace fitmate::domain
