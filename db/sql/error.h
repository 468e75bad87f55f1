#pragma once

#include <stdexcept>
#include <string>

namespace fitmate::db::sql {

enum class SqlErrorKind {
  unique_violation,
  foreign_key_violation,
  check_violation,
  not_null_violation,
  invalid_value,    // the engine cannot take that value: range, form, a zero byte in text
  busy,             // serialisation failure, deadlock or a lock not given in time: try again
  timeout,          // ran longer than Settings::statement_timeout
  connection_lost,  // or the engine shuts down, is read-only or full: take another connection
  broken,           // tables or rights are not what they were, or its files are damaged
  other,
};

// A statement or a connection failed. what() holds neither values of rows nor passwords.
class SqlError : public std::runtime_error {
 public:
  SqlError(SqlErrorKind kind, const std::string& text) : std::runtime_error{text}, kind_{kind} {}
  SqlErrorKind kind() const { return kind_; }

 private:
  SqlErrorKind kind_;
};

}  // namespace fitmate::db::sql
