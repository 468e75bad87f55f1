#include "db/sql/connection.h"

#include <algorithm>

namespace fitmate::db::sql {
namespace {

void refuse_zero_bytes(std::span<const Value> parameters) {
  // PostgreSQL cannot store them and would cut the text there.
  for (const auto& value : parameters) {
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && text->contains('\0')) {
      throw SqlError{SqlErrorKind::invalid_value, "text must not hold a zero byte"};
    }
  }
}

}  // namespace

template <class Work>
auto Connection::noting_failure(Work work) {
  if (failed_) {
    throw SqlError{broken_ ? SqlErrorKind::connection_lost : SqlErrorKind::other,
                   "an earlier statement of this transaction failed: only rolling back is left"};
  }
  try {
    return work();
  } catch (const SqlError& error) {
    failed_ = depth_ > 0;
    broken_ = broken_ || error.kind() == SqlErrorKind::connection_lost;
    throw;
  }
}

Connection::Answer Connection::run_checked(std::string_view sql,
                                           std::span<const Value> parameters) {
  return noting_failure([&] {
    refuse_zero_bytes(parameters);
    return run(sql, parameters);
  });
}

void Connection::script(std::string_view sql) {
  noting_failure([&] { run_script(sql); });
}

void Connection::roll_back() noexcept {
  try {
    if (engine_in_transaction()) run("rollback", {});
  } catch (const SqlError&) {
    // The engine rolls back when the connection closes; nobody may use it until then.
    broken_ = true;
  }
  depth_ = 0;
  failed_ = false;
}

std::optional<Row> Connection::only_row(Rows rows) {
  if (rows.empty()) return std::nullopt;
  if (rows.size() > 1) {
    throw SqlError{SqlErrorKind::other, "one row was asked for and several came"};
  }
  return std::move(rows.front());
}

}  // namespace fitmate::db::sql
