#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <rapidcheck.h>

#include "domain/instant.h"
#include "sync/wire.h"

// Values as the wire carries them, for properties.
namespace fitmate::sync::any {

inline std::int64_t number(std::int64_t least, std::int64_t most) {
  return *rc::gen::inRange<std::int64_t>(least, most + 1);
}

inline bool flag() {
  return *rc::gen::arbitrary<bool>();
}

// Letters of one to four bytes, quotes, backslashes and control characters among them.
inline std::string text() {
  const auto letter = rc::gen::elementOf(std::vector<std::string>{
      "a", "B", "7", " ", "\"", "\\", "/", "\n", "\x01", "{", "]", "é", "ß", "€", "中", "🏋"});
  std::string out;
  for (const auto& part : *rc::gen::container<std::vector<std::string>>(letter)) out += part;
  return out;
}

template <std::size_t size>
std::array<std::byte, size> bytes() {
  std::array<std::byte, size> out{};
  for (auto& byte : out) byte = static_cast<std::byte>(number(0, 255));
  return out;
}

inline std::uint64_t bits() {
  return *rc::gen::arbitrary<std::uint64_t>();
}

// From 1970 to 2106.
inline domain::Instant instant() {
  return domain::Instant{std::chrono::milliseconds{number(0, 4'294'967'295'999)}};
}

inline domain::Day day() {
  return domain::Day{std::chrono::days{number(0, 49'000)}};
}

template <class Make>
auto maybe(Make make) -> std::optional<decltype(make())> {
  return flag() ? std::optional{make()} : std::nullopt;
}

inline std::map<std::uint8_t, domain::TotpKey> totp_keys() {
  std::map<std::uint8_t, domain::TotpKey> keys;
  for (auto n = number(0, 2); n > 0; --n) {
    keys[static_cast<std::uint8_t>(number(0, 15))] = bytes<32>();
  }
  return keys;
}

// A well-formed text, damaged: bytes changed, taken out, put in twice, or cut off.
inline std::string damaged(std::string text) {
  for (auto n = number(1, 6); n > 0 && !text.empty(); --n) {
    const auto at = static_cast<std::size_t>(number(0, std::ssize(text) - 1));
    switch (number(0, 3)) {
      case 0:
        text[at] = static_cast<char>(number(0, 127));
        break;
      case 1:
        text.erase(at, static_cast<std::size_t>(number(1, 8)));
        break;
      case 2:
        text.insert(at, text.substr(at, static_cast<std::size_t>(number(1, 40))));
        break;
      default:
        text.resize(flag() ? text.size() : at);
    }
  }
  return text;
}

// A reader of damaged text answers: a value, or words that say why not.
template <class T>
void survives(const Decoded<T>& read) {
  const bool answers = read.has_value() || !read.error().empty();
  RC_ASSERT(answers);
}

}  // namespace fitmate::sync::any
