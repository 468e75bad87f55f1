#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::db::sql {

// What stands in one place of a RowSet. Booleans are 0 and 1; text is looked at, not kept.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string_view, domain::Instant,
                          domain::Day, domain::Uuid>;

inline Cell to_cell(std::nullopt_t) {
  return {};
}
inline Cell to_cell(std::string_view text) {
  return text;
}
inline Cell to_cell(domain::Instant at) {
  return at;
}
inline Cell to_cell(domain::Day day) {
  return day;
}
inline Cell to_cell(const domain::Uuid& id) {
  return id;
}
inline Cell to_cell(const domain::EventId& id) {
  return id.value;
}
inline Cell to_cell(const domain::TrainerId& id) {
  return id.value;
}

// A 64-bit unsigned number becomes the signed one with the same bits.
template <std::integral T>
Cell to_cell(T number) {
  return static_cast<std::int64_t>(number);
}

template <std::floating_point T>
Cell to_cell(T number) {
  return static_cast<double>(number);
}

template <class Tag, class Number>
Cell to_cell(const domain::Id<Tag, Number>& id) {
  return to_cell(id.value);
}

template <class T>
Cell to_cell(const std::optional<T>& value) {
  return value ? to_cell(*value) : Cell{};
}

}  // namespace fitmate::db::sql
