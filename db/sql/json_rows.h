#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql/value.h"

namespace fitmate::db::sql {

// Many rows as one parameter, for a statement that works on a set: a JSON array of objects.
//   PostgreSQL:  from json_to_recordset($1) as r(id uuid, photo text)
//   SQLite:      from (select value ->> 'id' as id, value ->> 'photo' as photo from json_each($1))
// Bytes stand as hexadecimal digits: decode(photo, 'hex') and unhex(photo).
class JsonRows {
 public:
  // Column names are plain words of the program.
  explicit JsonRows(std::initializer_list<std::string_view> columns)
      : columns_{columns.begin(), columns.end()} {}

  // One value a column, in their order; numbers are finite, text is UTF-8.
  template <class... T>
  void add(const T&... values) {
    const std::array<Value, sizeof...(T)> row{to_value(values)...};
    add_row(row);
  }

  std::string text() const { return "[" + rows_ + "]"; }

 private:
  void add_row(std::span<const Value> values);

  std::vector<std::string> columns_;
  std::string rows_;
};

}  // namespace fitmate::db::sql
