#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "db/sql/value.h"

namespace fitmate::central::http {

// A value as it travels: in a path, a query, a body or an answer.
enum class Kind : std::uint8_t {
  text,  // UTF-8, lines and tabs allowed
  name,  // one line
  email,
  password,  // the seed's rule
  secret,    // what somebody types as their password: any text, whatever rule it keeps
  phone,
  number,
  integer,
  money,  // in major units here, in minor units in the database
  boolean,
  instant,      // RFC 3339
  day,          // "2026-01-22"
  time_of_day,  // "HH:MM"
  uuid,
  choice,
  json,  // an object or an array
};

struct Field {
  std::string_view name;
  Kind kind{};
  bool required = false;  // in what is asked; in an answer: never null
  bool nullable = true;   // may be given as null where it is not required
  double least = 0;       // of numbers
  double most = std::numeric_limits<double>::infinity();
  std::size_t longest = 500;  // of texts, in characters
  std::vector<std::string_view> choices{};
  // What is wrong with a text that is one otherwise; empty: nothing.
  std::string_view (*objection)(const std::string& text) = nullptr;
};

Field text(std::string_view name, std::size_t longest = 500);
Field number(std::string_view name, double most = std::numeric_limits<double>::infinity());
Field integer(std::string_view name, std::int64_t least = 0,
              std::int64_t most = std::numeric_limits<std::int32_t>::max());
// users.id and the other numbers that the database gives.
Field id(std::string_view name);
Field choice(std::string_view name, std::vector<std::string_view> choices);
Field of(Kind kind, std::string_view name);
Field required(Field field);
// May be left out, but not be null.
Field never_null(Field field);

// Whether a JSON text nests deeper than 32 levels: what recurses over it must not see it.
bool is_too_deep(std::string_view text);

// Why a value cannot be taken, in FastAPI's words: {"msg","type"}.
struct ValueFault {
  std::string message;
  std::string type;
};
using ReadValue = std::expected<db::sql::Value, ValueFault>;

// A value of a body: as the database takes it. Null is null.
ReadValue read_value(const Field& field, const nlohmann::json& value);
// A value of a path, a query or a form.
ReadValue read_value(const Field& field, std::string_view text);

// A value of the database, for an answer.
nlohmann::ordered_json write_value(const Field& field, const db::sql::Value& value);

}  // namespace fitmate::central::http
