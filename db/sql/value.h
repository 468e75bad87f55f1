#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "db/sql/error.h"
#include "domain/ids.h"
#include "domain/instant.h"

// What travels between our types and both engines; db/README.md has the table of column types.
namespace fitmate::db::sql {

using Bytes = std::vector<std::byte>;

// A parameter or a column, the same from both engines. Instants, days and UUIDs are text here as
// domain/ writes them; booleans are 0 and 1.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

Value to_value(std::nullopt_t);
Value to_value(std::string_view text);
Value to_value(std::span<const std::byte> bytes);
Value to_value(domain::Instant at);
Value to_value(domain::Day day);
Value to_value(const domain::Uuid& id);
Value to_value(const domain::EventId& id);
Value to_value(const domain::TrainerId& id);

// A 64-bit unsigned number becomes the signed one with the same bits.
template <std::integral T>
Value to_value(T number) {
  return static_cast<std::int64_t>(number);
}

template <std::floating_point T>
Value to_value(T number) {
  return static_cast<double>(number);
}

template <class Tag, class Number>
Value to_value(const domain::Id<Tag, Number>& id) {
  return to_value(id.value);
}

template <class T>
  requires std::same_as<T, Value>
Value to_value(const T& value) {
  return value;
}

template <class T>
Value to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : Value{};
}

// Readers of one type each; `column` names the place in the SqlError that a misfit throws.
// A whole number may also stand as text, because PostgreSQL sums to numeric.
std::int64_t read_integer(const Value& value, std::string_view column);
double read_number(const Value& value, std::string_view column);
const std::string& read_text(const Value& value, std::string_view column);
const Bytes& read_bytes(const Value& value, std::string_view column);
domain::Instant read_instant(const Value& value, std::string_view column);
domain::Day read_day(const Value& value, std::string_view column);
domain::Uuid read_uuid(const Value& value, std::string_view column);
[[noreturn]] void throw_out_of_range(std::string_view column);

template <class T>
struct Reader;

// The value as a T; null is read by std::optional alone.
template <class T>
T from_value(const Value& value, std::string_view column) {
  return Reader<T>::read(value, column);
}

template <std::integral T>
struct Reader<T> {
  static T read(const Value& value, std::string_view column) {
    const auto number = read_integer(value, column);
    if constexpr (!std::same_as<T, std::uint64_t>) {
      if (std::same_as<T, bool> ? number != 0 && number != 1 : !in_range(number)) {
        throw_out_of_range(column);
      }
    }
    return static_cast<T>(number);
  }

 private:
  static bool in_range(std::int64_t number) {
    return number == static_cast<std::int64_t>(static_cast<T>(number));
  }
};

template <class Tag, class Number>
struct Reader<domain::Id<Tag, Number>> {
  static domain::Id<Tag, Number> read(const Value& value, std::string_view column) {
    return {from_value<Number>(value, column)};
  }
};

template <class T>
struct Reader<std::optional<T>> {
  static std::optional<T> read(const Value& value, std::string_view column) {
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    return from_value<T>(value, column);
  }
};

template <class T, auto read_it>
struct ReaderOf {
  static T read(const Value& value, std::string_view column) { return {read_it(value, column)}; }
};

template <>
struct Reader<double> : ReaderOf<double, read_number> {};
template <>
struct Reader<std::string> : ReaderOf<std::string, read_text> {};
template <>
struct Reader<Bytes> : ReaderOf<Bytes, read_bytes> {};
template <>
struct Reader<domain::Instant> : ReaderOf<domain::Instant, read_instant> {};
template <>
struct Reader<domain::Day> : ReaderOf<domain::Day, read_day> {};
template <>
struct Reader<domain::Uuid> : ReaderOf<domain::Uuid, read_uuid> {};
template <>
struct Reader<domain::EventId> : ReaderOf<domain::EventId, read_uuid> {};
template <>
struct Reader<domain::TrainerId> : ReaderOf<domain::TrainerId, read_uuid> {};

}  // namespace fitmate::db::sql
