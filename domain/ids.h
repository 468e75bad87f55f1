#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/instant.h"

namespace fitmate::domain {

// A number that names one thing; ids of different things do not mix.
template <class Tag, class Number>
struct Id {
  Number value{};
  auto operator<=>(const Id&) const = default;
};

using UserId = Id<struct UserTag, std::int64_t>;               // users.id
using PersonNumber = Id<struct PersonTag, std::uint32_t>;      // users.person_number, in the code
using CredentialId = Id<struct CredentialTag, std::uint64_t>;  // random, in the code
using MembershipId = Id<struct MembershipTag, std::int64_t>;   // memberships.id
using KioskId = Id<struct KioskTag, std::int64_t>;             // kiosks.id
using GymId = Id<struct GymTag, std::uint16_t>;                // in the code
using StoreEpoch = Id<struct StoreEpochTag, std::uint64_t>;    // one life of a kiosk's database
using Seq = Id<struct SeqTag, std::int64_t>;                   // 1, 2, 3, ... within a StoreEpoch

// RFC 9562, section 4.
struct Uuid {
  std::array<std::byte, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
};

struct EventId {
  Uuid value;
  auto operator<=>(const EventId&) const = default;
};

struct TrainerId {
  Uuid value;
  auto operator<=>(const TrainerId&) const = default;
};

// Fills the span with random bytes that nobody can guess.
using Random = std::function<void(std::span<std::byte>)>;

// UUID version 7: the milliseconds of `now` (never trusted, never ordered by), then 74 random bits
// (RFC 9562, section 5.7).
Uuid make_uuid(Instant now, const Random& random);

// Eight, four, four, four, twelve hexadecimal digits; text is lower case, parsing takes both.
std::string to_text(const Uuid& id);
std::optional<Uuid> parse_uuid(std::string_view text);

}  // namespace fitmate::domain

template <class Tag, class Number>
struct std::hash<fitmate::domain::Id<Tag, Number>> {
  std::size_t operator()(const fitmate::domain::Id<Tag, Number>& id) const noexcept {
    return std::hash<Number>{}(id.value);
  }
};
