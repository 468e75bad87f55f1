#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "db/sql/database.h"
#include "domain/result.h"

namespace fitmate::db::sql {

struct PoolError {
  enum class Kind { exhausted, unreachable };
  Kind kind;
  std::string detail;
};

// At most `size` connections, made when first needed. Any thread may lease; a connection that was
// lost is replaced, and one older than 30 minutes too, so that a server that moved is followed.
// Outlives its leases.
class Pool {
 public:
  using SteadyNow = std::function<std::chrono::steady_clock::time_point()>;

  // Sole use of a connection until destruction.
  class Lease {
   public:
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    friend class Pool;
    Lease(Pool& pool, std::unique_ptr<Connection> connection,
          std::chrono::steady_clock::time_point made)
        : pool_{&pool}, connection_{std::move(connection)}, made_{made} {}

    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    std::chrono::steady_clock::time_point made_;
  };

  Pool(Database database, std::size_t size, SteadyNow now = std::chrono::steady_clock::now);

  Engine engine() const { return database_.engine(); }

  // Blocks for `wait` at most until a connection is free, and to connect where none is open.
  domain::Result<Lease, PoolError> lease(std::chrono::milliseconds wait);

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    std::chrono::steady_clock::time_point made;
  };

  Idle take_idle();
  void give_back(Idle idle);

  Database database_;
  SteadyNow now_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t free_;
  std::vector<Idle> idle_;
};

}  // namespace fitmate::db::sql
