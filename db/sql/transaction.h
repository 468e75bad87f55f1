#pragma once

#include <string>

#include "db/sql/connection.h"

namespace fitmate::db::sql {

// Begins at construction (on SQLite IMMEDIATE: it waits for other writers there and then) and rolls
// back at destruction unless committed. One at a time a connection, which outlives it.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // Throws if a statement since the beginning failed, or if the engine cannot commit; after
  // connection_lost it is unknown whether it did.
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

// Sees the database as it was at construction, whoever writes meanwhile, and holds up nobody. Only
// reading statements may stand in it. One at a time a connection, which outlives it.
class Snapshot {
 public:
  explicit Snapshot(Connection& connection);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  Connection& connection_;
};

// A part of a transaction that can fail alone: rolls back to its beginning at destruction unless
// kept. Lives within its Transaction and within any earlier Savepoint.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();

  void keep();

 private:
  Connection& connection_;
  std::string name_;
  bool open_ = true;
};

}  // namespace fitmate::db::sql
