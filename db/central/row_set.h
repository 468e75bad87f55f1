#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "db/sql/json_rows.h"

namespace fitmate::db::central {

// A column of a set of rows; the type is PostgreSQL's.
struct SetColumn {
  std::string_view name;
  std::string_view type;
};

// The statement with a table `r` before it, made of the JsonRows in parameter $1. `statement` is a
// constant of the program that may go on with further tables of its own ("with" is written here, so
// it begins with a comma then).
std::string with_rows(db::sql::Engine engine, std::initializer_list<SetColumn> columns,
                      std::string_view statement);

}  // namespace fitmate::db::central
