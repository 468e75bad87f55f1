#include "domain/crypto.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

namespace fitmate::domain {
namespace {

void ready() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw std::runtime_error("libsodium does not start: reinstall the package");
}

const unsigned char* raw(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(Bytes& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

template <std::size_t size>
unsigned char* raw(std::array<std::byte, size>& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

struct ExpandedKey {
  PublicKey public_key;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret;
};

ExpandedKey expand(const Seed& seed) {
  ready();
  ExpandedKey key;
  crypto_sign_seed_keypair(raw(key.public_key), key.secret.data(), raw(ByteView{seed}));
  return key;
}

constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

ByteView as_bytes(std::string_view text) {
  return std::as_bytes(std::span{text});
}

PublicKey public_key_of(const Seed& seed) {
  return expand(seed).public_key;
}

Signature sign(const Seed& seed, ByteView message) {
  auto key = expand(seed);
  Signature signature;
  crypto_sign_detached(raw(signature), nullptr, raw(message), message.size(), key.secret.data());
  sodium_memzero(key.secret.data(), key.secret.size());
  return signature;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
  ready();
  return crypto_sign_verify_detached(raw(ByteView{signature}), raw(message), message.size(),
                                     raw(ByteView{key})) == 0;
}

Hash blake2b_256(std::initializer_list<ByteView> parts) {
  ready();
  crypto_generichash_state state;
  Hash hash;
  crypto_generichash_init(&state, nullptr, 0, hash.size());
  for (const auto part : parts) crypto_generichash_update(&state, raw(part), part.size());
  crypto_generichash_final(&state, raw(hash), hash.size());
  return hash;
}

Digest160 blake2b_160(ByteView key, ByteView message) {
  ready();
  assert(key.size() >= crypto_generichash_KEYBYTES_MIN &&
         key.size() <= crypto_generichash_KEYBYTES_MAX);
  Digest160 digest;
  crypto_generichash(raw(digest), digest.size(), raw(message), message.size(), raw(key),
                     key.size());
  return digest;
}

Hash sha256(ByteView message) {
  ready();
  Hash hash;
  crypto_hash_sha256(raw(hash), raw(message), message.size());
  return hash;
}

Hash hmac_sha256(ByteView key, ByteView message) {
  ready();
  Hash mac;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, raw(key), key.size());
  crypto_auth_hmacsha256_update(&state, raw(message), message.size());
  crypto_auth_hmacsha256_final(&state, raw(mac));
  return mac;
}

Digest160 hmac_sha1(ByteView key, ByteView message) {
  Digest160 mac;
  unsigned length = 0;
  const auto* done = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), raw(message),
                          message.size(), raw(mac), &length);
  if (done == nullptr) throw std::runtime_error("OpenSSL offers no HMAC-SHA-1: reinstall it");
  return mac;
}

std::string hash_password(std::string_view password) {
  ready();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(),
                            crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error{"hashing a password needs 64 MiB of memory: free some"};
  }
  return hash.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
  ready();
  // The library reads as far as a string of its own may go.
  std::array<char, crypto_pwhash_STRBYTES> padded{};
  if (hash.size() >= padded.size()) return false;
  std::ranges::copy(hash, padded.begin());
  return crypto_pwhash_str_verify(padded.data(), password.data(), password.size()) == 0;
}

bool is_outdated_hash(const std::string& hash) {
  ready();
  return crypto_pwhash_str_needs_rehash(hash.c_str(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0;
}

Bytes seal(const Hash& key, ByteView context, ByteView plain, const Random& random) {
  ready();
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  Bytes sealed(nonce_size + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  const auto nonce = std::span{sealed}.first(nonce_size);
  random(nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed) + nonce_size, nullptr, raw(plain),
                                             plain.size(), raw(context), context.size(), nullptr,
                                             raw(sealed), raw(key));
  return sealed;
}

std::optional<Bytes> open_sealed(const Hash& key, ByteView context, ByteView sealed) {
  ready();
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (sealed.size() < nonce_size + tag_size) return std::nullopt;
  const auto nonce = sealed.first(nonce_size);
  const auto text = sealed.subspan(nonce_size);
  Bytes plain(text.size() - tag_size);
  const int fault = crypto_aead_xchacha20poly1305_ietf_decrypt(
      raw(plain), nullptr, nullptr, raw(text), text.size(), raw(context), context.size(),
      raw(nonce), raw(key));
  if (fault != 0) return std::nullopt;
  return plain;
}

bool equal(ByteView left, ByteView right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

Random system_random() {
  ready();
  return [](std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); };
}

std::string to_hex(ByteView bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), raw(bytes), bytes.size());
  text.pop_back();
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.empty()) return Bytes{};  // the decoder takes no buffer that points nowhere
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes(text.size() / 2);
  std::size_t length = 0;
  const char* end = nullptr;
  const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                    text.data(), text.size(), nullptr, &length, &end);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  return bytes;
}

std::optional<Hash> parse_hash(std::string_view text) {
  const auto bytes = from_hex(text);
  return bytes ? to_array<32>(*bytes) : std::nullopt;
}

std::string to_base64url(ByteView bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), raw(bytes), bytes.size(), base64_variant);
  text.pop_back();
  return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  Bytes bytes(text.size() / 4 * 3 + 3);
  std::size_t length = 0;
  const char* end = nullptr;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &length, &end, base64_variant);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(length);
  return bytes;
}

}  // namespace fitmate::domain
