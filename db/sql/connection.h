#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "db/sql/row.h"

namespace fitmate::db::sql {

enum class Engine { postgres, sqlite };

// One connection to one database, used by one thread at a time. Every call blocks until the engine
// has answered, and throws SqlError. A statement is prepared once a connection and kept.
//
// Parameters are $1, $2, ... on both engines, each used at least once in the statement; text holds
// no zero byte. Outside a Transaction each statement commits by itself. After an error within one,
// everything but rolling back (to a Savepoint, or all) is refused, on both engines.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual Engine engine() const = 0;

  template <class... T>
  Rows query(std::string_view sql, const T&... parameters) {
    return run_values(sql, parameters...).rows;
  }
  // The row, or nothing; throws if there are more.
  template <class... T>
  std::optional<Row> query_one(std::string_view sql, const T&... parameters) {
    return only_row(run_values(sql, parameters...).rows);
  }
  // The same with parameters that are values already, as many as the statement names.
  Rows query_with(std::string_view sql, std::span<const Value> parameters) {
    return run_checked(sql, parameters).rows;
  }
  // How many rows an insert, update or delete touched.
  template <class... T>
  std::int64_t execute(std::string_view sql, const T&... parameters) {
    return run_values(sql, parameters...).affected;
  }
  std::int64_t execute_with(std::string_view sql, std::span<const Value> parameters) {
    return run_checked(sql, parameters).affected;
  }
  // Several statements without parameters and answers, as in a migration.
  void script(std::string_view sql);

  bool in_transaction() const { return depth_ > 0; }
  // False once the connection is known to be lost; does not wait for the server.
  bool usable() { return !broken_ && is_open(); }

 protected:
  struct Answer {
    Rows rows;
    std::int64_t affected = 0;
  };

 private:
  friend class Transaction;
  friend class Savepoint;
  friend class Snapshot;

  virtual Answer run(std::string_view sql, std::span<const Value> parameters) = 0;
  virtual void run_script(std::string_view sql) = 0;
  virtual bool is_open() = 0;
  // What the engine says; it may have ended the transaction by itself.
  virtual bool engine_in_transaction() const = 0;

  template <class... T>
  Answer run_values(std::string_view sql, const T&... parameters) {
    const std::array<Value, sizeof...(T)> values{to_value(parameters)...};
    return run_checked(sql, values);
  }
  Answer run_checked(std::string_view sql, std::span<const Value> parameters);
  static std::optional<Row> only_row(Rows rows);
  // Ends the transaction, whatever became of it.
  void roll_back() noexcept;
  template <class Work>
  auto noting_failure(Work work);

  int depth_ = 0;  // one for the transaction, one for each savepoint
  bool failed_ = false;
  bool broken_ = false;
};

}  // namespace fitmate::db::sql
