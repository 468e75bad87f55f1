#include "db/central/table_copy.h"

#include <algorithm>
#include <array>
#include <format>
#include <ranges>

#include "db/central/table_copy.sql.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using db::sql::Engine;
using db::sql::Value;

constexpr std::array<std::string_view, 45> tables{
    "gym_settings",       "users",
    "trainers",           "trainees",
    "trainer_schedules",  "trainer_schedules_past",
    "memberships",        "credentials",
    "revocations",        "kiosks",
    "kiosk_invites",      "kiosk_epochs",
    "sync_inbox",         "sync_quarantine",
    "sync_alarms",        "attendance",
    "trainer_attendance", "absence_mark",
    "nutrition_logs",     "nutrition_photos",
    "revoked_tokens",     "admin_sessions",
    "admin_otp",          "counted_tries",
    "measurements",       "progress_photos",
    "workouts",           "ai_reports",
    "workout_plans",      "diet_plans",
    "pt_sessions",        "trainer_salaries",
    "trainer_documents",  "trainer_revenue",
    "payments",           "pt_packages",
    "expenses",           "messages",
    "trainer_messages",   "notifications",
    "uploads_begun",      "portraits",
    "closures",           "sync_runs",
    "sync_feed",
};
constexpr std::string_view head_table = "sync_head";

constexpr auto all_tables = [] {
  std::array<std::string_view, tables.size() + 1> all{};
  std::ranges::copy(tables, all.begin());
  all.back() = head_table;
  return all;
}();

constexpr std::size_t rows_at_once = 200;

std::string identifier(std::string_view name) {
  return std::format("\"{}\"", name);
}

std::string list_of(std::span<const std::string> columns) {
  std::string list;
  for (const auto& column : columns) list += (list.empty() ? "" : ", ") + identifier(column);
  return list;
}

void read_with_cursor(Connection& connection, const std::string& select,
                      const std::function<void(std::span<const Value>)>& take) {
  connection.script("declare all_rows no scroll cursor for " + select);
  // A statement that is prepared keeps the columns of its first table: each gets its own text.
  const auto fetch = std::format("fetch {} from all_rows /* {} */", rows_at_once, select);
  for (auto rows = connection.query(fetch); !rows.empty(); rows = connection.query(fetch)) {
    for (const auto& row : rows) take(row.values());
  }
  connection.script("close all_rows");
}

void read_by_rowid(Connection& connection, std::string_view table, const std::string& columns,
                   const std::function<void(std::span<const Value>)>& take) {
  const auto from = std::format("select rowid, {} from {}", columns, identifier(table));
  const auto in_order = std::format("order by rowid limit {}", rows_at_once);
  const auto next = std::format("{} where rowid > $1 {}", from, in_order);
  auto rows = connection.query(std::format("{} {}", from, in_order));
  while (!rows.empty()) {
    for (const auto& row : rows) take(row.values().subspan(1));
    rows = connection.query(next, rows.back().get<std::int64_t>(0));
  }
}

}  // namespace

std::span<const std::string_view> stored_tables() {
  return all_tables;
}

std::vector<std::string> load_columns(Connection& connection, std::string_view table) {
  const bool is_postgres = connection.engine() == Engine::postgres;
  std::vector<std::string> columns;
  for (const auto& row : connection.query(is_postgres ? table_copy_sql::load_columns_postgres
                                                      : table_copy_sql::load_columns_sqlite,
                                          table)) {
    columns.push_back(row.get<std::string>("name"));
  }
  return columns;
}

void read_rows(Connection& connection, std::string_view table, std::span<const std::string> columns,
               const std::function<void(std::span<const Value>)>& take) {
  const auto list = list_of(columns);
  if (connection.engine() == Engine::postgres) {
    read_with_cursor(connection, std::format("select {} from {}", list, identifier(table)), take);
  } else {
    read_by_rowid(connection, table, list, take);
  }
}

void empty_tables(Connection& connection) {
  for (const auto table : all_tables | std::views::reverse) {
    if (load_columns(connection, table).empty()) continue;
    connection.execute(std::format("delete from {}", identifier(table)));
  }
}

TableFiller::TableFiller(Connection& connection, std::string_view table,
                         std::span<const std::string> columns)
    : connection_{connection},
      table_{table},
      columns_{columns.begin(), columns.end()},
      insert_many_{insert(rows_at_once)},
      insert_one_{insert(1)} {}

std::string TableFiller::insert(std::size_t rows) const {
  auto text = std::format("insert into {} ({}) values ", identifier(table_), list_of(columns_));
  std::size_t number = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    text += row == 0 ? "(" : ", (";
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      text += std::format("{}${}", column == 0 ? "" : ", ", ++number);
    }
    text += ')';
  }
  return text;
}

void TableFiller::add(std::span<const Value> row) {
  waiting_.insert(waiting_.end(), row.begin(), row.end());
  if (waiting_.size() < rows_at_once * columns_.size()) return;
  connection_.query_with(insert_many_, waiting_);
  waiting_.clear();
}

void TableFiller::flush() {
  for (std::span<const Value> left{waiting_}; !left.empty(); left = left.subspan(columns_.size())) {
    connection_.query_with(insert_one_, left.first(columns_.size()));
  }
  waiting_.clear();
}

void prepare_filling(Connection& connection) {
  // SQLite's triggers note nothing while sync_head has no row.
  if (connection.engine() == Engine::postgres) {
    connection.query(table_copy_sql::hold_feed_postgres);
    // What is filled in may take its time to come.
    connection.script("set local idle_in_transaction_session_timeout = 0");
  }
}

void finish_filling(Connection& connection, std::string_view feed_epoch) {
  connection.execute(table_copy_sql::begin_feed_anew, feed_epoch);
  if (connection.engine() != Engine::postgres) return;  // SQLite counts on by itself
  for (const auto& row : connection.query(table_copy_sql::load_counted_columns)) {
    const auto sequence =
        std::format("pg_get_serial_sequence('{}', '{}')", row.get<std::string>("name"),
                    row.get<std::string>("counted"));
    connection.query(std::format(
        "select setval({0}, greatest((select max({1}) from {2}), pg_sequence_last_value({0}), 1))",
        sequence, identifier(row.get<std::string>("counted")),
        identifier(row.get<std::string>("name"))));
  }
}

}  // namespace fitmate::db::central
