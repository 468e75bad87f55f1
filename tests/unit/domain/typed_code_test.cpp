#include "domain/typed_code.h"

#include <format>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/support/generators.h"

namespace fitmate::domain {
namespace {

using namespace std::chrono_literals;

const Instant noon = *parse_instant("2026-01-22T12:00:07Z");
const TotpKey this_key{std::byte{1}};
const TotpKey last_key{std::byte{2}};
const KeyRing ring{.gym = {4711}, .issuers = {}, .totp = {{3, this_key}, {2, last_key}}};
const Capsule ada{.credential = {77}, .person = {1001}, .generation = 5};

TypedCode shown(const Capsule& capsule, Instant at, const TotpKey& key = this_key) {
  const auto credential_key = credential_totp_key(key, capsule.credential, capsule.generation);
  return {.person = capsule.person, .digits = totp_value(credential_key, step_at(at))};
}

bool is_taken(const TypedCode& typed, std::vector<Capsule> known = {ada}, Instant now = noon) {
  return match_typed_code(typed, known, ring, now).has_value();
}

TEST_CASE("what a person types is their number and the digits, letter for letter") {
  REQUIRE(rc::check([] {
    const PersonNumber person{tests::any_number<std::uint32_t>()};
    const TypedCode code{.person = person,
                         .digits = tests::any_number<std::uint32_t>() % 100'000'000};
    const auto text = person_text(person) + std::format("{:08}", code.digits);
    RC_ASSERT(text.size() == person_letters + typed_digits);
    RC_ASSERT(parse_typed_code(text) == code);
  }));
  CHECK(person_text({0}) == "0000000");
  CHECK(person_text({31}) == "000000Z");
  CHECK(person_text({32}) == "0000010");
  CHECK(person_text({UINT32_MAX}) == "3ZZZZZZ");
}

TEST_CASE("letters that look like digits are read as them, and small ones as large ones") {
  CHECK(parse_typed_code("ooo0oil12345678") == parse_typed_code("000001112345678"));
  CHECK(parse_typed_code("00000zk00000001") == parse_typed_code("00000ZK00000001"));
  CHECK(code_letter('l') == '1');
  CHECK(code_letter('z') == 'Z');
  CHECK_FALSE(code_letter('u'));
  CHECK_FALSE(code_letter('-'));
}

TEST_CASE("what is no typed code is none") {
  for (const auto* text :
       {"", "0000001", "00000011234567", "0000001123456789", "000000U12345678", "0000001-1234567",
        "4000000123456781", "00000011234567a", "0000001 1234567"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_typed_code(text));
  }
}

TEST_CASE("letters beyond the largest number are a code of nobody") {
  for (const auto* text : {"400000012345678", "ZZZZZZZ12345678"}) {
    CAPTURE(text);
    CHECK(parse_typed_code(text) == TypedCode{.person = std::nullopt, .digits = 12345678});
  }
}

TEST_CASE("digits are taken in their own step and the one before and after, and in no other") {
  for (const auto off : {-1, 0, 1}) CHECK(is_taken(shown(ada, noon + off * step_length)));
  for (const auto off : {-2, 2, -240, 240}) {
    CHECK_FALSE(is_taken(shown(ada, noon + off * step_length)));
  }
  const auto late = match_typed_code(shown(ada, noon - step_length), {{ada}}, ring, noon);
  REQUIRE(late);
  CHECK(late->step == step_at(noon) - 1);
  CHECK(late->typed);
  CHECK(late->capsule.credential == ada.credential);
}

TEST_CASE("digits of the epoch before are taken as of that one, those of an unknown one are not") {
  const auto before = match_typed_code(shown(ada, noon, last_key), {{ada}}, ring, noon);
  REQUIRE(before);
  CHECK(before->capsule.totp_epoch == 2);
  CHECK_FALSE(is_taken(shown(ada, noon, TotpKey{std::byte{9}})));
}

TEST_CASE("digits of another's phone, of an older generation or of nobody known are forged") {
  auto ben = ada;
  ben.credential = {78};
  CHECK_FALSE(is_taken(shown(ben, noon)));
  auto older = ada;
  older.generation = 4;
  CHECK_FALSE(is_taken(shown(older, noon)));
  const auto nobody = match_typed_code(shown(ada, noon), {}, ring, noon);
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error() == CodeFault::forged);
  // What stands in for nobody shows digits too, and they open nothing.
  CHECK_FALSE(is_taken(shown(Capsule{}, noon), {}));
  CHECK(is_taken(shown(ben, noon), {ada, ben}));
}

}  // namespace
}  // namespace fitmate::domain
