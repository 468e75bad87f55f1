#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql/connection.h"

namespace fitmate::db::central {

// All rows of the centre's database, table by table, as values that are the same from both engines
// (db/sql/value.h): what backups are made of.

// Every table but schema_migrations, each after those that its rows refer to; the feed is the last,
// so that rows which are filled in before it are noted nowhere.
std::span<const std::string_view> stored_tables();

// In the engine's own order; nothing where there is no such table.
std::vector<std::string> load_columns(sql::Connection& connection, std::string_view table);

// Hands over every row, with its values in the order of `columns`. Memory holds some hundred at a
// time. Within a Snapshot or Transaction.
void read_rows(sql::Connection& connection, std::string_view table,
               std::span<const std::string> columns,
               const std::function<void(std::span<const sql::Value>)>& take);

// Takes every row out of the tables that are there. Within a Transaction.
void empty_tables(sql::Connection& connection);

// Fills in one table; what was added is there after flush(). Within a Transaction that
// prepare_filling began.
class TableFiller {
 public:
  TableFiller(sql::Connection& connection, std::string_view table,
              std::span<const std::string> columns);

  void add(std::span<const sql::Value> row);
  void flush();

 private:
  std::string insert(std::size_t rows) const;

  sql::Connection& connection_;
  std::string table_;
  std::vector<std::string> columns_;
  std::string insert_many_;
  std::string insert_one_;
  std::vector<sql::Value> waiting_;
};

// Before tables are emptied or filled: rows say nothing to the feed until the commit.
void prepare_filling(sql::Connection& connection);
// After it: new rows get ids above those that are there, and the feed begins anew, so that every
// kiosk fetches its copy from zero.
void finish_filling(sql::Connection& connection, std::string_view feed_epoch);

}  // namespace fitmate::db::central
