#include "db/sql/row.h"

#include <algorithm>
#include <format>

namespace fitmate::db::sql {

std::size_t Row::index_of(std::string_view column) const {
  const auto found = std::ranges::find(*columns_, column);
  if (found == columns_->end()) {
    throw SqlError{SqlErrorKind::other, std::format("the answer has no column {}", column)};
  }
  return static_cast<std::size_t>(found - columns_->begin());
}

}  // namespace fitmate::db::sql
