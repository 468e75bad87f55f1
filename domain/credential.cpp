#include "domain/credential.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <format>

#include "domain/base45.h"
#include "domain/known_signatures.h"

namespace fitmate::domain {
namespace {

constexpr std::size_t signed_size = 22;
constexpr std::size_t seconds_digits = 10;
constexpr std::size_t totp_digits = 8;
constexpr unsigned version = 1;
constexpr Day first_day{std::chrono::year{2025} / 1 / 1};
constexpr std::string_view capsule_context{"FitMate/qr-capsule/v1\0", 22};
constexpr std::string_view totp_context = "FitMate/qr-totp/v1";
constexpr std::string_view base45_alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

struct Tail {
  std::int64_t unix_seconds;
  std::uint32_t totp;
};

void put(Bytes& out, std::uint64_t value, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::byte>((value >> shift) & 0xff));
  }
}

std::uint64_t get(ByteView bytes, std::size_t offset, std::size_t size) {
  std::uint64_t value = 0;
  for (const auto byte : bytes.subspan(offset, size)) {
    value = value * 256 + std::to_integer<unsigned>(byte);
  }
  return value;
}

std::uint64_t day_number(Day day) {
  const auto number = (day - first_day).count();
  assert(number >= 0 && number <= 0xffff);
  return static_cast<std::uint64_t>(number);
}

Bytes signed_part(const Capsule& capsule) {
  Bytes bytes;
  put(bytes, version << 4 | static_cast<unsigned>(capsule.kind), 1);
  put(bytes, static_cast<unsigned>(capsule.totp_epoch << 4 | capsule.issuer), 1);
  put(bytes, capsule.gym.value, 2);
  put(bytes, capsule.credential.value, 8);
  put(bytes, capsule.person.value, 4);
  put(bytes, day_number(capsule.valid_from), 2);
  put(bytes, day_number(capsule.valid_until), 2);
  put(bytes, capsule.generation, 1);
  put(bytes, capsule.entitlements, 1);
  assert(bytes.size() == signed_size);
  return bytes;
}

Bytes with_context(ByteView part) {
  Bytes message(as_bytes(capsule_context).begin(), as_bytes(capsule_context).end());
  message.insert(message.end(), part.begin(), part.end());
  return message;
}

Capsule read_capsule(ByteView bytes) {
  const auto day = [&](std::size_t offset) {
    return first_day + std::chrono::days{static_cast<int>(get(bytes, offset, 2))};
  };
  return {.kind = static_cast<CredentialKind>(get(bytes, 0, 1) & 0x0f),
          .totp_epoch = static_cast<std::uint8_t>(get(bytes, 1, 1) >> 4),
          .issuer = static_cast<std::uint8_t>(get(bytes, 1, 1) & 0x0f),
          .gym = {static_cast<std::uint16_t>(get(bytes, 2, 2))},
          .credential = {get(bytes, 4, 8)},
          .person = {static_cast<std::uint32_t>(get(bytes, 12, 4))},
          .valid_from = day(16),
          .valid_until = day(18),
          .generation = static_cast<std::uint8_t>(get(bytes, 20, 1)),
          .entitlements = static_cast<std::uint8_t>(get(bytes, 21, 1))};
}

template <class Number>
std::optional<Number> decimal(std::string_view digits) {
  Number value{};
  const auto all_digits = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!all_digits) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<Tail> read_tail(std::string_view text) {
  const auto seconds = decimal<std::int64_t>(text.substr(0, seconds_digits));
  const auto totp = decimal<std::uint32_t>(text.substr(seconds_digits, totp_digits));
  if (!seconds || !totp) return std::nullopt;
  return Tail{*seconds, *totp};
}

bool length_fits_kind(std::string_view text, unsigned kind) {
  if (text.size() == phone_text_size) return kind == static_cast<unsigned>(CredentialKind::phone);
  return kind == static_cast<unsigned>(CredentialKind::card) ||
         kind == static_cast<unsigned>(CredentialKind::day_pass);
}

// The base point (RFC 8032, section 5.1) stands for the key of an issuer that we do not know, so
// that verifying takes as long: a key of small order, such as zeros, is refused at once.
constexpr PublicKey base_point = [] {
  PublicKey key;
  key.fill(std::byte{0x66});
  key[0] = std::byte{0x58};
  return key;
}();

