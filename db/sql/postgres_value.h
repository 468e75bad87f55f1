#pragma once

#include <string>

#include <libpq-fe.h>

#include "db/sql/value.h"

namespace fitmate::db::sql {

// A column of a text-format answer, in the same form as SQLite gives it.
Value value_of(const PGresult* result, int row, int column);

// A whole or floating number as the server reads it back to the same bits.
std::string number_text(const Value& number);

}  // namespace fitmate::db::sql
