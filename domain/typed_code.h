#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/credential.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace fitmate::domain {

// What a person types where no camera reads their phone: who they are, and the digits that the
// phone shows now.
struct TypedCode {
  std::optional<PersonNumber> person;  // none: letters that are nobody's number
  std::uint32_t digits = 0;            // 8 of them
  bool operator==(const TypedCode&) const = default;
};

inline constexpr std::size_t person_letters = 7;
inline constexpr std::size_t typed_digits = 8;

// The number in Crockford's base32 (crockford.com/base32.html), the highest letter first.
std::string person_text(PersonNumber number);

// What its owner types while the phone shows that text: the number and the digits, with a blank
// between them to be read easily.
std::string typed_text(PersonNumber number, std::string_view phone_text);

// The letter as it is read: O as 0, I and L as 1, small ones as large ones; none where it is not of
// the alphabet.
std::optional<char> code_letter(char letter);

// Both parts one after the other, 15 characters, each letter as code_letter reads it.
std::optional<TypedCode> parse_typed_code(std::string_view text);

// The credential whose phone shows those digits, of those that the person is known to have (phones'
// alone; a card shows none). Only the steps now-1 to now+1 are tried: digits without their time say
// nothing further away. As long for a person who is not known.
Result<Credential, CodeFault> match_typed_code(const TypedCode& typed,
                                               std::span<const Capsule> known, const KeyRing& ring,
                                               Instant now);

}  // namespace fitmate::domain
