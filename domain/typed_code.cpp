#include "domain/typed_code.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace fitmate::domain {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned bits_a_letter = 5;

// Crockford's reading of what looks alike.
std::optional<unsigned> value_of(char letter) {
  if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  if (letter == 'O') letter = '0';
  if (letter == 'I' || letter == 'L') letter = '1';
  const auto place = alphabet.find(letter);
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(place);
}

std::optional<std::uint64_t> read_person(std::string_view letters) {
  std::uint64_t number = 0;
  for (const char letter : letters) {
    const auto value = value_of(letter);
    if (!value) return std::nullopt;
    number = number << bits_a_letter | *value;
  }
  return number;
}

std::optional<std::uint32_t> read_digits(std::string_view digits) {
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
  std::uint32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// The newest of the three steps in which that credential shows these digits.
std::optional<Step> step_of(const Digest160& key, std::uint32_t digits, Step now) {
  std::optional<Step> found;
  for (Step step = now - 1; step <= now + 1; ++step) {
    if (totp_value(key, step) == digits) found = step;
  }
  return found;
}

}  // namespace

std::optional<char> code_letter(char letter) {
  return value_of(letter).transform([](unsigned value) { return alphabet[value]; });
}

std::string person_text(PersonNumber number) {
  std::string text(person_letters, '0');
  auto left = number.value;
  for (auto letter = text.rbegin(); letter != text.rend(); ++letter) {
    *letter = alphabet[left % alphabet.size()];
    left >>= bits_a_letter;
  }
  return text;
}

std::string typed_text(PersonNumber number, std::string_view phone_text) {
  return person_text(number) + ' ' +
         std::string{phone_text.substr(phone_text.size() - typed_digits)};
}

std::optional<TypedCode> parse_typed_code(std::string_view text) {
  if (text.size() != person_letters + typed_digits) return std::nullopt;
  const auto number = read_person(text.substr(0, person_letters));
  const auto digits = read_digits(text.substr(person_letters));
  if (!number || !digits) return std::nullopt;
  TypedCode typed{.person = std::nullopt, .digits = *digits};
  if (*number <= UINT32_MAX) typed.person = PersonNumber{static_cast<std::uint32_t>(*number)};
  return typed;
}

Result<Credential, CodeFault> match_typed_code(const TypedCode& typed,
                                               std::span<const Capsule> known, const KeyRing& ring,
                                               Instant now) {
  const std::array<Capsule, 1> nobody{};
  const bool is_known = !known.empty();
  std::optional<Credential> found;
  for (const auto& capsule : is_known ? known : std::span<const Capsule>{nobody}) {
    for (const auto& [epoch, epoch_key] : ring.totp) {
      const auto key = credential_totp_key(epoch_key, capsule.credential, capsule.generation);
      const auto step = step_of(key, typed.digits, step_at(now));
      if (!step || !is_known) continue;
      found = Credential{.capsule = capsule, .step = step, .typed = true};
      found->capsule.totp_epoch = epoch;
    }
  }
  if (!found) return std::unexpected(CodeFault::forged);
  return *found;
}

}  // namespace fitmate::domain
