#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// A meal as its eater tells it.
struct ToldMeal {
  std::string item;
  std::optional<double> calories;  // kcal
  std::optional<std::string> macros_json;
  std::optional<double> confidence;          // 0 to 1, of whatever recognized it in a picture
  std::optional<domain::Instant> logged_at;  // now, where it is not told
  std::optional<std::string> image_url;      // of a file that is there
};

// Becomes an event and from it a row of nutrition_logs: its nutrition_log_id and image_url. Within
// the caller's transaction; blocks, throws db::sql::SqlError.
db::sql::Row log_meal(db::sql::Connection& connection, domain::UserId user, const ToldMeal& meal,
                      domain::Instant now, const domain::Random& random);

}  // namespace fitmate::central::services
