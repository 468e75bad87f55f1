#include "domain/crypto.h"

#include <algorithm>
#include <memory>

#include <catch2/catch_test_macros.hpp>
#include <openssl/evp.h>
#include <rapidcheck.h>
#include <sodium.h>

#include "domain/credential.h"
#include "tests/support/generators.h"

namespace fitmate::domain {
namespace {

Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  REQUIRE(bytes);
  return *bytes;
}

template <std::size_t size>
std::array<std::byte, size> hex_array(std::string_view text) {
  const auto bytes = to_array<size>(hex(text));
  REQUIRE(bytes);
  return *bytes;
}

Bytes repeated(std::size_t times, int value) {
  return Bytes(times, static_cast<std::byte>(value));
}

unsigned char* writable(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

const unsigned char* raw(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

struct SignatureVector {
  std::string_view seed;
  std::string_view key;
  std::string_view message;
  std::string_view signature;
};

// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
constexpr std::array signature_vectors = {
    SignatureVector{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33b"
                    "acc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    SignatureVector{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e1599"
                    "6e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    SignatureVector{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f2"
                    "90ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    SignatureVector{"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
                    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
                    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1"
                    "a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3"
                    "ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

TEST_CASE("Ed25519 gives and takes the signatures of RFC 8032") {
  for (const auto& vector : signature_vectors) {
    CAPTURE(vector.message);
    const auto seed = hex_array<32>(vector.seed);
    const auto signature = hex_array<64>(vector.signature);
    CHECK(to_hex(public_key_of(seed)) == vector.key);
    CHECK(to_hex(sign(seed, hex(vector.message))) == vector.signature);
    CHECK(verify(public_key_of(seed), hex(vector.message), signature));
  }
}

TEST_CASE("a signature with any bit turned is refused") {
  const auto seed = hex_array<32>(signature_vectors[1].seed);
  const auto key = public_key_of(seed);
  const auto message = as_bytes("r");
  const auto good = sign(seed, message);
  REQUIRE(verify(key, message, good));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto signature = good;
    signature[bit / 8] ^= std::byte{1} << (bit % 8);
    CAPTURE(bit);
    REQUIRE_FALSE(verify(key, message, signature));
  }
}

TEST_CASE("a signature whose S is raised by the group's order is refused") {
  // RFC 8032, section 5.1.7: S is below L, or one signature could be written in two ways.
  const auto order =
      hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");  // little-endian
  const auto seed = hex_array<32>(signature_vectors[2].seed);
  auto signature = sign(seed, as_bytes("r"));
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto sum =
        std::to_integer<unsigned>(signature[32 + i]) + std::to_integer<unsigned>(order[i]) + carry;
    signature[32 + i] = static_cast<std::byte>(sum & 0xffU);
    carry = sum >> 8U;
  }
  REQUIRE(carry == 0);
  CHECK_FALSE(verify(public_key_of(seed), as_bytes("r"), signature));
}

TEST_CASE("a key of small order signs nothing") {
  // The neutral element as key and R, zero as S: the equation of RFC 8032 holds for every message.
  PublicKey neutral{};
  neutral[0] = std::byte{1};
  Signature signature{};
  signature[0] = std::byte{1};
  CHECK_FALSE(verify(neutral, as_bytes("anything"), signature));
}

using EvpKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using EvpContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Signature openssl_sign(const Seed& seed, ByteView message) {
  const EvpKey key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size()),
                   &EVP_PKEY_free};
  const EvpContext context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  Signature signature{};
  std::size_t size = signature.size();
  RC_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  RC_ASSERT(
      EVP_DigestSign(context.get(), writable(signature), &size, raw(message), message.size()) == 1);
  return signature;
}

bool openssl_verify(const PublicKey& key_bytes, ByteView message, const Signature& signature) {
  const EvpKey key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(key_bytes), key_bytes.size()),
      &EVP_PKEY_free};
  const EvpContext context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  RC_ASSERT(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  return EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message),
                          message.size()) == 1;
}

