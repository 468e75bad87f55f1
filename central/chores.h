#pragma once

#include <functional>
#include <string_view>
#include <thread>

#include "central/services/uploads.h"
#include "db/sql/database.h"
#include "domain/instant.h"

namespace fitmate::central {

// A thread of its own that keeps house (services::Housekeeper) every 15 s over its own connection,
// until this goes. What the database refuses is logged once and tried again at the next turn.
class Chores {
 public:
  // `database` outlives this. `log` takes a line from that thread.
  Chores(const db::sql::Database& database, const services::Uploads& uploads,
         std::function<domain::Instant()> now, std::function<void(std::string_view)> log);

 private:
  std::jthread thread_;
};

}  // namespace fitmate::central
