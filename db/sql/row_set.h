#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql/connection.h"
#include "db/sql/json_rows.h"
#include "db/sql/postgres_array.h"
#include "db/sql/postgres_type.h"

namespace fitmate::db::sql {

// A column of a set of rows: a plain word of the program and the name of a PostgreSQL type.
struct SetColumn {
  consteval SetColumn(std::string_view name_in_sql, std::string_view type_in_sql)
      : name{name_in_sql}, type_name{type_in_sql}, type{postgres_type(type_in_sql)} {}

  std::string_view name;
  std::string_view type_name;
  PostgresType type;
};

// Many rows for one statement, which has them as the table `r`:
//   RowSet people{connection, {{"user_id", "bigint"}}};
//   people.add(user);
//   people.query("select u.name from users u join r on r.user_id = u.id where u.role = $1", role);
// "with" is written here, so a statement with further tables of its own begins with a comma. The
// connection outlives the set; errors are as Connection's.
class RowSet {
 public:
  RowSet(Connection& connection, std::initializer_list<SetColumn> columns);

  // One value a column, in their order. Throws SqlError for a zero byte in a text and for a number
  // that its column cannot hold.
  template <class... T>
  void add(const T&... values) {
    const std::array<Cell, sizeof...(T)> cells{to_cell(values)...};
    add_row(cells);
  }

  // The statement's own parameters are $1, $2, ...
  template <class... T>
  Rows query(std::string_view statement, const T&... own) const {
    return connection_.query_with(with_rows(statement, sizeof...(T)),
                                  parameters({to_value(own)...}));
  }
  template <class... T>
  std::int64_t execute(std::string_view statement, const T&... own) const {
    return connection_.execute_with(with_rows(statement, sizeof...(T)),
                                    parameters({to_value(own)...}));
  }

 private:
  void add_row(std::span<const Cell> cells);
  std::string with_rows(std::string_view statement, std::size_t own) const;
  std::vector<Value> parameters(std::vector<Value> own) const;

  Connection& connection_;
  std::vector<SetColumn> columns_;
  std::vector<PostgresArray> arrays_;  // one a column, for PostgreSQL
  JsonRows json_;                      // for SQLite
};

}  // namespace fitmate::db::sql