TEST_CASE("OpenSSL and we sign alike and believe the same signatures") {
  REQUIRE(rc::check([] {
    const auto seed = tests::any_array<32>();
    const auto message = tests::any_bytes();
    const auto key = public_key_of(seed);
    auto signature = sign(seed, message);
    RC_ASSERT(signature == openssl_sign(seed, message));
    RC_ASSERT(openssl_verify(key, message, signature));
    if (tests::any_number<bool>()) {
      const auto bit = *rc::gen::inRange<std::size_t>(0, signature.size() * 8);
      signature[bit / 8] ^= std::byte{1} << (bit % 8);
    }
    RC_ASSERT(verify(key, message, signature) == openssl_verify(key, message, signature));
  }));
}

// RFC 7693, appendix E: the bytes that its self-test hashes.
Bytes self_test_bytes(std::size_t size, std::uint32_t seed) {
  std::uint32_t left = 0xDEAD4BADU * seed;
  std::uint32_t right = 1;
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i) {
    const auto sum = left + right;
    left = right;
    right = sum;
    bytes.push_back(static_cast<std::byte>(sum >> 24U));
  }
  return bytes;
}

Bytes sodium_blake2b(std::size_t size, ByteView message, ByteView key) {
  Bytes digest(size);
  crypto_generichash(writable(digest), digest.size(), raw(message), message.size(),
                     key.empty() ? nullptr : raw(key), key.size());
  return digest;
}

