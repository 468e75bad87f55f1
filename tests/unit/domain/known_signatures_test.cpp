#include "domain/known_signatures.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/test_gym.h"

namespace fitmate::domain {
namespace {

namespace gym = tests::test_gym;
using namespace std::chrono_literals;

TEST_CASE("a code seen before is read as at first, and its digits are judged each time") {
  KnownSignatures known;
  const auto capsule = gym::capsule(CredentialKind::phone);
  for (const auto at : {gym::now(), gym::now() + 15s, gym::now() + 15s}) {
    const auto text =
        phone_text(capsule, gym::seed_of(gym::good), gym::totp_key(capsule.totp_epoch), at);
    const auto read = parse_credential(text, gym::ring(), at, known);
    REQUIRE(read);
    CHECK(read->capsule == capsule);
    CHECK(read->step == step_at(at));
    auto wrong = text;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    CHECK(parse_credential(wrong, gym::ring(), at, known).error() == CodeFault::forged);
  }
}

TEST_CASE("a code seen before is refused once its issuer may not sign") {
  KnownSignatures known;
  const auto text = gym::card();
  auto ring = gym::ring();
  REQUIRE(parse_credential(text, ring, gym::now(), known));
  SECTION("revoked") {
    ring.issuers[gym::good].revoked = true;
  }
  SECTION("over") {
    ring.issuers[gym::good].to = gym::now();
  }
  SECTION("another key") {
    ring.issuers[gym::good].key = ring.issuers[gym::revoked].key;
  }
  SECTION("gone") {
    ring.issuers.erase(gym::good);
  }
  CHECK(parse_credential(text, ring, gym::now(), known).error() == CodeFault::forged);
}

TEST_CASE("beside a signature that was seen, no other one is good, however often it is tried") {
  KnownSignatures known;
  const auto seed = gym::seed_of(gym::good);
  const auto key = public_key_of(seed);
  const auto message = as_bytes("a capsule");
  const auto signature = sign(seed, message);
  REQUIRE(known.verify(key, message, signature));
  auto wrong = signature;
  wrong[5] ^= std::byte{1};
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(known.verify(key, message, wrong));
    CHECK_FALSE(known.verify(key, as_bytes("a capsulf"), signature));
    CHECK_FALSE(known.verify(key, as_bytes("a capsule "), signature));
    CHECK_FALSE(known.verify(public_key_of(gym::seed_of(gym::revoked)), message, signature));
  }
  CHECK(known.verify(key, message, signature));
}

TEST_CASE("more signatures than are remembered are judged no differently") {
  KnownSignatures known;
  const auto seed = gym::seed_of(gym::good);
  const auto key = public_key_of(seed);
  for (int i = 0; i < 4200; ++i) {
    const auto text = std::to_string(i);
    const auto signature = sign(seed, as_bytes(text));
    if (!known.verify(key, as_bytes(text), signature)) FAIL(text);
    if (known.verify(key, as_bytes(text + " "), signature)) FAIL(text);
  }
}

}  // namespace
}  // namespace fitmate::domain
