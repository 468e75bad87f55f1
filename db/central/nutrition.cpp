#include "db/central/nutrition.h"

#include "db/central/nutrition.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {

using db::sql::Connection;
using db::sql::RowSet;

void put_meals(Connection& connection, std::span<const MealRow> meals,
               std::span<const MealPhotoRow> photos) {
  RowSet logs{connection,
              {{"user_id", "bigint"},
               {"item", "text"},
               {"calories", "double precision"},
               {"macros_json", "jsonb"},
               {"logged_at", "timestamptz"},
               {"event_id", "uuid"}}};
  for (const auto& meal : meals) {
    logs.add(meal.user, meal.item, meal.calories, meal.macros_json, meal.logged_at, meal.event);
  }
  logs.execute(nutrition_sql::put_meals);
  RowSet named{connection,
               {{"event_id", "uuid"}, {"place", "integer"}, {"sha256", "text"}, {"file", "text"}}};
  for (const auto& photo : photos) {
    named.add(photo.event, photo.place, domain::to_hex(photo.sha256), photo.file);
  }
  named.execute(nutrition_sql::put_photos);
}

void remove_meals(Connection& connection, std::span<const domain::EventId> events) {
  RowSet rows{connection, {{"event_id", "uuid"}}};
  for (const auto& event : events) rows.add(event);
  rows.execute(nutrition_sql::remove_meals);
}

std::vector<PhotoPlace> find_photo_places(Connection& connection, const domain::Hash& sha256) {
  std::vector<PhotoPlace> places;
  for (const auto& row : connection.query(nutrition_sql::find_photos, domain::to_hex(sha256))) {
    places.push_back(
        {.id = row.get<std::int64_t>("id"),
         .file = row.get<std::optional<std::string>>("file"),
         .stored = row.get<std::optional<domain::Instant>>("stored_at").has_value(),
         .undone = !row.get<std::optional<std::int64_t>>("nutrition_log_id").has_value()});
  }
  return places;
}

bool set_photo_stored(Connection& connection, std::int64_t place, domain::Instant at) {
  if (!connection.query_one(nutrition_sql::set_stored, place, at)) return false;
  connection.execute(nutrition_sql::set_image_url, place);
  return true;
}

std::vector<PhotoPlace> load_undone_photos(Connection& connection) {
  std::vector<PhotoPlace> places;
  for (const auto& row : connection.query(nutrition_sql::undone_photos)) {
    places.push_back({.id = row.get<std::int64_t>("id"),
                      .file = row.get<std::string>("file"),
                      .stored = false,
                      .undone = true});
  }
  return places;
}

void forget_photo_file(Connection& connection, std::int64_t place) {
  connection.execute(nutrition_sql::forget_file, place);
}

}  // namespace fitmate::db::central
