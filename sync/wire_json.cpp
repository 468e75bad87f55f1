#include "sync/wire_json.h"

#include <utility>

namespace fitmate::sync::json {
namespace {

template <class Parse>
auto read_as(const Json& json, const char* field, const char* what, Parse parse) {
  const auto value = parse(read_text(json, field));
  if (!value) throw Malformed(std::format("{} is no {}", field, what));
  return *value;
}

}  // namespace

Json parse_object(std::string_view text, std::size_t most) {
  if (text.size() > most) throw Malformed(std::format("the text is over {} bytes", most));
  const auto shallow = [](int depth, Json::parse_event_t, const Json&) {
    if (depth > depth_most) throw Malformed(std::format("nested over {} deep", depth_most));
    return true;
  };
  auto json = Json::parse(text, shallow, false);
  if (!json.is_object()) throw Malformed("the text is no JSON object");
  return json;
}

std::string write(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool has(const Json& json, const char* field) {
  const auto found = json.find(field);
  return found != json.end() && !found->is_null();
}

const Json& at(const Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end()) throw Malformed(std::format("the field {} is missing", field));
  return *found;
}

std::int64_t read_number(const Json& json, const char* field, std::int64_t least,
                         std::int64_t most) {
  const auto& value = at(json, field);
  if (!value.is_number_integer()) throw Malformed(std::format("{} is no whole number", field));
  const bool fits =
      !value.is_number_unsigned() || std::in_range<std::int64_t>(value.get<std::uint64_t>());
  const auto number = fits ? value.get<std::int64_t>() : most;
  if (!fits || number < least || number > most) {
    throw Malformed(std::format("{} is not from {} to {}", field, least, most));
  }
  return number;
}

std::string read_text(const Json& json, const char* field) {
  const auto& value = at(json, field);
  if (!value.is_string()) throw Malformed(std::format("{} is no text", field));
  return value.get_ref<const std::string&>();
}

bool read_flag(const Json& json, const char* field) {
  if (!has(json, field)) return false;
  const auto& value = at(json, field);
  if (!value.is_boolean()) throw Malformed(std::format("{} is neither true nor false", field));
  return value.get<bool>();
}

const Json& read_list(const Json& json, const char* field) {
  const auto& value = at(json, field);
  if (!value.is_array()) throw Malformed(std::format("{} is no list", field));
  return value;
}

const Json& read_object(const Json& json, const char* field) {
  const auto& value = at(json, field);
  if (!value.is_object()) throw Malformed(std::format("{} is no object", field));
  return value;
}

domain::Instant read_instant(const Json& json, const char* field) {
  return read_as(json, field, "RFC 3339 time", domain::parse_instant);
}

domain::Day read_day(const Json& json, const char* field) {
  return read_as(json, field, "date", domain::parse_day);
}

domain::Uuid read_uuid(const Json& json, const char* field) {
  return read_as(json, field, "UUID", domain::parse_uuid);
}

std::uint64_t read_hex64(const Json& json, const char* field) {
  return read_as(json, field, "run of 16 hexadecimal digits", domain::parse_hex64);
}

domain::Seq read_seq(const Json& json, const char* field, std::int64_t least) {
  return {read_number(json, field, least)};
}

std::map<std::uint8_t, domain::TotpKey> read_totp_keys(const Json& json, const char* field) {
  std::map<std::uint8_t, domain::TotpKey> keys;
  for (const auto& entry : read_list(json, field)) {
    if (!entry.is_object()) throw Malformed(std::format("{} holds what is no object", field));
    const auto epoch = static_cast<std::uint8_t>(read_number(entry, "epoch", 0, 15));
    keys[epoch] = read_bytes<32>(entry, "key");
  }
  return keys;
}

Json write_totp_keys(const std::map<std::uint8_t, domain::TotpKey>& keys) {
  auto list = Json::array();
  for (const auto& [epoch, key] : keys) {
    list.push_back({{"epoch", epoch}, {"key", domain::to_hex(key)}});
  }
  return list;
}

}  // namespace fitmate::sync::json
