#include "central/http/field.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <format>
#include <optional>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include "central/services/fields.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::http {
namespace {

using db::sql::Value;
using Json = nlohmann::json;

constexpr double largest_exact = 9'007'199'254'740'992;  // above it doubles skip whole numbers
constexpr int deepest = 32;
constexpr std::size_t longest_secret = 1000;  // bytes, as a password may have
constexpr std::size_t longest_json =
    std::size_t{64} * 1024;  // bytes; of a value that travels as text
constexpr double most_money = 9'999'999'999.99;

std::unexpected<ValueFault> fault(std::string message, std::string type) {
  return std::unexpected{ValueFault{.message = std::move(message), .type = std::move(type)}};
}

template <class T>
ReadValue taken(const services::Field<T>& parsed) {
  if (!parsed) return fault("Value error, " + parsed.error(), "value_error");
  return db::sql::to_value(*parsed);
}

ReadValue read_number(const Field& field, const Json& value) {
  const bool whole = field.kind == Kind::integer;
  if (!value.is_number()) {
    return fault(std::format("Input should be a valid {}", whole ? "integer" : "number"),
                 whole ? "int_type" : "float_type");
  }
  const auto number = value.get<double>();
  if (whole && number != std::floor(number)) {
    return fault("Input should be a valid integer, got a number with a fractional part",
                 "int_from_float");
  }
  if (number < field.least) {
    return fault(std::format("Input should be greater than or equal to {}", field.least),
                 "greater_than_equal");
  }
  if (number > field.most) {
    return fault(std::format("Input should be less than or equal to {}", field.most),
                 "less_than_equal");
  }
  if (!whole) return Value{number};
  return Value{value.is_number_integer() ? value.get<std::int64_t>()
                                         : static_cast<std::int64_t>(number)};
}

// A number with two decimals at most is the nearest double to a whole number of hundredths.
ReadValue read_money(const Field& field, const Json& value) {
  const auto number = read_number(field, value);
  if (!number) return number;
  const auto major = std::get<double>(*number);
  const auto minor = std::llround(major * 100);
  if (static_cast<double>(minor) / 100 != major) {
    return fault("Decimal input should have no more than 2 decimal places", "decimal_max_places");
  }
  return Value{std::int64_t{minor}};
}

ReadValue read_plain_text(const Field& field, const std::string& text) {
  const auto parsed = services::parse_text(text);
  if (!parsed) return fault("Value error, " + parsed.error(), "value_error");
  if (field.required && text.empty()) {
    return fault("String should have at least 1 character", "string_too_short");
  }
  if (services::length_of(text) > field.longest) {
    return fault(std::format("String should have at most {} characters", field.longest),
                 "string_too_long");
  }
  const auto why = field.objection == nullptr ? std::string_view{} : field.objection(text);
  if (!why.empty()) return fault(std::format("Value error, {}", why), "value_error");
  return Value{text};
}

ReadValue read_choice(const Field& field, const std::string& text) {
  if (std::ranges::contains(field.choices, text)) return Value{text};
  std::string all;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    const bool last = i + 1 == field.choices.size();
    all += std::format("{}'{}'", i == 0 ? "" : last ? " or " : ", ", field.choices[i]);
  }
  return fault("Input should be " + all, "enum");
}

// Text that has another form in the database.
template <class T>
ReadValue parsed_or(const std::optional<T>& parsed, const char* what, const char* type) {
  if (!parsed) return fault(std::format("Input should be a valid {}", what), type);
  return Value{domain::to_text(*parsed)};
}

// Both databases hold these years in the same order, some days of grace and any zone included.
constexpr auto in_reach = [](const auto& at) -> std::optional<std::remove_cvref_t<decltype(at)>> {
  using std::chrono::year;
  constexpr std::chrono::sys_days first{year{1900} / 1 / 1};
  constexpr std::chrono::sys_days last{year{9998} / 12 / 31};
  const auto since = at.time_since_epoch();
  const bool is_in = since >= first.time_since_epoch() && since <= last.time_since_epoch();
  return is_in ? std::optional{at} : std::nullopt;
};

