#include "db/sql/postgres_array.h"

#include <array>
#include <bit>
#include <cassert>
#include <concepts>
#include <span>
#include <utility>

namespace fitmate::db::sql {
namespace {

// Days and moments count from here (src/include/datatype/timestamp.h).
constexpr domain::Day first_day{std::chrono::year{2000} / 1 / 1};
constexpr domain::Instant first_moment{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};

// In network order.
template <std::integral Number>
void append(Bytes& out, Number number) {
  if constexpr (std::endian::native == std::endian::little) number = std::byteswap(number);
  const auto bytes = std::bit_cast<std::array<std::byte, sizeof(Number)>>(number);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// An element's length stands before it.
template <std::integral Number>
void append_element(Bytes& out, Number number) {
  append(out, static_cast<std::int32_t>(sizeof number));
  append(out, number);
}

void append_element(Bytes& out, std::span<const std::byte> bytes) {
  append(out, static_cast<std::int32_t>(bytes.size()));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

template <std::integral Number>
void append_checked(Bytes& out, std::int64_t number) {
  assert(std::in_range<Number>(number));
  append_element(out, static_cast<Number>(number));
}

}  // namespace

void PostgresArray::add(const Cell& cell) {
  ++count_;
  if (std::holds_alternative<std::monostate>(cell)) {
    has_null_ = true;
    append(elements_, std::int32_t{-1});
  } else {
    put(cell);
  }
}

void PostgresArray::put(const Cell& cell) {
  switch (type_) {
    case PostgresType::float8: {
      const auto* whole = std::get_if<std::int64_t>(&cell);
      const auto number = whole ? static_cast<double>(*whole) : std::get<double>(cell);
      return append_element(elements_, std::bit_cast<std::int64_t>(number));
    }
    case PostgresType::text:
      return append_element(elements_, std::as_bytes(std::span{std::get<std::string_view>(cell)}));
    case PostgresType::jsonb: {
      // The text behind its version (jsonb_recv).
      const auto json = std::format("\x01{}", std::get<std::string_view>(cell));
      return append_element(elements_, std::as_bytes(std::span{json}));
    }
    case PostgresType::date: {
      const auto days = (std::get<domain::Day>(cell) - first_day).count();
      return append_element(elements_, static_cast<std::int32_t>(days));
    }
    case PostgresType::timestamptz: {
      const std::chrono::microseconds since = std::get<domain::Instant>(cell) - first_moment;
      return append_element(elements_, std::int64_t{since.count()});
    }
    case PostgresType::uuid:
      return append_element(elements_, std::get<domain::Uuid>(cell).bytes);
    default:
      return put_number(std::get<std::int64_t>(cell));
  }
}

void PostgresArray::put_number(std::int64_t number) {
  switch (type_) {
    case PostgresType::boolean:
      return append_element(elements_, static_cast<std::int8_t>(number != 0));
    case PostgresType::int2:
      return append_checked<std::int16_t>(elements_, number);
    case PostgresType::int4:
      return append_checked<std::int32_t>(elements_, number);
    default:
      return append_element(elements_, number);
  }
}

Bytes PostgresArray::bytes() const {
  constexpr std::uint32_t dimensions = 1;
  constexpr std::uint32_t lower_bound = 1;
  Bytes out;
  out.reserve(5 * sizeof(std::uint32_t) + elements_.size());
  for (const auto word :
       {dimensions, std::uint32_t{has_null_}, std::to_underlying(type_), count_, lower_bound}) {
    append(out, word);
  }
  out.insert(out.end(), elements_.begin(), elements_.end());
  return out;
}

}  // namespace fitmate::db::sql
