#pragma once

#include <cstdint>

#include "db/sql/cell.h"
#include "db/sql/postgres_type.h"
#include "db/sql/value.h"

namespace fitmate::db::sql {

// One column of rows as a one-dimensional array in PostgreSQL's binary form (array_recv in
// src/backend/utils/adt/arrayfuncs.c), which the server need not take apart letter by letter.
class PostgresArray {
 public:
  explicit PostgresArray(PostgresType type) : type_{type} {}

  // A cell that the type can hold, or null.
  void add(const Cell& cell);
  Bytes bytes() const;

 private:
  void put(const Cell& cell);
  void put_number(std::int64_t number);

  PostgresType type_;
  Bytes elements_;
  std::uint32_t count_ = 0;
  bool has_null_ = false;
};

}  // namespace fitmate::db::sql