Bytes of(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST_CASE("BLAKE2b passes the self-test of RFC 7693") {
  // Appendix E; the lengths that we do not use are filled in by libsodium.
  Bytes all;
  for (const std::size_t size : {20U, 32U, 48U, 64U}) {
    for (const std::size_t length : {0U, 3U, 128U, 129U, 255U, 1024U}) {
      const auto message = self_test_bytes(length, static_cast<std::uint32_t>(length));
      const auto key = self_test_bytes(size, static_cast<std::uint32_t>(size));
      const auto plain =
          size == 32 ? of(blake2b_256({message})) : sodium_blake2b(size, message, {});
      const auto keyed =
          size == 20 ? of(blake2b_160(key, message)) : sodium_blake2b(size, message, key);
      all.insert(all.end(), plain.begin(), plain.end());
      all.insert(all.end(), keyed.begin(), keyed.end());
    }
  }
  CHECK(to_hex(blake2b_256({all})) ==
        "c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475");
}

TEST_CASE("BLAKE2b hashes its parts as one text") {
  CHECK(blake2b_256({as_bytes("ab"), {}, as_bytes("c")}) == blake2b_256({as_bytes("abc")}));
  CHECK(blake2b_256({as_bytes("ab")}) != blake2b_256({as_bytes("abc")}));
}

TEST_CASE("SHA-256 gives the digests of RFC 6234") {
  // Section 8.5, TEST1 and TEST2_1.
  CHECK(to_hex(sha256(as_bytes("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("HMAC-SHA-256 gives the values of RFC 4231") {
  // Sections 4.2, 4.3, 4.4 and 4.7.
  CHECK(to_hex(hmac_sha256(repeated(20, 0x0b), as_bytes("Hi There"))) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(repeated(20, 0xaa), repeated(50, 0xdd))) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(to_hex(hmac_sha256(repeated(131, 0xaa),
                           as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("HMAC-SHA-1 gives the values of RFC 2202") {
  // Section 3, cases 1, 2 and 6.
  CHECK(to_hex(hmac_sha1(repeated(20, 0x0b), as_bytes("Hi There"))) ==
        "b617318655057264e28bc0b6fb378c8ef146be00");
  CHECK(to_hex(hmac_sha1(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(to_hex(hmac_sha1(repeated(80, 0xaa),
                         as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
        "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

Digest160 rfc_key() {
  return *to_array<20>(as_bytes("12345678901234567890"));
}

TEST_CASE("one-time passwords are those of RFC 4226") {
  // Appendix D: the truncated decimals, of which we show the last eight digits.
  const std::array<std::uint32_t, 10> decimals = {1284755224, 1094287082, 137359152,  1726969429,
                                                  1640338314, 868254676,  1918287922, 82162583,
                                                  673399871,  645520489};
  for (std::size_t count = 0; count < decimals.size(); ++count) {
    CAPTURE(count);
    CHECK(totp_value(rfc_key(), static_cast<Step>(count)) == decimals[count] % 100'000'000);
  }
}

TEST_CASE("one-time passwords of eight digits are those of RFC 6238") {
  // Appendix B, SHA-1; its steps are 30 s long, ours are numbers.
  CHECK(totp_value(rfc_key(), 0x1) == 94287082);
  CHECK(totp_value(rfc_key(), 0x23523EC) == 7081804);
  CHECK(totp_value(rfc_key(), 0x23523ED) == 14050471);
  CHECK(totp_value(rfc_key(), 0x273EF07) == 89005924);
  CHECK(totp_value(rfc_key(), 0x3F940AA) == 69279037);
  CHECK(totp_value(rfc_key(), 0x27BC86AA) == 65353130);
}

TEST_CASE("bytes are equal only where all of them and their number are") {
  CHECK(equal(as_bytes("abc"), as_bytes("abc")));
  CHECK(equal({}, {}));
  CHECK_FALSE(equal(as_bytes("abc"), as_bytes("abd")));
  CHECK_FALSE(equal(as_bytes("abc"), as_bytes("ab")));
  CHECK_FALSE(equal({}, as_bytes("a")));
}

TEST_CASE("the system's random bytes fill the whole span and do not repeat") {
  const auto random = system_random();
  std::array<std::byte, 32> first{};
  std::array<std::byte, 32> second{};
  random(first);
  random(second);
  CHECK(first != second);
  CHECK(std::ranges::count(first, std::byte{0}) < 8);
}

TEST_CASE("hexadecimal digits come back as their bytes in either case, and nothing else does") {
  CHECK(to_hex(repeated(1, 0xaf)) == "af");
  CHECK(from_hex("aF") == repeated(1, 0xaf));
  CHECK(from_hex("") == Bytes{});
  for (const auto* text : {"a", "abc", "0g", "0x", " a", "a ", "-1", "+1"}) {
    CAPTURE(text);
    CHECK_FALSE(from_hex(text));
  }
  REQUIRE(rc::check([] {
    const auto bytes = tests::any_bytes();
    RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
  }));
}

TEST_CASE("base64url is that of RFC 4648 without padding") {
  // Section 10, and the two characters of section 5.
  const std::array<std::pair<std::string_view, std::string_view>, 7> pairs = {
      {{"", ""},
       {"f", "Zg"},
       {"fo", "Zm8"},
       {"foo", "Zm9v"},
       {"foob", "Zm9vYg"},
       {"fooba", "Zm9vYmE"},
       {"foobar", "Zm9vYmFy"}}};
  for (const auto& [plain, text] : pairs) {
    CAPTURE(plain);
    CHECK(to_base64url(as_bytes(plain)) == text);
    CHECK(from_base64url(text) == of(as_bytes(plain)));
  }
  CHECK(to_base64url(hex("fbff")) == "-_8");
}

TEST_CASE("what is no base64url without padding is refused") {
  for (const auto* text :
       {"Zg==", "Zm8=", "Z", "Zm9vY", "+_8", "-/8", "Zm 9v", "Zm9v\n", "Zm9v."}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64url(text));
  }
}

TEST_CASE("a base64url text that decodes is the only text of its bytes") {
  // RFC 4648, section 3.5: the bits behind the last byte are zero.
  CHECK_FALSE(from_base64url("Zh"));
  CHECK_FALSE(from_base64url("Zm9"));
  REQUIRE(rc::check([] {
    const auto bytes = tests::any_bytes();
    RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
  }));
}

}  // namespace
}  // namespace fitmate::domain
