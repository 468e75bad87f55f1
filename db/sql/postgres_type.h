#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace fitmate::db::sql {

// The numbers of PostgreSQL's own types (pg_type.dat); they never change.
enum class PostgresType : std::uint32_t {
  boolean = 16,
  bytea = 17,
  int8 = 20,
  int2 = 21,
  int4 = 23,
  text = 25,
  float4 = 700,
  float8 = 701,
  date = 1082,
  timestamp = 1114,
  timestamptz = 1184,
  uuid = 2950,
  jsonb = 3802,
};

// By its name in SQL; an unknown one does not compile.
consteval PostgresType postgres_type(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, PostgresType>, 10> names{{
      {"boolean", PostgresType::boolean},
      {"smallint", PostgresType::int2},
      {"integer", PostgresType::int4},
      {"bigint", PostgresType::int8},
      {"double precision", PostgresType::float8},
      {"text", PostgresType::text},
      {"date", PostgresType::date},
      {"timestamptz", PostgresType::timestamptz},
      {"uuid", PostgresType::uuid},
      {"jsonb", PostgresType::jsonb},
  }};
  return std::ranges::find(names, name, &decltype(names)::value_type::first)->second;
}

}  // namespace fitmate::db::sql
