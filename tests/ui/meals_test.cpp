// The fingers' side of a meal's screens.

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "tests/ui/gallery.h"
#include "tests/ui/offscreen.h"

using namespace fitmate;
using namespace fitmate::tests;
using kiosk::Touch;

namespace {

// The smallest screen, of 7 inches: a larger one scales all of this.
constexpr int width = 800;
constexpr int height = 480;
constexpr float millimetre = 5.25F;  // in pixels

kiosk::Screen screen_of(std::string_view name) {
  const auto all = gallery();
  const auto found = std::ranges::find(all, name, &Picture::name);
  REQUIRE(found != all.end());
  return found->screen;
}

struct Extent {
  float left;
  float right;
  float top;
  float bottom;
};

// What can be asked for on a screen, and how large its place is.
std::map<std::pair<int, char32_t>, Extent> places(Offscreen& offscreen,
                                                  const kiosk::Screen& screen) {
  constexpr float step = 12;
  std::map<std::pair<int, char32_t>, Extent> found;
  for (float y = 2; y < static_cast<float>(height); y += step) {
    for (float x = 2; x < static_cast<float>(width); x += step) {
      const auto touch = offscreen.tap(screen, x, y);
      if (!touch) continue;
      auto& place =
          found.try_emplace({touch->kind, touch->value}, Extent{x, x, y, y}).first->second;
      place.left = std::min(place.left, x);
      place.right = std::max(place.right, x + step);
      place.top = std::min(place.top, y);
      place.bottom = std::max(place.bottom, y + step);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("each screen of a meal has its buttons, each wide and high enough for a finger") {
  Offscreen offscreen(width, height);
  const std::map<std::string, std::set<int>> expected{
      {"waiting", {Touch::type_begin}},
      {"waiting_no_camera", {Touch::type_begin}},
      {"waiting_meal", {Touch::meal_begin, Touch::type_begin}},
      {"waiting_meal_dark", {Touch::meal_begin, Touch::type_begin}},
      {"out_of_order_0", {Touch::type_begin}},
      {"out_of_order_1", {}},
      {"out_of_order_2", {}},
      {"out_of_order_door_open", {}},
      {"out_of_order_still_counts", {}},
      {"enrol_failed", {Touch::enrol_again, Touch::enrol_leave}},
      {"enrolled", {Touch::dismiss}},
      {"not_enrolled_camera", {}},
      {"meal_code", {Touch::meal_cancel}},
      {"meal_aim", {Touch::meal_cancel, Touch::meal_take}},
      {"meal_look", {Touch::meal_again, Touch::meal_more, Touch::meal_next}},
      {"meal_look_last", {Touch::meal_again, Touch::meal_next}},
      {"meal_kept", {Touch::dismiss}},
      {"meal_not_kept", {Touch::dismiss}}};
  for (const auto& [name, kinds] : expected) {
    CAPTURE(name);
    std::set<int> found;
    for (const auto& [touch, place] : places(offscreen, screen_of(name))) {
      found.insert(touch.first);
      CHECK(place.right - place.left >= 12 * millimetre);
      CHECK(place.bottom - place.top >= 12 * millimetre);
    }
    CHECK(found == kinds);
  }
}

TEST_CASE("every letter and digit can be typed, on keys of at least 9 mm") {
  Offscreen offscreen(width, height);
  const auto found = places(offscreen, screen_of("meal_items_typed"));
  std::set<char32_t> letters;
  for (const auto& [touch, place] : found) {
    CAPTURE(touch.first, static_cast<std::uint32_t>(touch.second));
    CHECK(place.right - place.left >= 9 * millimetre);
    CHECK(place.bottom - place.top >= 9 * millimetre);
    if (touch.first == Touch::meal_key) letters.insert(touch.second);
  }
  std::set<char32_t> wanted{U' ', Touch::backspace};
  for (char32_t letter = U'a'; letter <= U'z'; ++letter) wanted.insert(letter);
  for (char32_t digit = U'0'; digit <= U'9'; ++digit) wanted.insert(digit);
  CHECK(letters == wanted);
  for (char32_t pick = 0; pick < 4; ++pick) CHECK(found.contains({Touch::meal_pick, pick}));
  for (const auto kind : {Touch::meal_to, Touch::meal_cancel, Touch::meal_save}) {
    CHECK(found.contains({kind, 0}));
  }
}

TEST_CASE("from the calories a finger comes to protein, carbs and fat, and back to the item") {
  Offscreen offscreen(width, height);
  const auto found = places(offscreen, screen_of("meal_items_calories"));
  for (char32_t field = 0; field <= kiosk::meal_amounts; ++field) {
    CAPTURE(static_cast<std::uint32_t>(field));
    REQUIRE(found.contains({Touch::meal_to, field}));
    const auto& place = found.at({Touch::meal_to, field});
    CHECK(place.right - place.left >= 9 * millimetre);
    CHECK(place.bottom - place.top >= 9 * millimetre);
  }
}

TEST_CASE("of a number each letter of the base can be typed, of a code each digit, and no more") {
  Offscreen offscreen(width, height);
  const auto keys_of = [&](const char* name) {
    std::set<char32_t> keys;
    for (const auto& [touch, place] : places(offscreen, screen_of(name))) {
      CAPTURE(touch.first, static_cast<std::uint32_t>(touch.second));
      CHECK(place.right - place.left >= 9 * millimetre);
      CHECK(place.bottom - place.top >= 9 * millimetre);
      if (touch.first == Touch::type_key) keys.insert(touch.second);
    }
    return keys;
  };
  std::set<char32_t> digits{Touch::backspace};
  for (char32_t digit = U'0'; digit <= U'9'; ++digit) digits.insert(digit);
  CHECK(keys_of("typing_code") == digits);
  auto all = digits;
  for (char32_t letter = U'a'; letter <= U'z'; ++letter) {
    if (letter != U'u') all.insert(letter);
  }
  CHECK(keys_of("typing_person") == all);
  const auto whole = places(offscreen, screen_of("typing_whole"));
  CHECK(whole.contains({Touch::type_enter, 0}));
  CHECK(whole.contains({Touch::type_cancel, 0}));
  CHECK_FALSE(places(offscreen, screen_of("typing_code")).contains({Touch::type_enter, 0}));
}

TEST_CASE("of calories only digits can be typed, and an empty meal cannot be saved") {
  Offscreen offscreen(width, height);
  for (const auto& [touch, place] : places(offscreen, screen_of("meal_items_calories"))) {
    if (touch.first != Touch::meal_key) continue;
    const bool digit = touch.second >= U'0' && touch.second <= U'9';
    CHECK((digit || touch.second == Touch::backspace));
  }
  CHECK_FALSE(places(offscreen, screen_of("meal_items_empty")).contains({Touch::meal_save, 0}));
}

TEST_CASE("a photo that is looked at is shown as it is kept, not as in the mirror") {
  Offscreen offscreen(width, height);
  firmware::RgbImage photo{64, 48, std::vector<std::uint8_t>(std::size_t{64} * 48 * 3, 0)};
  for (std::size_t i = 0; i < photo.pixels.size(); i += 3) {
    if (i / 3 % 64 < 32) photo.pixels[i] = 255;  // its left half is red
  }
  const auto image = offscreen.draw(screen_of("meal_look"), &photo);
  const auto red = [&](std::size_t x, std::size_t y) { return image.pixels[(y * width + x) * 3]; };
  CHECK(red(80, 240) > 245);
  CHECK(red(420, 240) < 10);
}
