#include "kiosk/commands/meal.h"

#include <format>
#include <ostream>
#include <utility>

#include "domain/meal_entry.h"
#include "firmware/image_file.h"
#include "kiosk/answer.h"

namespace fitmate::kiosk {
namespace {

struct Amount {
  std::string_view option;
  std::optional<double> given;
  double most = 0;
};

}  // namespace

domain::Result<MealEntry, std::string> read_meal(const MealWords& words) {
  auto item = domain::parse_item(words.item);
  if (!item) return std::unexpected("--item: " + item.error());
  const auto& macros = words.macros;
  for (const auto& [option, amount, most] :
       {Amount{"--calories", words.calories, domain::calories_most},
        {"--protein", macros.protein, domain::macro_most},
        {"--carbs", macros.carbohydrates, domain::macro_most},
        {"--fat", macros.fat, domain::macro_most}}) {
    if (amount && !domain::is_amount(*amount, most)) {
      return std::unexpected(std::format("{}: a number from 0 to {}", option, most));
    }
  }
  if (words.files.empty() || words.files.size() > domain::meal_photos_most) {
    return std::unexpected(std::format("--photo: 1 to {} files", domain::meal_photos_most));
  }
  MealEntry entry{
      .item = *std::move(item), .calories = words.calories, .macros = macros, .photos = {}};
  for (const auto& file : words.files) {
    const auto bytes = firmware::load_bytes(file);
    if (!bytes) return std::unexpected(bytes.error().detail);
    auto photo = read_meal_photo(*bytes);
    if (!photo) return std::unexpected(std::format("{}: {}", file, photo.error().detail));
    entry.photos.push_back(*std::move(photo));
  }
  return entry;
}

bool record_meal(Meal& meal, std::string_view code, const MealEntry& entry,
                 const std::function<domain::ClockReading()>& clock, std::ostream& out,
                 std::ostream& err) {
  auto opening = meal.open(code, clock());
  const auto answer =
      opening.guest ? meal.keep(*opening.guest, entry, clock()) : std::move(opening.answer);
  out << to_json(answer) << '\n' << std::flush;
  if (answer.reason != domain::Reason::store_failed) return true;
  err << "fitmate-kiosk: the meal could not be recorded: " << answer.fault << '\n' << std::flush;
  return false;
}

}  // namespace fitmate::kiosk
