#pragma once

#include <set>
#include <string_view>

#include "domain/credential.h"
#include "domain/crypto.h"
#include "domain/instant.h"

namespace fitmate::domain {

// Signatures that were found good: verifying one is the dearest part of an answer, and the same
// people come every day. Whether their key may sign is no part of it and is asked each time. Holds
// some thousands at most. One thread.
class KnownSignatures {
 public:
  // As domain::verify.
  bool verify(const PublicKey& key, ByteView message, const Signature& signature);

 private:
  std::set<Hash> good_;  // of key, signature and message
};

// As without `known`, which learns. The time taken tells whether a signature was seen before, and
// still nothing of why a code was refused.
Result<Credential, CodeFault> parse_credential(std::string_view text, const KeyRing& ring,
                                               Instant now, KnownSignatures& known);

}  // namespace fitmate::domain
