#pragma once

#include <cstdint>
#include <format>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "domain/credential.h"
#include "domain/crypto.h"
#include "domain/hex64.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "sync/wire.h"

// For the files of the codec alone: JSON read field by field, each fault with its field's name.
namespace fitmate::sync::json {

using Json = nlohmann::json;

// Thrown and caught within the codec.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline constexpr int depth_most = 32;
// Numbers are exact in every reader of JSON up to here (RFC 8259, section 6), and sums of a few of
// them do not overflow.
inline constexpr std::int64_t number_most = std::int64_t{1} << 53;
// Of the small messages; pushes and pages have limits of their own.
inline constexpr std::size_t text_most = std::size_t{64} * 1024;

Json parse_object(std::string_view text, std::size_t most);
std::string write(const Json& json);

const Json& at(const Json& json, const char* field);
// Null counts as absent.
bool has(const Json& json, const char* field);

std::int64_t read_number(const Json& json, const char* field, std::int64_t least = -number_most,
                         std::int64_t most = number_most);
std::string read_text(const Json& json, const char* field);
bool read_flag(const Json& json, const char* field);  // absent is false
const Json& read_list(const Json& json, const char* field);
const Json& read_object(const Json& json, const char* field);
domain::Instant read_instant(const Json& json, const char* field);
domain::Day read_day(const Json& json, const char* field);
domain::Uuid read_uuid(const Json& json, const char* field);
std::uint64_t read_hex64(const Json& json, const char* field);
domain::Seq read_seq(const Json& json, const char* field, std::int64_t least = 0);
std::map<std::uint8_t, domain::TotpKey> read_totp_keys(const Json& json, const char* field);

using domain::hex64;
Json write_totp_keys(const std::map<std::uint8_t, domain::TotpKey>& keys);

template <std::size_t size>
std::array<std::byte, size> read_bytes(const Json& json, const char* field) {
  const auto bytes = domain::from_hex(read_text(json, field));
  const auto array = bytes ? domain::to_array<size>(*bytes) : std::nullopt;
  if (!array) throw Malformed(std::format("{} is not {} hexadecimal digits", field, 2 * size));
  return *array;
}

// What `read` makes of the text's object, or in words why not.
template <class Read>
auto decode(std::string_view text, std::size_t most, Read read)
    -> Decoded<decltype(read(std::declval<Json&>()))> {
  try {
    auto json = parse_object(text, most);
    return read(json);
  } catch (const Malformed& fault) {
    return std::unexpected(fault.what());
  }
}

}  // namespace fitmate::sync::json
