#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rapidcheck.h>

#include "domain/credential.h"
#include "domain/event.h"

namespace fitmate::tests {

// Random values for properties. Each draws when it is called, inside a rc::check.

inline domain::Bytes any_bytes() {
  const auto numbers = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
  domain::Bytes bytes;
  for (const auto number : numbers) bytes.push_back(std::byte{number});
  return bytes;
}

template <std::size_t size>
std::array<std::byte, size> any_array() {
  const auto numbers = *rc::gen::arbitrary<std::array<std::uint8_t, size>>();
  std::array<std::byte, size> bytes;
  for (std::size_t i = 0; i < size; ++i) bytes[i] = std::byte{numbers[i]};
  return bytes;
}

// 1970 to 2106, the years that a broken clock may claim.
inline domain::Instant any_instant() {
  return domain::Instant{
      std::chrono::milliseconds{*rc::gen::inRange<std::int64_t>(0, 4294967296000)}};
}

template <class T>
T any_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>{values});
}

template <class T>
T any_number() {
  return *rc::gen::arbitrary<T>();
}

template <class Make>
auto maybe(Make make) -> std::optional<decltype(make())> {
  if (!any_number<bool>()) return std::nullopt;
  return make();
}

inline domain::Uuid any_uuid() {
  return {.bytes = any_array<16>()};
}

// Letters of several scripts, and what JSON must escape.
inline std::string any_text() {
  std::string text;
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"a", "Z", " ", "\"", "\\", "\n", "\x01", std::string(1, '\0'), "/",
                               "é", "जि", "😀", "\u2028", "{", "'"}));
  for (const auto& piece : pieces) text += piece;
  return text;
}

inline domain::Capsule any_capsule(domain::CredentialKind kind, domain::GymId gym) {
  const domain::Day first_day{std::chrono::local_days{std::chrono::year{2025} / 1 / 1}};
  return {
      .kind = kind,
      .totp_epoch = *rc::gen::inRange<std::uint8_t>(0, 16),
      .issuer = *rc::gen::inRange<std::uint8_t>(0, 16),
      .gym = gym,
      .credential = {any_number<std::uint64_t>()},
      .person = {any_number<std::uint32_t>()},
      .valid_from = first_day + std::chrono::days{any_number<std::uint16_t>()},
      .valid_until = first_day + std::chrono::days{any_number<std::uint16_t>()},
      .generation = any_number<std::uint8_t>(),
      .entitlements = any_number<std::uint8_t>(),
  };
}

inline domain::CredentialKind any_kind() {
  return any_of({domain::CredentialKind::phone, domain::CredentialKind::card,
                 domain::CredentialKind::day_pass});
}

inline domain::ClockState any_clock_state() {
  return any_of(
      {domain::ClockState::synced, domain::ClockState::holdover, domain::ClockState::unsynced});
}

inline domain::Stamp any_stamp() {
  return {
      .at = any_instant(),
      .wall = any_instant(),
      .boot_id = any_uuid(),
      .since_boot = std::chrono::milliseconds{*rc::gen::inRange<std::int64_t>(0, 4294967296000)},
      .clock_state = any_clock_state(),
      .entered_late = any_number<bool>(),
  };
}

inline domain::CodeSeen any_code_seen() {
  return {
      .kind = any_kind(),
      .credential = {any_number<std::uint64_t>()},
      .person_number = {any_number<std::uint32_t>()},
      .generation = any_number<std::uint8_t>(),
      .step = maybe([] { return *rc::gen::inRange<domain::Step>(0, 286331154); }),
  };
}

// An accepted scan says what was seen; a refused one may not know.
inline domain::Scan any_scan(bool accepted, domain::ClockState clock_state) {
  return {
      .code = accepted ? std::optional{any_code_seen()} : maybe(any_code_seen),
      .user = maybe([] { return domain::UserId{any_number<std::int64_t>()}; }),
      .trainer = maybe([] { return domain::TrainerId{any_uuid()}; }),
      .outcome = accepted ? any_of({domain::Outcome::admitted, domain::Outcome::warned})
                          : domain::Outcome::refused,
      .reason = static_cast<domain::Reason>(
          *rc::gen::inRange<int>(0, static_cast<int>(domain::Reason::store_failed) + 1)),
      .basis = {.rules = any_number<std::int64_t>(),
                .row_version = any_number<std::int64_t>(),
                .data_age = maybe([] { return std::chrono::seconds{any_number<std::int32_t>()}; }),
                .clock_state = clock_state},
  };
}

inline domain::Photo any_photo() {
  return {.sha256 = any_array<32>(),
          .size = *rc::gen::inRange<std::int64_t>(0, 2 * 1024 * 1024 + 1),
          .type = any_of<std::string>({"image/jpeg", "image/png"})};
}

inline domain::MealPhotographed any_meal() {
  const auto amount = [] { return *rc::gen::inRange(0, 100000) / 7.0; };
  std::vector<domain::Photo> photos;
  for (auto left = *rc::gen::inRange(0, 4); left > 0; --left) photos.push_back(any_photo());
  return {
      .user = {any_number<std::int64_t>()},
      .code = any_code_seen(),
      .item = any_text(),
      .calories = maybe(amount),
      .macros = {.protein = maybe(amount), .carbohydrates = maybe(amount), .fat = maybe(amount)},
      .photos = photos,
  };
}

inline domain::Happening any_happening(domain::ClockState clock_state) {
  const auto event_id = [] { return domain::EventId{any_uuid()}; };
  switch (*rc::gen::inRange(0, 7)) {
    case 0:
      return domain::CheckedIn{.scan = any_scan(true, clock_state)};
    case 1:
      return domain::CheckedOut{.scan = any_scan(true, clock_state), .entry = maybe(event_id)};
    case 2:
      return domain::Refused{.scan = any_scan(false, clock_state)};
    case 3:
      return domain::ShiftStarted{.scan = any_scan(true, clock_state),
                                  .missed_end = any_number<bool>()};
    case 4:
      return domain::ShiftEnded{.scan = any_scan(true, clock_state), .start = maybe(event_id)};
    case 5:
      return any_meal();
    default:
      return domain::Annulled{.annulled = event_id()};
  }
}

inline domain::Event any_event() {
  const auto stamp = any_stamp();
  return {.id = {any_uuid()}, .stamp = stamp, .happening = any_happening(stamp.clock_state)};
}

}  // namespace fitmate::tests
