#include "central/services/meal_photos.h"

#include <algorithm>
#include <vector>

#include "central/services/jpeg.h"
#include "central/services/private_file.h"
#include "db/central/nutrition.h"
#include "db/sql/transaction.h"
#include "domain/second_file.h"

namespace fitmate::central::services {
namespace {

namespace fs = std::filesystem;
using db::central::PhotoPlace;
using db::sql::Connection;
using Kind = PhotoAnswer::Kind;

bool is_wanted(const PhotoPlace& place) {
  return !place.undone && !place.stored;
}

// One transaction a place: a meal that is undone meanwhile takes only its own file with it.
void store(Connection& connection, const fs::path& folder, const PhotoPlace& place,
           std::string_view jpeg, domain::Instant now) {
  replace_private_file(folder / *place.file, jpeg);
  db::sql::Transaction transaction{connection};
  db::central::set_photo_stored(connection, place.id, now);
  transaction.commit();
}

}  // namespace

PhotoAnswer take_meal_photo(Connection& connection, const fs::path& folder,
                            const domain::Hash& sha256, std::string_view body,
                            domain::Instant now) {
  const auto places = db::central::find_photo_places(connection, sha256);
  if (places.empty()) {
    return {.kind = Kind::unknown, .detail = "no meal names this photo: push its event first"};
  }
  if (std::ranges::none_of(places, is_wanted)) return {.kind = Kind::there, .detail = {}};
  if (domain::sha256(domain::as_bytes(body)) != sha256) {
    return {.kind = Kind::damaged, .detail = "the bytes are not those of this hash: send it again"};
  }
  // No kiosk keeps such a photo.
  if (domain::carries_second_file(body)) {
    return {.kind = Kind::not_a_photo, .detail = "another file lies behind the picture"};
  }
  const auto jpeg = clean_jpeg(body);
  if (!jpeg) return {.kind = Kind::not_a_photo, .detail = jpeg.error()};
  for (const auto& place : places) {
    if (is_wanted(place)) store(connection, folder, place, *jpeg, now);
  }
  remove_undone_photos(connection, folder);
  return {.kind = Kind::stored, .detail = {}};
}

std::size_t remove_undone_photos(Connection& connection, const fs::path& folder) {
  const auto undone = db::central::load_undone_photos(connection);
  for (const auto& place : undone) {
    fs::remove(folder / *place.file);
    db::central::forget_photo_file(connection, place.id);
  }
  return undone.size();
}

void prepare_uploads(const fs::path& folder) {
  make_private_folder(folder);
  std::vector<fs::path> half;
  for (const auto& entry : fs::directory_iterator{folder}) {
    const auto name = entry.path().filename().string();
    const bool is_half =
        name.starts_with("user_") &&
        (name.contains(".jpg.") || name.contains(".png.") || name.contains(".pdf."));
    if (entry.is_regular_file() && is_half) half.push_back(entry.path());
  }
  for (const auto& file : half) fs::remove(file);
}

}  // namespace fitmate::central::services
