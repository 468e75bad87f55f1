#pragma once

#include <span>

#include "db/sql/connection.h"
#include "domain/event.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// A meal that came, of a person whom the centre knows.
struct EatenMeal {
  domain::EventId event;
  domain::UserId user;
  domain::Instant at;
  const domain::MealPhotographed& meal;
};

// Derives nutrition_logs: a row a meal, its photos named and awaited. The order of arrival does not
// matter, and a meal that is there already stays as it is. Within the caller's transaction.
void derive_meals(db::sql::Connection& connection, std::span<const EatenMeal> meals);

}  // namespace fitmate::central::services
