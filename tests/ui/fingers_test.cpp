// Fingers that do what nobody thought of.

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "tests/ui/gallery.h"
#include "tests/ui/offscreen.h"

using namespace fitmate;
using namespace fitmate::tests;
using kiosk::Touch;

namespace {

// Where "That's not me" lies on a yes of 800x480, and "Yes, check me out" on "Leaving?".
constexpr float undo_x = 540;
constexpr float undo_y = 414;
constexpr float leave_x = 200;
constexpr float leave_y = 390;

kiosk::Screen screen_of(std::string_view name, std::uint64_t answer) {
  const auto all = gallery();
  const auto found = std::ranges::find(all, name, &Picture::name);
  REQUIRE(found != all.end());
  auto screen = found->screen;
  screen.answer = answer;
  return screen;
}

}  // namespace

TEST_CASE("a finger put down on one answer and lifted on the next takes nothing of the next") {
  Offscreen offscreen(800, 480);
  for (const auto* next : {"admitted_in", "warned_expiring", "refused_expired"}) {
    CAPTURE(next);
    offscreen.press(screen_of("admitted_in", 1), undo_x, undo_y);
    CHECK(offscreen.lift(screen_of(next, 2)) == std::nullopt);
  }
  offscreen.press(screen_of("leaving", 3), leave_x, leave_y);
  CHECK(offscreen.lift(screen_of("leaving", 4)) == std::nullopt);
}

TEST_CASE("a finger that stays on one answer while its time runs takes that one") {
  Offscreen offscreen(800, 480);
  auto screen = screen_of("admitted_in", 1);
  offscreen.press(screen, undo_x, undo_y);
  screen.left -= 1;
  CHECK(offscreen.lift(screen) == Touch::not_me);
}

TEST_CASE("a finger that never leaves the screen asks for nothing, on any screen") {
  Offscreen offscreen(800, 480);
  for (const auto& picture : gallery()) {
    CAPTURE(picture.name);
    for (const auto& [x, y] : {std::pair{undo_x, undo_y}, {leave_x, leave_y}, {660.F, 300.F}}) {
      bool asked = offscreen.press(picture.screen, x, y).has_value();
      for (int frame = 0; frame < 30; ++frame) {
        asked = offscreen.hold(picture.screen).has_value() || asked;
      }
      CHECK_FALSE(asked);
      offscreen.lift(picture.screen);
    }
  }
}

TEST_CASE("where the scripted day of scripts/tour.py presses, there the buttons are") {
  Offscreen offscreen(1280, 800);
  constexpr float unit = 1.6F;
  const auto pressed = [&](std::string_view name, float x, float y) {
    return offscreen.tap(screen_of(name, 1), x * unit, y * unit);
  };
  CHECK(pressed("waiting_meal", 638, 330) == Touch::meal_begin);
  CHECK(pressed("meal_aim", 638, 420) == Touch::meal_take);
  CHECK(pressed("meal_look", 638, 420) == Touch::meal_next);
  CHECK(pressed("meal_items_typed", 689, 454) == Touch::meal_save);
  CHECK(pressed("meal_items_first", 52 + 77.4F * 1.5F, 290) == Touch{Touch::meal_key, U's'});
  CHECK(pressed("leaving", 209, 410) == Touch::leave);
}
