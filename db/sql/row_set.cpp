#include "db/sql/row_set.h"

#include <cassert>
#include <format>
#include <iterator>
#include <utility>

namespace fitmate::db::sql {
namespace {

// A list of what `write` writes of each column.
void list(std::string& out, std::span<const SetColumn> columns, auto write) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ", ";
    write(std::back_inserter(out), i, columns[i]);
  }
}

bool fits(PostgresType type, std::int64_t number) {
  if (type == PostgresType::int2) return std::in_range<std::int16_t>(number);
  return type != PostgresType::int4 || std::in_range<std::int32_t>(number);
}

void refuse_misfit(const SetColumn& column, const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  if (number != nullptr && !fits(column.type, *number)) {
    throw SqlError{SqlErrorKind::invalid_value,
                   std::format("column {} cannot hold {}", column.name, *number)};
  }
  const auto* text = std::get_if<std::string_view>(&cell);
  if (text != nullptr && text->contains('\0')) {
    throw SqlError{SqlErrorKind::invalid_value, "text must not hold a zero byte"};
  }
}

}  // namespace

RowSet::RowSet(Connection& connection, std::initializer_list<SetColumn> columns)
    : connection_{connection}, columns_{columns} {
  if (connection.engine() == Engine::sqlite) return;
  for (const auto& column : columns) arrays_.emplace_back(column.type);
}

void RowSet::add_row(std::span<const Cell> cells) {
  assert(cells.size() == columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) refuse_misfit(columns_[i], cells[i]);
  if (arrays_.empty()) return json_.add(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) arrays_[i].add(cells[i]);
}

std::string RowSet::with_rows(std::string_view statement, std::size_t own) const {
  std::string out;
  if (arrays_.empty()) {
    out += "with r as materialized (select ";
    list(out, columns_, [](auto to, std::size_t i, const SetColumn& column) {
      std::format_to(to, "value ->> {} as {}", i, column.name);
    });
    std::format_to(std::back_inserter(out), " from json_each(${})) ", own + 1);
  } else {
    out += "with r as (select * from unnest(";
    list(out, columns_, [own](auto to, std::size_t i, const SetColumn& column) {
      std::format_to(to, "${}::{}[]", own + i + 1, column.type_name);
    });
    out += ") as r(";
    list(out, columns_, [](auto to, std::size_t, const SetColumn& column) {
      std::format_to(to, "{}", column.name);
    });
    out += ")) ";
  }
  out += statement;
  return out;
}

std::vector<Value> RowSet::parameters(std::vector<Value> own) const {
  if (arrays_.empty()) own.push_back(json_.text());
  for (const auto& array : arrays_) own.push_back(array.bytes());
  return own;
}

}  // namespace fitmate::db::sql