const IssuerKey* issuer_in_its_dates(const KeyRing& ring, std::uint8_t id, Instant now) {
  const auto found = ring.issuers.find(id);
  if (found == ring.issuers.end()) return nullptr;
  const auto& key = found->second;
  return !key.revoked && key.from <= now && now < key.to ? &key : nullptr;
}

}  // namespace

Step step_at(Instant at) {
  using Steps = std::chrono::duration<Step, std::ratio<step_length.count()>>;
  return std::chrono::floor<Steps>(at).time_since_epoch().count();
}

Instant start_of_step(Step step) {
  return Instant{step * step_length};
}

bool could_be_ours(std::string_view text) {
  return text.starts_with(code_prefix) &&
         (text.size() == card_text_size || text.size() == phone_text_size) &&
         text.find_first_not_of(base45_alphabet) == std::string_view::npos;
}

Result<Credential, CodeFault> parse_credential(std::string_view text, const KeyRing& ring,
                                               Instant now) {
  KnownSignatures none;
  return parse_credential(text, ring, now, none);
}

Result<Credential, CodeFault> parse_credential(std::string_view text, const KeyRing& ring,
                                               Instant now, KnownSignatures& known) {
  if (!could_be_ours(text)) return std::unexpected(CodeFault::not_ours);

  const auto body = text.substr(code_prefix.size(), card_text_size - code_prefix.size());
  const auto decoded = from_base45(body);
  const Bytes bytes = decoded && decoded->size() == capsule_size ? *decoded : Bytes(capsule_size);
  bool good = decoded && decoded->size() == capsule_size;

  const auto head = get(bytes, 0, 1);
  good &= head >> 4 == version && length_fits_kind(text, head & 0x0f);
  Credential credential{.capsule = read_capsule(bytes), .step = std::nullopt};

  const auto* issuer = issuer_in_its_dates(ring, credential.capsule.issuer, now);
  const auto part = ByteView{bytes}.first(signed_size);
  const auto signature = *to_array<64>(ByteView{bytes}.subspan(signed_size));
  const auto& key = issuer != nullptr ? issuer->key : base_point;
  const bool signed_well = known.verify(key, with_context(part), signature);
  good &= issuer != nullptr && signed_well && credential.capsule.gym == ring.gym;

  if (text.size() == card_text_size) {
    if (!good) return std::unexpected(CodeFault::forged);
    return credential;
  }
  const auto tail = read_tail(text.substr(card_text_size));
  const auto epoch = ring.totp.find(credential.capsule.totp_epoch);
  const auto totp_key =
      credential_totp_key(epoch != ring.totp.end() ? epoch->second : TotpKey{},
                          credential.capsule.credential, credential.capsule.generation);
  credential.step = tail ? tail->unix_seconds / step_length.count() : 0;
  const bool right_value = tail && totp_value(totp_key, *credential.step) == tail->totp;
  if (!good || !tail) return std::unexpected(CodeFault::forged);
  if (epoch == ring.totp.end()) return std::unexpected(CodeFault::code_too_new);
  if (!right_value) return std::unexpected(CodeFault::forged);
  return credential;
}

std::string card_text(const Capsule& capsule, const Seed& issuer) {
  Bytes bytes = signed_part(capsule);
  const auto signature = sign(issuer, with_context(bytes));
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  return std::string{code_prefix} + to_base45(bytes);
}

std::string phone_text(const Capsule& capsule, const Seed& issuer, const TotpKey& key, Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  const auto credential_key = credential_totp_key(key, capsule.credential, capsule.generation);
  return std::format("{}{:010}{:08}", card_text(capsule, issuer), seconds,
                     totp_value(credential_key, step_at(at)));
}

Digest160 credential_totp_key(const TotpKey& epoch_key, CredentialId credential,
                              std::uint8_t generation) {
  Bytes message(as_bytes(totp_context).begin(), as_bytes(totp_context).end());
  put(message, credential.value, 8);
  put(message, generation, 1);
  return blake2b_160(epoch_key, message);
}

std::uint32_t totp_value(const Digest160& key, Step step) {
  Bytes counter;
  put(counter, static_cast<std::uint64_t>(step), 8);
  const auto mac = hmac_sha1(key, counter);
  // RFC 4226, section 5.3: dynamic truncation.
  const auto offset = std::to_integer<std::size_t>(mac.back() & std::byte{0x0f});
  const auto bits = static_cast<std::uint32_t>(get(mac, offset, 4)) & 0x7fffffffU;
  return bits % 100'000'000U;
}

}  // namespace fitmate::domain
