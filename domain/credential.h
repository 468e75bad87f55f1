#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace fitmate::domain {

// The member's code: a signed capsule, and on a phone the moment's one-time password behind it.

enum class CredentialKind : std::uint8_t { phone = 0, card = 1, day_pass = 3 };

struct Capsule {
  CredentialKind kind{};
  std::uint8_t totp_epoch{};  // 0 to 15
  std::uint8_t issuer{};      // 0 to 15
  GymId gym;
  CredentialId credential;
  PersonNumber person;
  Day valid_from;   // 2025-01-01 to 2204-06-05
  Day valid_until;  // exclusive
  std::uint8_t generation{};
  std::uint8_t entitlements{};
  bool operator==(const Capsule&) const = default;
};

inline constexpr std::string_view code_prefix = "FM1:";
inline constexpr std::size_t capsule_size = 86;
inline constexpr std::size_t card_text_size = 133;
inline constexpr std::size_t phone_text_size = 151;

// RFC 6238 with steps of 15 s; a step is unix seconds / 15.
inline constexpr std::chrono::seconds step_length{15};
using Step = std::int64_t;
Step step_at(Instant at);
Instant start_of_step(Step step);

using TotpKey = std::array<std::byte, 32>;  // of an epoch; the kiosk holds the current and the last

struct IssuerKey {
  PublicKey key{};
  Instant from;
  Instant to;  // exclusive
  bool revoked = false;
  bool operator==(const IssuerKey&) const = default;
};

// What a kiosk needs to judge a code without any network.
struct KeyRing {
  GymId gym;
  std::map<std::uint8_t, IssuerKey> issuers;
  std::map<std::uint8_t, TotpKey> totp;
};

struct Credential {
  Capsule capsule;
  std::optional<Step> step;  // of a phone's code, its one-time password already found right
  // By hand: the capsule is what the pulled copy says of that credential. No issuer signed it here.
  bool typed = false;
};

enum class CodeFault : std::uint8_t { not_ours, forged, code_too_new };

// By its look alone; any other text is `not_ours`.
bool could_be_ours(std::string_view text);

// The checks 1 and 2 of the code: all that needs neither the calendar nor the store. A text that
// could be ours is judged as a whole before it is refused, so that the time taken does not tell
// which check failed.
Result<Credential, CodeFault> parse_credential(std::string_view text, const KeyRing& ring,
                                               Instant now);

// The texts as the centre issues them. `at` is the moment that a phone shows.
std::string card_text(const Capsule& capsule, const Seed& issuer);
std::string phone_text(const Capsule& capsule, const Seed& issuer, const TotpKey& key, Instant at);

// The key of one credential, as its owner's phone holds it, and its 8 digits in a step.
Digest160 credential_totp_key(const TotpKey& epoch_key, CredentialId credential,
                              std::uint8_t generation);
std::uint32_t totp_value(const Digest160& key, Step step);

}  // namespace fitmate::domain