ReadValue read_string(const Field& field, const std::string& text) {
  switch (field.kind) {
    case Kind::name:
      return taken(services::parse_name(text));
    case Kind::email:
      return taken(services::parse_email(text));
    case Kind::phone:
      return taken(services::parse_phone(text));
    case Kind::password:
      if (const auto sound = services::check_password(text); !sound) {
        return fault("Value error, " + sound.error(), "value_error");
      }
      return Value{text};
    case Kind::secret:
      if (text.size() > longest_secret) {
        return fault(std::format("String should have at most {} bytes", longest_secret),
                     "string_too_long");
      }
      return Value{text};
    case Kind::time_of_day:
      if (const auto time = services::parse_time_of_day(text); !time) {
        return fault("Value error, " + time.error(), "value_error");
      }
      return Value{text};
    case Kind::choice:
      return read_choice(field, text);
    case Kind::uuid:
      return parsed_or(domain::parse_uuid(text), "UUID", "uuid_parsing");
    case Kind::instant:
      return parsed_or(domain::parse_instant(text).and_then(in_reach), "datetime",
                       "datetime_parsing");
    case Kind::day:
      return parsed_or(domain::parse_day(text).and_then(in_reach), "date", "date_parsing");
    default:
      return read_plain_text(field, text);
  }
}

bool is_numeric(Kind kind) {
  return kind == Kind::number || kind == Kind::integer || kind == Kind::money;
}

}  // namespace

// Brackets within texts do not count.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      if (++depth > deepest) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

Field text(std::string_view name, std::size_t longest) {
  return {.name = name, .kind = Kind::text, .longest = longest};
}

Field number(std::string_view name, double most) {
  return {.name = name, .kind = Kind::number, .most = most};
}

Field integer(std::string_view name, std::int64_t least, std::int64_t most) {
  return {.name = name,
          .kind = Kind::integer,
          .least = static_cast<double>(least),
          .most = static_cast<double>(most)};
}

Field id(std::string_view name) {
  return {.name = name, .kind = Kind::integer, .least = 1, .most = largest_exact};
}

Field choice(std::string_view name, std::vector<std::string_view> choices) {
  return {.name = name, .kind = Kind::choice, .choices = std::move(choices)};
}

Field of(Kind kind, std::string_view name) {
  Field field{.name = name, .kind = kind};
  if (kind == Kind::money) field.most = most_money;
  return field;
}

Field required(Field field) {
  field.required = true;
  return field;
}

Field never_null(Field field) {
  field.nullable = false;
  return field;
}

ReadValue read_value(const Field& field, const Json& value) {
  if (value.is_null() && !field.required && field.nullable) return Value{};
  if (field.kind == Kind::money) return read_money(field, value);
  if (is_numeric(field.kind)) return read_number(field, value);
  if (field.kind == Kind::boolean) {
    if (!value.is_boolean()) return fault("Input should be a valid boolean", "bool_type");
    return Value{std::int64_t{value.get<bool>() ? 1 : 0}};
  }
  if (field.kind == Kind::json) {
    if (!value.is_structured()) {
      return fault("Input should be an object or an array", "dict_type");
    }
    if (const auto text = value.dump(); !text.contains("\\u0000")) return Value{text};
    return fault("Value error, holds a zero character", "value_error");
  }
  if (!value.is_string()) return fault("Input should be a valid string", "string_type");
  return read_string(field, value.get<std::string>());
}

ReadValue read_value(const Field& field, std::string_view text) {
  if (!is_numeric(field.kind) && field.kind != Kind::boolean && field.kind != Kind::json) {
    return read_string(field, std::string{text});
  }
  if (text.size() > longest_json || is_too_deep(text)) {
    return fault("Value error, longer than 64 KiB or nested deeper than 32 levels", "value_error");
  }
  auto value = Json::parse(text, nullptr, false);
  // What is no JSON is a text, which none of these kinds takes.
  if (value.is_discarded() || value.is_null()) value = std::string{};
  return read_value(field, value);
}

nlohmann::ordered_json write_value(const Field& field, const Value& value) {
  using Out = nlohmann::ordered_json;
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  switch (field.kind) {
    case Kind::number:
      return db::sql::read_number(value, field.name);
    case Kind::integer:
      return db::sql::read_integer(value, field.name);
    case Kind::money:
      return static_cast<double>(db::sql::read_integer(value, field.name)) / 100;
    case Kind::boolean:
      return db::sql::read_integer(value, field.name) != 0;
    case Kind::json:
      return Out::parse(db::sql::read_text(value, field.name));
    default:
      return db::sql::read_text(value, field.name);
  }
}

}  // namespace fitmate::central::http
