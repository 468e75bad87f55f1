#include "central/chores.h"

#include <condition_variable>
#include <exception>
#include <format>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "central/services/housekeeping.h"

namespace fitmate::central {
namespace {

constexpr std::chrono::seconds every{15};

void keep_house(const std::stop_token& stop, const db::sql::Database& database,
                const services::Uploads& uploads, const std::function<domain::Instant()>& now,
                const std::function<void(std::string_view)>& log) {
  services::Housekeeper housekeeper{uploads};
  std::unique_ptr<db::sql::Connection> connection;
  std::string complaint;
  std::mutex mutex;
  std::condition_variable_any turn;
  while (!stop.stop_requested()) {
    try {
      if (!connection || !connection->usable()) connection = database.connect();
      housekeeper.work(*connection, now());
      complaint.clear();
    } catch (const std::exception& error) {
      if (complaint != error.what()) log(std::format("chores: {}", error.what()));
      complaint = error.what();
    }
    std::unique_lock lock{mutex};
    turn.wait_for(lock, stop, every, [] { return false; });
  }
}

}  // namespace

Chores::Chores(const db::sql::Database& database, const services::Uploads& uploads,
               std::function<domain::Instant()> now, std::function<void(std::string_view)> log)
    : thread_{[&database, &uploads, now = std::move(now), log = std::move(log)](
                  const std::stop_token& stop) { keep_house(stop, database, uploads, now, log); }} {
}

}  // namespace fitmate::central
