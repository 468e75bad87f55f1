#pragma once

#include <span>
#include <string>

#include "db/sql/cell.h"

namespace fitmate::db::sql {

// Rows as a JSON array of arrays (RFC 8259), which SQLite takes apart by json_each and ->>.
class JsonRows {
 public:
  // Numbers are finite, text is UTF-8.
  void add(std::span<const Cell> cells);
  std::string text() const { return "[" + rows_ + "]"; }

 private:
  std::string rows_;
};

}  // namespace fitmate::db::sql
