#include "db/sql/pool.h"

#include <cassert>
#include <system_error>

namespace fitmate::db::sql {
namespace {

constexpr std::chrono::minutes longest_life{30};

}  // namespace

Pool::Pool(Database database, std::size_t size, SteadyNow now)
    : database_{std::move(database)}, now_{std::move(now)}, free_{size} {
  assert(size > 0);
}

Pool::Lease::~Lease() {
  if (!connection_) return;
  assert(!connection_->in_transaction());
  pool_->give_back({std::move(connection_), made_});
}

domain::Result<Pool::Lease, PoolError> Pool::lease(std::chrono::milliseconds wait) {
  {
    std::unique_lock lock{mutex_};
    if (!freed_.wait_for(lock, wait, [&] { return free_ > 0; })) {
      return std::unexpected{PoolError{PoolError::Kind::exhausted,
                                       "every database connection is busy: try again shortly"}};
    }
    --free_;
  }
  // From here on a place is ours, and nothing below blocks other threads.
  try {
    auto idle = take_idle();
    if (!idle.connection) idle = {database_.connect(), now_()};
    return Lease{*this, std::move(idle.connection), idle.made};
  } catch (const std::runtime_error& error) {
    give_back({});
    return std::unexpected{PoolError{PoolError::Kind::unreachable, error.what()}};
  }
}

// One that still works, or none.
Pool::Idle Pool::take_idle() {
  for (;;) {
    Idle idle;
    {
      const std::scoped_lock lock{mutex_};
      if (idle_.empty()) return {};
      idle = std::move(idle_.back());
      idle_.pop_back();
    }
    if (now_() - idle.made < longest_life && idle.connection->usable()) return idle;
  }
}

void Pool::give_back(Idle idle) {
  if (idle.connection && !idle.connection->usable()) idle.connection.reset();
  {
    const std::scoped_lock lock{mutex_};
    if (idle.connection) idle_.push_back(std::move(idle));
    ++free_;
  }
  freed_.notify_one();
}

}  // namespace fitmate::db::sql
