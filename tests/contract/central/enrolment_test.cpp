#include "central/services/enrolment.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/kiosk_auth.h"
#include "db/central/kiosks.h"
#include "domain/crypto.h"
#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::enrol_kiosk;
using central::services::EnrolRefused;
using central::services::find_kiosk_by_token;
using central::services::invite_kiosk;
using central::services::Keys;
using db::sql::Engine;
using sync::EnrolAnswer;

const domain::Instant now = *domain::parse_instant("2026-03-02T12:00:00Z");

Keys some_keys() {
  Keys keys;
  keys.root.fill(std::byte{7});
  keys.enrol.fill(std::byte{9});
  keys.issuers[2] = {.seed = {}, .from = now - 24h, .to = now + 24h};
  keys.issuer = 2;
  keys.trust_list_version = 3;
  keys.totp[1].fill(std::byte{1});
  return keys;
}

sync::EnrolRequest request(const std::string& code, int key) {
  domain::Seed seed{};
  seed[0] = static_cast<std::byte>(key);
  return {.code = code,
          .public_key = domain::public_key_of(seed),
          .proof = domain::sign(seed, sync::enrol_message(code)),
          .software = "test"};
}

EnrolRefused::Kind refusal(Centre& centre, const sync::EnrolRequest& asked, domain::Instant at) {
  const auto outcome = enrol_kiosk(centre.connection(), asked, some_keys(), at);
  REQUIRE(std::holds_alternative<EnrolRefused>(outcome));
  return std::get<EnrolRefused>(outcome).kind;
}

EnrolAnswer enrolled(Centre& centre, const sync::EnrolRequest& asked, domain::Instant at) {
  auto outcome = enrol_kiosk(centre.connection(), asked, some_keys(), at);
  REQUIRE(std::holds_alternative<EnrolAnswer>(outcome));
  return std::get<EnrolAnswer>(outcome);
}

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

}  // namespace

TEST_CASE("An invitation makes a kiosk once, and the same asker gets the same answer again") {
  Centre centre{each_engine()};
  const auto invitation = invite_kiosk(centre.connection(), "Door", now, domain::system_random());
  CHECK(invitation.code.size() == 26);
  CHECK(invitation.expires_at == now + 15min);
  const auto asked = request(invitation.code, 1);
  const auto first = enrolled(centre, asked, now);
  const auto again = enrolled(centre, asked, now + 14min);
  CHECK(first.kiosk == again.kiosk);
  CHECK(first.token == again.token);
  CHECK(first.gym == domain::GymId{7});
  CHECK(first.timezone == "Europe/Vienna");
  CHECK(first.feed_epoch == again.feed_epoch);
  CHECK(domain::parse_trust_list(first.trust_list, first.root_key)->version == 3);
  REQUIRE(centre.count("kiosks where id > 0") == 1);
  CHECK(db::central::list_kiosks(centre.connection())[0].name == "Door");
  CHECK(find_kiosk_by_token(centre.connection(), first.token)->id == first.kiosk);
}

TEST_CASE("A code is refused for another key, past its life, unknown, or without proof") {
  Centre centre{each_engine()};
  using Kind = EnrolRefused::Kind;
  const auto used = invite_kiosk(centre.connection(), "A", now, domain::system_random());
  const auto unused = invite_kiosk(centre.connection(), "B", now, domain::system_random());
  enrolled(centre, request(used.code, 1), now);
  CHECK(refusal(centre, request(used.code, 2), now) == Kind::taken);
  CHECK(refusal(centre, request(used.code, 1), now + 15min) == Kind::expired);
  CHECK(refusal(centre, request(unused.code, 1), now) == Kind::taken);  // the key is in use
  CHECK(refusal(centre, request(unused.code, 3), now + 15min) == Kind::expired);
  CHECK(refusal(centre, request("ABC", 3), now) == Kind::unknown_code);
  auto forged = request(unused.code, 3);
  forged.proof[0] ^= std::byte{1};
  CHECK(refusal(centre, forged, now) == Kind::bad_proof);
  auto moved = request("OTHER", 3);
  moved.code = unused.code;
  CHECK(refusal(centre, moved, now) == Kind::bad_proof);
  CHECK(centre.count("kiosks where id > 0") == 1);
  enrolled(centre, request(unused.code, 3), now + 15min - 1ms);
  CHECK(centre.count("kiosks where id > 0") == 2);
}

TEST_CASE("Neither code nor token lies in the database") {
  Centre centre{each_engine()};
  const auto invitation = invite_kiosk(centre.connection(), "A", now, domain::system_random());
  const auto answer = enrolled(centre, request(invitation.code, 1), now);
  CHECK(centre.line("select code_hash from kiosk_invites") ==
        domain::to_hex(domain::sha256(domain::as_bytes(invitation.code))));
  CHECK(centre.line("select token_hash from kiosks where id > 0") ==
        domain::to_hex(domain::sha256(domain::as_bytes(answer.token))));
}

TEST_CASE("An old token dies when the new one is first used, not before") {
  Centre centre{each_engine()};
  auto& connection = centre.connection();
  const auto invitation = invite_kiosk(connection, "A", now, domain::system_random());
  const auto answer = enrolled(centre, request(invitation.code, 1), now);
  const auto lost =
      central::services::renew_token(connection, answer.kiosk, domain::system_random());
  const auto next =
      central::services::renew_token(connection, answer.kiosk, domain::system_random());
  CHECK(!find_kiosk_by_token(connection, lost));
  CHECK(find_kiosk_by_token(connection, answer.token));
  CHECK(find_kiosk_by_token(connection, next)->id == answer.kiosk);
  CHECK(!find_kiosk_by_token(connection, answer.token));
  CHECK(find_kiosk_by_token(connection, next));
}

TEST_CASE("A revoked kiosk is known as such") {
  Centre centre{each_engine()};
  const auto invitation = invite_kiosk(centre.connection(), "A", now, domain::system_random());
  const auto answer = enrolled(centre, request(invitation.code, 1), now);
  CHECK(!find_kiosk_by_token(centre.connection(), answer.token)->revoked);
  CHECK(db::central::revoke_kiosk(centre.connection(), answer.kiosk, now));
  CHECK(db::central::revoke_kiosk(centre.connection(), answer.kiosk, now + 1h));
  CHECK(find_kiosk_by_token(centre.connection(), answer.token)->revoked);
  CHECK(db::central::list_kiosks(centre.connection())[0].revoked_at == now);
  CHECK(!db::central::revoke_kiosk(centre.connection(), {99}, now));
}

TEST_CASE("After five wrong codes an address waits for a minute; others do not") {
  central::services::WrongCodes wrong;
  for (int i = 0; i < 5; ++i) {
    CHECK(wrong.wait("a", now + i * 1s) == 0s);
    wrong.note("a", now + i * 1s);
  }
  CHECK(wrong.wait("a", now + 5s) == 55s);
  CHECK(wrong.wait("b", now + 5s) == 0s);
  CHECK(wrong.wait("a", now + 60s - 1ms) == 1s);
  CHECK(wrong.wait("a", now + 60s) == 0s);
}

}  // namespace fitmate::tests
