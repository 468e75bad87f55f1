#include "domain/credential.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "domain/base45.h"
#include "tests/support/generators.h"
#include "tests/support/test_gym.h"

namespace fitmate::domain {
namespace {

namespace gym = tests::test_gym;
using namespace std::chrono_literals;

constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

Result<Credential, CodeFault> judge(std::string_view text) {
  return parse_credential(text, gym::ring(), gym::now());
}

bool is_refused_as(std::string_view text, CodeFault fault) {
  const auto credential = judge(text);
  return !credential && credential.error() == fault;
}

Bytes bytes_of(std::string_view text) {
  const auto bytes = from_base45(text.substr(code_prefix.size(), 129));
  REQUIRE(bytes);
  return *bytes;
}

TEST_CASE("what was issued is read from the text, whatever the capsule says") {
  REQUIRE(rc::check([] {
    const auto capsule =
        tests::any_capsule(tests::any_kind(), {tests::any_number<std::uint16_t>()});
    const auto seed = tests::any_array<32>();
    const auto totp = tests::any_array<32>();
    const auto at = tests::any_instant();
    KeyRing ring{.gym = capsule.gym};
    ring.issuers[capsule.issuer] = {.key = public_key_of(seed), .from = at, .to = at + 1ms};
    ring.totp[capsule.totp_epoch] = totp;
    const bool is_phone = capsule.kind == CredentialKind::phone;
    const auto text = is_phone ? phone_text(capsule, seed, totp, at) : card_text(capsule, seed);
    RC_ASSERT(text.size() == (is_phone ? phone_text_size : card_text_size));
    const auto credential = parse_credential(text, ring, at);
    RC_ASSERT(credential.has_value());
    RC_ASSERT(credential->capsule == capsule);
    RC_ASSERT(credential->step == (is_phone ? std::optional{step_at(at)} : std::nullopt));
  }));
}

TEST_CASE("a capsule lies byte for byte as credential.md has it") {
  const Day first{std::chrono::local_days{std::chrono::year{2025} / 1 / 1}};
  const Capsule capsule{.kind = CredentialKind::card,
                        .totp_epoch = 0xc,
                        .issuer = 0x5,
                        .gym = {0x1234},
                        .credential = {0x0102030405060708},
                        .person = {0x0a0b0c0d},
                        .valid_from = first + std::chrono::days{0x0203},
                        .valid_until = first + std::chrono::days{0xfffe},
                        .generation = 0x42,
                        .entitlements = 0x81};
  const auto bytes = bytes_of(card_text(capsule, gym::seed_of(gym::good)));
  REQUIRE(bytes.size() == capsule_size);
  const auto signed_part = ByteView{bytes}.first(22);
  CHECK(to_hex(signed_part) == "11c5123401020304050607080a0b0c0d0203fffe4281");

  Bytes message(as_bytes("FitMate/qr-capsule/v1").begin(), as_bytes("FitMate/qr-capsule/v1").end());
  message.push_back(std::byte{0});
  message.insert(message.end(), signed_part.begin(), signed_part.end());
  CHECK(verify(public_key_of(gym::seed_of(gym::good)), message,
               *to_array<64>(ByteView{bytes}.subspan(22))));

  CHECK(to_hex(ByteView{bytes_of(gym::phone())}.first(1)) == "10");
  CHECK(to_hex(ByteView{bytes_of(gym::day_pass())}.first(1)) == "13");
}

TEST_CASE("a credential's one-time key hangs on its epoch, its id and its generation") {
  Bytes message(as_bytes("FitMate/qr-totp/v1").begin(), as_bytes("FitMate/qr-totp/v1").end());
  for (const int value : {1, 2, 3, 4, 5, 6, 7, 8, 9}) message.push_back(std::byte(value));
  const auto key = gym::totp_key(gym::current_epoch);
  CHECK(credential_totp_key(key, {0x0102030405060708}, 9) == blake2b_160(key, message));
}

TEST_CASE("a phone's code ends with the second and the eight digits of its step") {
  const auto at = *parse_instant("2001-09-09T01:46:40.999Z");
  const auto capsule = gym::capsule(CredentialKind::phone);
  const auto key = gym::totp_key(gym::current_epoch);
  const auto text = phone_text(capsule, gym::seed_of(gym::good), key, at);
  const auto own = credential_totp_key(key, capsule.credential, capsule.generation);
  const auto digits = std::to_string(totp_value(own, 1'000'000'000 / 15));
  CHECK(text.substr(133, 10) == "1000000000");
  CHECK(text.substr(143) == std::string(8 - digits.size(), '0') + digits);
  const auto early = phone_text(capsule, gym::seed_of(gym::good), key, Instant{999ms});
  CHECK(early.substr(133, 10) == "0000000000");
}

TEST_CASE("a step is fifteen seconds long") {
  CHECK(step_at(Instant{14'999ms}) == 0);
  CHECK(step_at(Instant{15'000ms}) == 1);
  CHECK(step_at(Instant{-1ms}) == -1);
  REQUIRE(rc::check([] {
    const auto at = tests::any_instant();
    const auto start = start_of_step(step_at(at));
    RC_ASSERT(start <= at);
    RC_ASSERT(at < start + step_length);
    RC_ASSERT(step_at(start) == step_at(at));
  }));
}

// Whether a changed character leaves a phone's code within the step that its digits prove.
bool same_step(const std::string& good, const std::string& changed) {
  const auto tail = changed.substr(133, 10);
  return good.substr(0, 133) == changed.substr(0, 133) && good.substr(143) == changed.substr(143) &&
         std::ranges::all_of(tail, [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoll(tail) / 15 == std::stoll(good.substr(133, 10)) / 15;
}

TEST_CASE("a code with any character changed is refused") {
  for (const auto& good : {gym::card(), gym::day_pass(), gym::phone()}) {
    REQUIRE(judge(good));
    for (std::size_t place = 0; place < good.size(); ++place) {
      for (std::size_t by = 1; by < alphabet.size(); by += place < 133 ? 11 : 1) {
        auto text = good;
        text[place] = alphabet[(alphabet.find(good[place]) + by) % alphabet.size()];
        if (good.size() == phone_text_size && same_step(good, text)) continue;
        const auto fault = place < 4 ? CodeFault::not_ours : CodeFault::forged;
        CAPTURE(place, text);
        REQUIRE(is_refused_as(text, fault));
      }
    }
  }
}

TEST_CASE("a code with a character that base45 does not know is not ours") {
  const auto good = gym::phone();
  for (std::size_t place = 0; place < good.size(); ++place) {
    for (const char character : {'a', 'z', '\0', '\n', '\x7f', '\xff', '\'', '_'}) {
      auto text = good;
      text[place] = character;
      CAPTURE(place, text);
      REQUIRE(is_refused_as(text, CodeFault::not_ours));
    }
  }
}

TEST_CASE("a code of any other length is not ours") {
  for (const auto& good : {gym::card(), gym::phone()}) {
    auto endless = good;
    endless.append(good).append(good);
    for (std::size_t length = 0; length < endless.size(); ++length) {
      if (length == card_text_size || length == phone_text_size) continue;
      CAPTURE(length);
      REQUIRE(is_refused_as(endless.substr(0, length), CodeFault::not_ours));
    }
  }
}

TEST_CASE("a phone's code without its tail is forged, not a card") {
  CHECK(is_refused_as(gym::phone().substr(0, card_text_size), CodeFault::forged));
}

TEST_CASE("a card or day pass with a tail is forged") {
  const auto tail = gym::phone().substr(card_text_size);
  CHECK(is_refused_as(gym::card() + tail, CodeFault::forged));
  CHECK(is_refused_as(gym::day_pass() + tail, CodeFault::forged));
}

TEST_CASE("a tail of another code is forged") {
  auto capsule = gym::capsule(CredentialKind::phone);
  const auto good = gym::phone();
  const auto tail_of = [](const Capsule& other, std::uint8_t epoch) {
    return phone_text(other, gym::seed_of(gym::good), gym::totp_key(epoch), gym::now())
        .substr(card_text_size);
  };
  const auto head = good.substr(0, card_text_size);
  REQUIRE(judge(head + tail_of(capsule, gym::current_epoch)));
  CHECK(is_refused_as(head + tail_of(capsule, gym::last_epoch), CodeFault::forged));
  capsule.generation++;
  CHECK(is_refused_as(head + tail_of(capsule, gym::current_epoch), CodeFault::forged));
  capsule = gym::capsule(CredentialKind::phone);
  capsule.credential.value++;
  CHECK(is_refused_as(head + tail_of(capsule, gym::current_epoch), CodeFault::forged));
}

TEST_CASE("a tail is its own step's, however old, and never another step's") {
  const auto capsule = gym::capsule(CredentialKind::phone);
  const auto key = gym::totp_key(gym::current_epoch);
  const auto old = phone_text(capsule, gym::seed_of(gym::good), key, gym::now() - 1000h);
  const auto credential = judge(old);
  REQUIRE(credential);
  CHECK(credential->step == step_at(gym::now() - 1000h));
  auto text = gym::phone();
  const auto later = phone_text(capsule, gym::seed_of(gym::good), key, gym::now() + 15s);
  text.replace(133, 10, later.substr(133, 10));
  CHECK(is_refused_as(text, CodeFault::forged));
}

TEST_CASE("a tail of anything but digits is forged") {
  REQUIRE(gym::phone().substr(133, 10) == "1780308000");
  for (const auto* seconds : {" 780308000", "+780308000", "-780308000", "17803080.0", "178030800A",
                              "178030800 ", "::::::::::"}) {
    auto text = gym::phone();
    text.replace(133, 10, seconds);
    CAPTURE(seconds);
    CHECK(is_refused_as(text, CodeFault::forged));
  }
}

TEST_CASE("a code of another gym is forged") {
  auto capsule = gym::capsule(CredentialKind::card);
  REQUIRE(judge(card_text(capsule, gym::seed_of(gym::good))));
  for (const int other : {0x1233, 0x1235, 0x3412, 0, 0xffff}) {
    capsule.gym = {static_cast<std::uint16_t>(other)};
    CAPTURE(other);
    CHECK(is_refused_as(card_text(capsule, gym::seed_of(gym::good)), CodeFault::forged));
  }
}

TEST_CASE("a code of an issuer that is unknown, revoked or another's is forged") {
  auto capsule = gym::capsule(CredentialKind::card);
  for (const auto issuer : {gym::unknown, gym::revoked, gym::ended, gym::not_begun}) {
    capsule.issuer = issuer;
    CAPTURE(int{issuer});
    CHECK(is_refused_as(card_text(capsule, gym::seed_of(issuer)), CodeFault::forged));
  }
  capsule.issuer = gym::good;
  CHECK(is_refused_as(card_text(capsule, gym::seed_of(gym::revoked)), CodeFault::forged));
}

TEST_CASE("an issuer's key is good from its first instant to the one before its end") {
  const auto text = gym::card();
  auto ring = gym::ring();
  const auto from = ring.issuers[gym::good].from;
  const auto to = ring.issuers[gym::good].to;
  CHECK_FALSE(parse_credential(text, ring, from - 1ms));
  CHECK(parse_credential(text, ring, from));
  CHECK(parse_credential(text, ring, to - 1ms));
  CHECK_FALSE(parse_credential(text, ring, to));
}

std::string text_of_epoch(CredentialKind kind, std::uint8_t epoch, const Seed& issuer) {
  auto capsule = gym::capsule(kind);
  capsule.totp_epoch = epoch;
  return kind == CredentialKind::phone
             ? phone_text(capsule, issuer, gym::totp_key(epoch), gym::now())
             : card_text(capsule, issuer);
}

TEST_CASE("a phone's code of an epoch that we do not hold is too new, but only if signed well") {
  const auto good = gym::seed_of(gym::good);
  const auto newer = text_of_epoch(CredentialKind::phone, gym::current_epoch + 1, good);
  CHECK(judge(text_of_epoch(CredentialKind::phone, gym::last_epoch, good)));
  CHECK(is_refused_as(newer, CodeFault::code_too_new));
  CHECK(is_refused_as(
      text_of_epoch(CredentialKind::phone, gym::current_epoch + 1, gym::seed_of(gym::unknown)),
      CodeFault::forged));
  auto capsule = gym::capsule(CredentialKind::phone);
  capsule.totp_epoch = gym::current_epoch + 1;
  capsule.gym.value++;
  CHECK(is_refused_as(phone_text(capsule, good, gym::totp_key(0), gym::now()), CodeFault::forged));
  CHECK(is_refused_as(newer.substr(0, card_text_size), CodeFault::forged));
}

TEST_CASE("a card asks for no epoch") {
  const auto good = gym::seed_of(gym::good);
  CHECK(judge(text_of_epoch(CredentialKind::card, 15, good)));
  CHECK(judge(text_of_epoch(CredentialKind::day_pass, 0, good)));
}

TEST_CASE("no text of ours makes a code of random bytes") {
  REQUIRE(rc::check([] {
    const auto size = tests::any_of<std::size_t>({129, 147});
    const auto body =
        *rc::gen::container<std::string>(size, rc::gen::elementOf(std::string{alphabet}));
    RC_ASSERT(is_refused_as(std::string{code_prefix} + body, CodeFault::forged));
  }));
}

}  // namespace
}  // namespace fitmate::domain
