#include "db/sql/postgres_value.h"

#include <array>
#include <charconv>

#include "db/sql/postgres_type.h"

namespace fitmate::db::sql {
namespace {

template <class Number>
Number number(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "\x" and two digits a byte.
Bytes bytes(std::string_view text) {
  Bytes result;
  result.reserve(text.size() / 2);
  for (std::size_t at = 2; at + 1 < text.size(); at += 2) {
    unsigned byte = 0;
    std::from_chars(text.data() + at, text.data() + at + 2, byte, 16);
    result.push_back(static_cast<std::byte>(byte));
  }
  return result;
}

// "2026-01-22 08:15:30.25+00" (the session is in UTC) as RFC 3339 in milliseconds; what has no such
// form, as "infinity", stays as it is.
std::string instant(std::string_view text) {
  std::string rfc{text.substr(0, text.find('+'))};
  if (const auto space = rfc.find(' '); space != std::string::npos) rfc[space] = 'T';
  const auto at = domain::parse_instant(rfc + 'Z');
  return at ? domain::to_text(*at) : std::string{text};
}

}  // namespace

Value value_of(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) == 1) return {};
  const std::string_view text{PQgetvalue(result, row, column),
                              static_cast<std::size_t>(PQgetlength(result, row, column))};
  switch (static_cast<PostgresType>(PQftype(result, column))) {
    case PostgresType::boolean:
      return std::int64_t{text == "t"};
    case PostgresType::int2:
    case PostgresType::int4:
    case PostgresType::int8:
      return number<std::int64_t>(text);
    case PostgresType::float4:
    case PostgresType::float8:
      return number<double>(text);
    case PostgresType::bytea:
      return bytes(text);
    case PostgresType::timestamp:
    case PostgresType::timestamptz:
      return instant(text);
    default:
      return std::string{text};
  }
}

std::string number_text(const Value& number) {
  std::array<char, 32> text{};
  auto* end = text.data() + text.size();
  const auto written = std::holds_alternative<double>(number)
                           ? std::to_chars(text.data(), end, std::get<double>(number))
                           : std::to_chars(text.data(), end, std::get<std::int64_t>(number));
  return {text.data(), written.ptr};
}

}  // namespace fitmate::db::sql
