#include "domain/trust_list.h"

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/support/generators.h"
#include "tests/support/test_gym.h"

namespace fitmate::domain {
namespace {

namespace gym = tests::test_gym;

const Seed& root() {
  static const Seed seed = gym::seed_of(9);
  return seed;
}

TrustList gyms_list() {
  return {.version = 7,
          .issued_at = gym::now(),
          .not_after = gym::now() + std::chrono::days{90},
          .issuers = gym::ring().issuers};
}

// As the header says it is made, by hand, so that any lines can be signed well.
std::string signed_lines(std::string_view lines,
                         std::string_view context = {"FitMate/trust-list/v1\0", 22}) {
  const auto message = std::string{context} + std::string{lines};
  return to_base64url(as_bytes(lines)) + "." + to_base64url(sign(root(), as_bytes(message)));
}

Result<TrustList, std::string> parse(std::string_view text) {
  return parse_trust_list(text, public_key_of(root()));
}

std::string lines_of(std::string_view text) {
  const auto bytes = from_base64url(text.substr(0, text.find('.')));
  REQUIRE(bytes);
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

const std::string key_hex = std::string(64, 'a');
const std::string head =
    "version 7\nissued_at 2026-06-01T10:00:00.000Z\nnot_after 2026-08-30T10:00:00.000Z\n";
const std::string dates = " 2026-01-01T00:00:00.000Z 2027-01-01T00:00:00.000Z ";

TEST_CASE("a trust list is read back from its text") {
  REQUIRE(rc::check([] {
    TrustList list{.version = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000),
                   .issued_at = tests::any_instant(),
                   .not_after = tests::any_instant(),
                   .issuers = {}};
    const auto issuers = *rc::gen::inRange(0, 17);
    for (int i = 0; i < issuers; ++i) {
      list.issuers[*rc::gen::inRange<std::uint8_t>(0, 16)] = {.key = tests::any_array<32>(),
                                                              .from = tests::any_instant(),
                                                              .to = tests::any_instant(),
                                                              .revoked = tests::any_number<bool>()};
    }
    const auto seed = tests::any_array<32>();
    const auto text = to_text(list, seed);
    RC_ASSERT(text.find('\n') == std::string::npos);
    const auto read = parse_trust_list(text, public_key_of(seed));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == list);
  }));
}

TEST_CASE("a trust list's lines are those that its header promises") {
  TrustList list = gyms_list();
  list.issuers = {{2, list.issuers[gym::revoked]}, {10, list.issuers[gym::good]}};
  const auto text = to_text(list, root());
  const auto key = [](std::uint8_t issuer) { return to_hex(public_key_of(gym::seed_of(issuer))); };
  const std::string years = " 2025-06-01T10:00:00.000Z 2027-06-01T10:00:00.000Z ";
  CHECK(lines_of(text) == head + "key 2 " + key(gym::revoked) + years + "revoked\n" + "key 10 " +
                              key(gym::good) + years + "active\n");
  CHECK(signed_lines(lines_of(text)) == text);
}

TEST_CASE("a trust list with any character changed is refused") {
  const auto good = to_text(gyms_list(), root());
  REQUIRE(parse(good).value() == gyms_list());
  for (std::size_t place = 0; place < good.size(); ++place) {
    for (const char character : {'A', 'b', '.', '=', '\n', '\0'}) {
      auto text = good;
      if (text[place] == character) continue;
      text[place] = character;
      CAPTURE(place, character);
      REQUIRE_FALSE(parse(text));
    }
  }
}

TEST_CASE("a trust list that is cut or longer is refused") {
  const auto good = to_text(gyms_list(), root());
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    REQUIRE_FALSE(parse(good.substr(0, size)));
  }
  for (const auto* more : {"A", ".", "=", "\n", " ", ".AAAA"}) {
    CAPTURE(more);
    CHECK_FALSE(parse(good + more));
  }
}

TEST_CASE("a trust list of another root is refused in words") {
  const auto list = parse(to_text(gyms_list(), gym::seed_of(8)));
  REQUIRE_FALSE(list);
  CHECK_FALSE(list.error().empty());
}

TEST_CASE("a signature made for something else is no trust list's") {
  const auto lines = lines_of(to_text(gyms_list(), root()));
  REQUIRE(parse(signed_lines(lines)));
  CHECK_FALSE(parse(signed_lines(lines, "")));
  CHECK_FALSE(parse(signed_lines(lines, "FitMate/trust-list/v1")));
  CHECK_FALSE(parse(signed_lines(lines, {"FitMate/qr-capsule/v1\0", 22})));
}

TEST_CASE("a well signed list with a bad line is refused") {
  REQUIRE(parse(signed_lines(head)));
  REQUIRE(parse(signed_lines(head + "key 1 " + key_hex + dates + "active\n")));
  const std::vector<std::string> bad = {
      "",
      "\n",
      "version 7\n",
      "version 7\nissued_at 2026-06-01T10:00:00.000Z\n",
      "version 07x" + head.substr(9),
      "version 99999999999999999999" + head.substr(9),
      "version" + head.substr(9),
      "issued_at 2026-06-01T10:00:00.000Z\nversion 7\nnot_after 2026-08-30T10:00:00.000Z\n",
      "version 7\nissued_at today\nnot_after 2026-08-30T10:00:00.000Z\n",
      head + "key 16 " + key_hex + dates + "active\n",
      head + "key -1 " + key_hex + dates + "active\n",
      head + "key x " + key_hex + dates + "active\n",
      head + "key 1 " + key_hex.substr(2) + dates + "active\n",
      head + "key 1 " + key_hex + "aa" + dates + "active\n",
      head + "key 1 " + std::string(64, 'g') + dates + "active\n",
      head + "key 1 " + key_hex + dates + "perhaps\n",
      head + "key 1 " + key_hex + dates + "\n",
      head + "key 1 " + key_hex + " never ever active\n",
      head + "key 1 " + key_hex + dates + "active more\n",
      head + "lock 1 " + key_hex + dates + "active\n",
      head + "\n",
      head + "key 1 " + key_hex + dates + "active\nkey 1 " + key_hex + dates + "revoked\n",
  };
  for (const auto& lines : bad) {
    CAPTURE(lines);
    const auto list = parse(signed_lines(lines));
    REQUIRE_FALSE(list);
    CHECK_FALSE(list.error().empty());
  }
}

}  // namespace
}  // namespace fitmate::domain
