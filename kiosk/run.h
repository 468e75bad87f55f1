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
};

// The verbs of a check-in, which outlives the desk.
inline Desk desk_of(CheckIn& check_in) {
  return {[&check_in](std::string_view text, const domain::ClockReading& clock) {
            return check_in.answer(text, clock);
          },
          [&check_in](std::string_view text, const domain::ClockReading& clock) {
            return check_in.leave(text, clock);
          },
          [&check_in](const domain::EventId& event, const domain::ClockReading& clock) {
            return check_in.undo(event, clock);
          }};
}

// The touchscreen, until its window is closed or SIGTERM or SIGINT comes. Throws
// std::runtime_error, saying what to do, where there is no display.
void run_kiosk(const RunOptions& options, const RunParts& parts);

}  // namespace fitmate::kiosk
