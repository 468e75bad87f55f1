#pragma once

#include <span>
#include <string_view>

#include "db/sql/connection.h"

namespace fitmate::tests {

// Counts the statements that go through it to another connection; reading ones alone.
class CountingConnection : public db::sql::Connection {
 public:
  explicit CountingConnection(db::sql::Connection& to) : to_{to} {}

  db::sql::Engine engine() const override { return to_.engine(); }
  int count() const { return count_; }

 private:
  Answer run(std::string_view sql, std::span<const db::sql::Value> parameters) override {
    ++count_;
    return {.rows = to_.query_with(sql, parameters)};
  }
  void run_script(std::string_view sql) override { to_.script(sql); }
  bool is_open() override { return to_.usable(); }
  bool engine_in_transaction() const override { return to_.in_transaction(); }

  db::sql::Connection& to_;
  int count_ = 0;
};

}  // namespace fitmate::tests
