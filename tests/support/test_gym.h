#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "domain/credential.h"

namespace fitmate::tests {

// A gym whose keys everybody knows, for codes that are the same on every run. tests/corpus/codes
// holds codes of it: who changes a value here makes those anew (make_hostile_codes).
namespace test_gym {

inline constexpr domain::GymId id{0x1234};
inline const auto zone_name = "Asia/Kolkata";

inline domain::Instant now() {
  return *domain::parse_instant("2026-06-01T10:00:00Z");
}

enum Issuer : std::uint8_t { good = 1, revoked = 2, ended = 3, not_begun = 4, unknown = 5 };

inline domain::Seed seed_of(std::uint8_t issuer) {
  domain::Seed seed;
  seed.fill(static_cast<std::byte>(0xa0 + issuer));
  return seed;
}

inline constexpr std::uint8_t last_epoch = 6;
inline constexpr std::uint8_t current_epoch = 7;

inline domain::TotpKey totp_key(std::uint8_t epoch) {
  domain::TotpKey key;
  key.fill(static_cast<std::byte>(0xe0 + epoch));
  return key;
}

inline domain::KeyRing ring() {
  using namespace std::chrono_literals;
  const auto issuer = [](std::uint8_t number, domain::Instant from, domain::Instant to) {
    return domain::IssuerKey{.key = domain::public_key_of(seed_of(number)), .from = from, .to = to};
  };
  const auto year = std::chrono::days{365};
  domain::KeyRing ring{.gym = id};
  ring.issuers[good] = issuer(good, now() - year, now() + year);
  ring.issuers[revoked] = issuer(revoked, now() - year, now() + year);
  ring.issuers[revoked].revoked = true;
  ring.issuers[ended] = issuer(ended, now() - year, now());
  ring.issuers[not_begun] = issuer(not_begun, now() + 1ms, now() + year);
  for (const auto epoch : {last_epoch, current_epoch}) ring.totp[epoch] = totp_key(epoch);
  return ring;
}

inline domain::Capsule capsule(domain::CredentialKind kind) {
  const auto today = std::chrono::local_days{std::chrono::year{2026} / 6 / 1};
  return {
      .kind = kind,
      .totp_epoch = current_epoch,
      .issuer = good,
      .gym = id,
      .credential = {0x0102030405060708},
      .person = {0x0a0b0c0d},
      .valid_from = today - std::chrono::days{2},
      .valid_until = today + std::chrono::days{12},
      .generation = 3,
      .entitlements = 0,
  };
}

inline std::string card() {
  return domain::card_text(capsule(domain::CredentialKind::card), seed_of(good));
}
inline std::string day_pass() {
  return domain::card_text(capsule(domain::CredentialKind::day_pass), seed_of(good));
}
inline std::string phone() {
  return domain::phone_text(capsule(domain::CredentialKind::phone), seed_of(good),
                            totp_key(current_epoch), now());
}

}  // namespace test_gym
}  // namespace fitmate::tests
