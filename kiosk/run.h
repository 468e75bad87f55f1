#pragma once

#include <functional>
#include <string>

#include "db/kiosk/kiosk_store.h"
#include "domain/trusted_clock.h"
#include "firmware/camera.h"
#include "firmware/door.h"
#include "firmware/scanner.h"
#include "firmware/sound.h"
#include "kiosk/app.h"
#include "kiosk/check_in.h"
#include "kiosk/portrait.h"
#include "kiosk/window.h"

namespace fitmate::kiosk {

struct RunOptions {
  WindowOptions window;
  std::string language = "en";
};

// What the kiosk works with; all outlive run_kiosk. Camera and scanner go to threads of their
// own, the rest stays on the caller's.
struct RunParts {
  firmware::Camera& camera;
  firmware::Scanner& scanner;
  firmware::Door& door;
  firmware::Sound& sound;
  db::kiosk::KioskStore& store;
  Desk desk;
  std::function<domain::ClockReading()> read_clock;
  MealDesk meals = {};
  EnrolDesk enrol = {};
  OnStoreFailure on_store_failure = OnStoreFailure::stay_shut;
};

// The verbs of a check-in, which outlives the desk as the files do.
inline Desk desk_of(CheckIn& check_in, const db::PhotoFiles& files) {
  return {
      [&check_in](const GivenCode& code, const domain::ClockReading& clock) {
        return check_in.answer(code, clock);
      },
      [&check_in](const GivenCode& code, const domain::ClockReading& asked,
                  const domain::ClockReading& clock) { return check_in.leave(code, asked, clock); },
      [&check_in](const domain::EventId& event, const domain::ClockReading& clock) {
        return check_in.undo(event, clock);
      },
      [&files](const domain::Hash& sha256) { return load_portrait(files, sha256); }};
}

// A meal's verbs; meal and files outlive the desk.
inline MealDesk desk_of(Meal& meal, const db::PhotoFiles& files) {
  return {
      .open = [&meal](std::string_view text,
                      const domain::ClockReading& clock) { return meal.open(text, clock); },
      .keep = [&meal](const MealGuest& guest, const MealEntry& entry,
                      const domain::ClockReading& clock) { return meal.keep(guest, entry, clock); },
      .picks = [&meal](const MealGuest& guest) { return meal.picks(guest, meal_picks); },
      .has_room = [&files] { return files.free_share() >= db::photos_need_free; }};
}

// The touchscreen, until its window is closed or SIGTERM or SIGINT comes. Throws
// std::runtime_error, saying what to do, where there is no display.
void run_kiosk(const RunOptions& options, const RunParts& parts);

}  // namespace fitmate::kiosk
