#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/sql/connection.h"
#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"

// The tables nutrition_logs and nutrition_photos. Every function blocks on the database and throws
// sql::SqlError.
namespace fitmate::db::central {

struct MealRow {
  domain::EventId event;
  domain::UserId user;
  std::string item;
  std::optional<double> calories;  // kcal
  std::optional<std::string> macros_json;
  domain::Instant logged_at;
};
struct MealPhotoRow {
  domain::EventId event;
  std::int64_t place = 0;  // in the meal, from 0
  domain::Hash sha256{};
  std::string file;  // its name in PROFILE_UPLOAD_DIR
};
// Adds those that are not there yet, set-wise, within the caller's transaction.
void put_meals(sql::Connection& connection, std::span<const MealRow> meals,
               std::span<const MealPhotoRow> photos);

// The meals of these events; their photos stay as undone ones.
void remove_meals(sql::Connection& connection, std::span<const domain::EventId> events);

// A place where a photo is named.
struct PhotoPlace {
  std::int64_t id = 0;
  std::optional<std::string> file;  // none once the file of an undone meal is gone
  bool stored = false;
  bool undone = false;
};
std::vector<PhotoPlace> find_photo_places(sql::Connection& connection, const domain::Hash& sha256);

// The file of that place is there: sets image_url where it is a meal's first. False, and nothing
// changed, where the meal was undone or another call was faster. Within the caller's transaction.
bool set_photo_stored(sql::Connection& connection, std::int64_t place, domain::Instant at);

// Photos of undone meals whose files may still be there.
std::vector<PhotoPlace> load_undone_photos(sql::Connection& connection);
void forget_photo_file(sql::Connection& connection, std::int64_t place);

}  // namespace fitmate::db::central
