#include "db/sql/value.h"

#include <array>
#include <charconv>
#include <format>

namespace fitmate::db::sql {
namespace {

constexpr std::array type_names{"null", "a whole number", "a number", "text", "bytes"};

[[noreturn]] void throw_misfit(const Value& value, std::string_view column,
                               std::string_view wanted) {
  throw SqlError{SqlErrorKind::other, std::format("column {} holds {}, not {}", column,
                                                  type_names.at(value.index()), wanted)};
}

template <class T>
const T& read(const Value& value, std::string_view column, std::string_view wanted) {
  const auto* held = std::get_if<T>(&value);
  if (held == nullptr) throw_misfit(value, column, wanted);
  return *held;
}

// The number that the whole text spells.
template <class Number>
std::optional<Number> spelled(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return std::nullopt;
  Number number{};
  const auto* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace

Value to_value(std::nullopt_t) {
  return {};
}

Value to_value(std::string_view text) {
  return std::string{text};
}

Value to_value(std::span<const std::byte> bytes) {
  return Bytes{bytes.begin(), bytes.end()};
}

Value to_value(domain::Instant at) {
  return domain::to_text(at);
}

Value to_value(domain::Day day) {
  return domain::to_text(day);
}

Value to_value(const domain::Uuid& id) {
  return domain::to_text(id);
}

Value to_value(const domain::EventId& id) {
  return domain::to_text(id.value);
}

Value to_value(const domain::TrainerId& id) {
  return domain::to_text(id.value);
}

std::int64_t read_integer(const Value& value, std::string_view column) {
  if (const auto number = spelled<std::int64_t>(value)) return *number;
  return read<std::int64_t>(value, column, "a whole number");
}

double read_number(const Value& value, std::string_view column) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto number = spelled<double>(value)) return *number;
  return read<double>(value, column, "a number");
}

const std::string& read_text(const Value& value, std::string_view column) {
  return read<std::string>(value, column, "text");
}

const Bytes& read_bytes(const Value& value, std::string_view column) {
  return read<Bytes>(value, column, "bytes");
}

domain::Instant read_instant(const Value& value, std::string_view column) {
  const auto at = domain::parse_instant(read_text(value, column));
  if (!at) throw_misfit(value, column, "an instant");
  return *at;
}

domain::Day read_day(const Value& value, std::string_view column) {
  const auto day = domain::parse_day(read_text(value, column));
  if (!day) throw_misfit(value, column, "a day");
  return *day;
}

domain::Uuid read_uuid(const Value& value, std::string_view column) {
  const auto id = domain::parse_uuid(read_text(value, column));
  if (!id) throw_misfit(value, column, "a UUID");
  return *id;
}

void throw_out_of_range(std::string_view column) {
  throw SqlError{SqlErrorKind::other,
                 std::format("column {} holds a number out of its type's range", column)};
}

}  // namespace fitmate::db::sql
