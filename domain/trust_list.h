#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "domain/credential.h"
#include "domain/crypto.h"
#include "domain/result.h"

namespace fitmate::domain {

// The issuers' public keys, signed by the root key that a kiosk pinned at its enrolment.
struct TrustList {
  std::int64_t version = 0;
  Instant issued_at;
  Instant not_after;
  std::map<std::uint8_t, IssuerKey> issuers;
  bool operator==(const TrustList&) const = default;
};

// One line of text: base64url of the list's bytes, a dot, base64url of Ed25519 over
// "FitMate/trust-list/v1" || 0x00 || bytes. The bytes are lines "version N", "issued_at T",
// "not_after T", then "key ID HEX FROM TO active|revoked" by rising id.
std::string to_text(const TrustList& list, const Seed& root);

// The list, or in words why it is not to be believed.
Result<TrustList, std::string> parse_trust_list(std::string_view text, const PublicKey& root);

}  // namespace fitmate::domain
