#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.h"

namespace fitmate::domain {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

using Hash = std::array<std::byte, 32>;
using Digest160 = std::array<std::byte, 20>;
using PublicKey = std::array<std::byte, 32>;
using Seed = std::array<std::byte, 32>;  // an Ed25519 private key, RFC 8032 section 5.1.5
using Signature = std::array<std::byte, 64>;

// All functions but those that draw randomness are pure; any thread may call them; none blocks.

ByteView as_bytes(std::string_view text);

// Ed25519, RFC 8032.
PublicKey public_key_of(const Seed& seed);
Signature sign(const Seed& seed, ByteView message);
bool verify(const PublicKey& key, ByteView message, const Signature& signature);

// BLAKE2b, RFC 7693; `parts` are hashed as one text.
Hash blake2b_256(std::initializer_list<ByteView> parts);
// With a key of 16 to 64 bytes.
Digest160 blake2b_160(ByteView key, ByteView message);

// RFC 6234, RFC 2104.
Hash sha256(ByteView message);
Hash hmac_sha256(ByteView key, ByteView message);
Digest160 hmac_sha1(ByteView key, ByteView message);

// Argon2id, RFC 9106, with libsodium's INTERACTIVE limits (64 MiB, about 0.1 s of work); the text
// carries salt and parameters.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);
// Was it made with other parameters than those of today?
bool is_outdated_hash(const std::string& hash);

// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): a random nonce of 24 bytes, then the ciphertext.
// What is opened with another key or `context` than it was sealed with, or was changed, is nothing.
Bytes seal(const Hash& key, ByteView context, ByteView plain, const Random& random);
std::optional<Bytes> open_sealed(const Hash& key, ByteView context, ByteView sealed);

// In constant time for equal lengths.
bool equal(ByteView left, ByteView right);

// The system's own generator.
Random system_random();

// Lower case; parsing takes both.
std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);

// RFC 4648 section 5, without padding.
std::string to_base64url(ByteView bytes);
std::optional<Bytes> from_base64url(std::string_view text);

// As an array of that very length, or nothing.
template <std::size_t size>
std::optional<std::array<std::byte, size>> to_array(ByteView bytes) {
  if (bytes.size() != size) return std::nullopt;
  std::array<std::byte, size> out;
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

// A hash from its 64 hexadecimal digits.
std::optional<Hash> parse_hash(std::string_view text);

}  // namespace fitmate::domain
