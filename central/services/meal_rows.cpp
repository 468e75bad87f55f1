#include "central/services/meal_rows.h"

#include <array>
#include <format>
#include <optional>
#include <string>
#include <vector>

#include "db/central/nutrition.h"
#include "domain/crypto.h"
#include "domain/event_text.h"

namespace fitmate::central::services {
namespace {

// The same however often it is derived, and nobody's to guess: the event's id is random.
std::string file_of(const EatenMeal& eaten, std::size_t place, const domain::Hash& sha256) {
  const std::array number{static_cast<std::byte>(place >> 8U), static_cast<std::byte>(place)};
  const auto hash = domain::blake2b_256({eaten.event.value.bytes, number, sha256});
  const auto random = domain::to_hex(hash).substr(0, 32);
  return std::format("user_{}_{}.jpg", eaten.user.value, random);
}

std::optional<std::string> said(const domain::Macros& macros) {
  return macros == domain::Macros{} ? std::nullopt : std::optional{domain::to_text(macros)};
}

}  // namespace

void derive_meals(db::sql::Connection& connection, std::span<const EatenMeal> meals) {
  if (meals.empty()) return;
  std::vector<db::central::MealRow> rows;
  std::vector<db::central::MealPhotoRow> photos;
  for (const auto& eaten : meals) {
    rows.push_back({.event = eaten.event,
                    .user = eaten.user,
                    .item = eaten.meal.item,
                    .calories = eaten.meal.calories,
                    .macros_json = said(eaten.meal.macros),
                    .logged_at = eaten.at});
    for (std::size_t place = 0; place < eaten.meal.photos.size(); ++place) {
      const auto& sha256 = eaten.meal.photos[place].sha256;
      photos.push_back({.event = eaten.event,
                        .place = static_cast<std::int64_t>(place),
                        .sha256 = sha256,
                        .file = file_of(eaten, place, sha256)});
    }
  }
  db::central::put_meals(connection, rows, photos);
}

}  // namespace fitmate::central::services
