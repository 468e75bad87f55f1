#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/sql/value.h"

namespace fitmate::db::sql {

// One row of an answer; owns its values, so it outlives the statement and the connection.
class Row {
 public:
  using Columns = std::vector<std::string>;

  Row(std::shared_ptr<const Columns> columns, std::vector<Value> values)
      : columns_{std::move(columns)}, values_{std::move(values)} {}

  // The column as a T (value.h); throws SqlError for an unknown column, a misfit, or a null that is
  // not asked for as std::optional.
  template <class T>
  T get(std::string_view column) const {
    return from_value<T>(values_[index_of(column)], column);
  }
  // Columns count from 0.
  template <class T>
  T get(std::size_t index) const {
    return from_value<T>(values_.at(index), columns_->at(index));
  }
  std::span<const Value> values() const { return values_; }
  // Throws SqlError for an unknown column.
  std::size_t index_of(std::string_view column) const;
  // The same columns with other values, one each.
  Row with(std::vector<Value> values) const { return {columns_, std::move(values)}; }

 private:
  std::shared_ptr<const Columns> columns_;
  std::vector<Value> values_;
};

using Rows = std::vector<Row>;

}  // namespace fitmate::db::sql
