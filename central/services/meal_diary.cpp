#include "central/services/meal_diary.h"

#include "central/services/centre_events.h"
#include "db/central/nutrition.sql.h"
#include "db/central/visit_counts.h"
#include "domain/event.h"

namespace fitmate::central::services {

db::sql::Row log_meal(db::sql::Connection& connection, domain::UserId user, const ToldMeal& meal,
                      domain::Instant now, const domain::Random& random) {
  db::central::lock_people(connection, {&user, 1});
  const auto event = record_event(connection,
                                  domain::MealPhotographed{.user = user,
                                                           .code = std::nullopt,
                                                           .item = meal.item,
                                                           .calories = meal.calories,
                                                           .photos = {}},
                                  now, meal.logged_at, random);
  return connection
      .query_one(db::central::nutrition_sql::complete_meal, event, meal.macros_json, meal.image_url,
                 meal.confidence)
      .value();
}

}  // namespace fitmate::central::services
