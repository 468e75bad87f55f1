#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/kiosk/kiosk_store.h"
#include "db/photo_files.h"
#include "domain/access.h"
#include "kiosk/check_in.h"
#include "kiosk/meal_photo.h"

namespace fitmate::kiosk {

// Whose meal is being recorded: a code that was accepted for it, and when.
struct MealGuest {
  domain::Credential credential;
  domain::Moment opened;
  domain::Person person;
};

struct MealEntry {
  std::string item;                // as parse_item leaves it
  std::optional<double> calories;  // kcal
  domain::Macros macros = {};
  std::vector<MealPhoto> photos;  // 1 to domain::meal_photos_most
};

// A meal's way from a member's code to the store: the code is accepted, photos are taken, then
// files and event are kept, the files first. One thread; blocks for disk and store. Whatever breaks
// beneath becomes the answer `store_failed`.
class Meal {
 public:
  // Store and files outlive this.
  Meal(db::kiosk::KioskStore& store, db::PhotoFiles& files, domain::Random random);

  // Nothing is recorded for an accepted code; a refusal is, as at the door.
  struct Opening {
    Answer answer;                   // admitted without an event where there is a guest
    std::optional<MealGuest> guest;  // else the answer is a refusal
  };
  Opening open(std::string_view text, const domain::ClockReading& clock);

  // The code is judged once more, as of when it was accepted: another program may have taken its
  // step, or it was revoked. When this answers a yes, photos and event are on the disk.
  Answer keep(const MealGuest& guest, const MealEntry& entry, const domain::ClockReading& clock);

  // What that person ate here before, to be picked with one touch; nothing where it cannot be read.
  std::vector<db::kiosk::MealItem> picks(const MealGuest& guest, std::int64_t most);

  // Removes what a program that died left in the folder of photos. Answers how many files;
  // none where the folder cannot be read.
  std::size_t sweep();

 private:
  db::kiosk::Device enrolled();
  void record(db::kiosk::Transaction& store, const domain::Moment& moment,
              domain::Happening happening, Answer& answer);
  Opening open_at(std::string_view text, const domain::ClockReading& clock);
  Answer keep_at(const MealGuest& guest, const MealEntry& entry, const domain::ClockReading& clock);

  db::kiosk::KioskStore& store_;
  db::PhotoFiles& files_;
  domain::Random random_;
};

}  // namespace fitmate::kiosk
