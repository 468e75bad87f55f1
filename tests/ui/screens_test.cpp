#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <ranges>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "firmware/image_file.h"
#include "firmware/sim/drawn_codes.h"
#include "tests/ui/gallery.h"
#include "tests/ui/offscreen.h"

using namespace fitmate;
using namespace fitmate::tests;
using kiosk::Touch;

namespace {

struct Size {
  int width;
  int height;
};

Size generate_size() {
  return GENERATE(Size{800, 480}, Size{1280, 800});
}

// What a camera would show: a code held up in a dim room.
firmware::RgbImage camera_picture() {
  namespace sim = firmware::sim;
  const std::vector<sim::HeldCode> codes = {
      {sim::encode_qr("FM1:" + std::string(129, 'A'), sim::Correction::medium),
       {.x = 0.55, .y = 0.5, .side = 190, .turn = 0.1}}};
  const auto grey = sim::draw_scene(640, 480, codes, {.shade = 0.4, .noise = 3});
  firmware::RgbImage image{grey.width, grey.height, {}};
  for (const auto value : grey.pixels) image.pixels.insert(image.pixels.end(), 3, value);
  return image;
}

// Somebody before a wall: a head above shoulders.
firmware::RgbImage portrait_picture() {
  constexpr int side = 256;
  using Colour = std::array<std::uint8_t, 3>;
  firmware::RgbImage image{side, side, {}};
  const auto is_in = [](double x, double y, double cx, double cy, double rx, double ry) {
    return (x - cx) * (x - cx) / (rx * rx) + (y - cy) * (y - cy) / (ry * ry) < 1;
  };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      Colour colour{static_cast<std::uint8_t>(176 - y / 4), static_cast<std::uint8_t>(190 - y / 4),
                    204};
      if (is_in(x, y, 128, 262, 104, 90)) colour = {46, 74, 120};
      if (is_in(x, y, 128, 100, 62, 76)) colour = {62, 40, 30};
      if (is_in(x, y, 128, 116, 50, 62)) colour = {222, 176, 148};
      image.pixels.insert(image.pixels.end(), colour.begin(), colour.end());
    }
  }
  return image;
}

firmware::RgbImage draw(Offscreen& offscreen, const Picture& picture) {
  static const auto camera = camera_picture();
  static const auto portrait = portrait_picture();
  const auto* shown = kiosk::shows_portrait(picture.screen.state) ? &portrait : &camera;
  return offscreen.draw(picture.screen, picture.with_camera ? shown : nullptr);
}

// For people who want to look: FITMATE_SCREENS=DIR.
void keep(const firmware::RgbImage& image, const std::string& name) {
  const char* folder = std::getenv("FITMATE_SCREENS");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  const auto file = std::filesystem::path(folder) / (name + "_" + std::to_string(image.width) +
                                                     "x" + std::to_string(image.height) + ".png");
  REQUIRE(firmware::save_png(file, image));
}

const Picture& pick(const std::vector<Picture>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &Picture::name);
  REQUIRE(found != all.end());
  return *found;
}

bool overlap(const kiosk::ui::Rect& a, const kiosk::ui::Rect& b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

kiosk::Texts english() {
  return kiosk::Texts::in_language("en");
}

// As long as German: each word but the shortest and what is filled in grows by a third or more.
std::string lengthened(std::string_view text) {
  constexpr std::string_view more = "\u00fcngen\u00e4tigkeit";
  std::string longer;
  for (const auto part : std::views::split(text, ' ')) {
    const std::string_view word(part);
    if (!longer.empty()) longer += ' ';
    longer += word;
    const bool grows = word.size() > 3 && word.find_first_of("{-:/") == std::string_view::npos;
    if (grows) longer += more.substr(0, 2 + word.size() / 4);
  }
  return longer;
}

kiosk::Texts lengthened() {
  std::string file;
  const auto texts = english();
  for (const auto& [key, text] : texts.all()) file += key + " = " + lengthened(text) + "\n";
  return kiosk::Texts(file);
}

// Luma of BT.709, of the whole picture's mean: what is left of a colour for an eye without colours.
double brightness(const firmware::RgbImage& image) {
  double sum = 0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3)
    sum += 0.2126 * image.pixels[i] + 0.7152 * image.pixels[i + 1] + 0.0722 * image.pixels[i + 2];
  return sum / static_cast<double>(image.pixels.size() / 3);
}

}  // namespace

TEST_CASE("every screen is drawn to its edges, and no two look alike") {
  const auto size = generate_size();
  Offscreen offscreen(size.width, size.height);
  std::map<std::vector<std::uint8_t>, std::string> seen;
  for (const auto& picture : gallery()) {
    CAPTURE(picture.name);
    const auto image = draw(offscreen, picture);
    keep(image, picture.name);
    // The colour that the surface is cleared with shows through nowhere.
    std::size_t holes = 0;
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
      holes += image.pixels[i] == 255 && image.pixels[i + 1] == 0 && image.pixels[i + 2] == 255;
    CHECK(holes == 0);
    const auto [twin, fresh] = seen.emplace(image.pixels, picture.name);
    CAPTURE(twin->second);
    CHECK(fresh);
  }
}

TEST_CASE("on every screen and in longer words all texts lie inside and clear of one another") {
  const auto size = generate_size();
  Offscreen offscreen(size.width, size.height, GENERATE(false, true) ? lengthened() : english());
  for (const auto& picture : gallery()) {
    CAPTURE(picture.name);
    draw(offscreen, picture);
    const auto& placed = offscreen.placed();
    CHECK_FALSE(placed.empty());
    for (std::size_t i = 0; i < placed.size(); ++i) {
      const auto& box = placed[i].box;
      CAPTURE(placed[i].text, box.x, box.y, box.w, box.h);
      CHECK(box.x >= 8);
      CHECK(box.y >= 0);
      CHECK(box.x + box.w <= static_cast<float>(size.width) - 8);
      CHECK(box.y + box.h <= static_cast<float>(size.height) - 2);
      for (std::size_t j = i + 1; j < placed.size(); ++j) {
        if (placed[i].text.empty() || placed[j].text.empty()) continue;
        CAPTURE(placed[j].text);
        CHECK_FALSE(overlap(box, placed[j].box));
      }
    }
  }
}

TEST_CASE("no text but a monstrous name or note is cut short, in longer words neither") {
  const auto size = generate_size();
  Offscreen offscreen(size.width, size.height, GENERATE(false, true) ? lengthened() : english());
  for (const auto& picture : gallery()) {
    if (picture.name.ends_with("widest")) continue;
    CAPTURE(picture.name);
    draw(offscreen, picture);
    for (const auto& text : offscreen.placed()) {
      CAPTURE(text.text);
      CHECK_FALSE(text.cut);
    }
  }
}

TEST_CASE("the same screen is the same picture, run after run") {
  const auto all = gallery();
  const auto& picture = pick(all, "waiting");
  Offscreen first(800, 480);
  const auto once = draw(first, picture);
  draw(first, pick(all, "refused_expired"));
  CHECK(draw(first, picture).pixels == once.pixels);
}

TEST_CASE("a yes, a warning and a no differ by brightness alone") {
  const auto all = gallery();
  Offscreen offscreen(800, 480);
  const auto yes = brightness(draw(offscreen, pick(all, "admitted_in")));
  const auto warned = brightness(draw(offscreen, pick(all, "warned_expiring")));
  const auto no = brightness(draw(offscreen, pick(all, "refused_expired")));
  CHECK(warned > yes + 40);
  CHECK(yes > no + 15);
  // Who stands before a door that stays shut sees no yes.
  CHECK(brightness(draw(offscreen, pick(all, "admitted_door_failed"))) > yes + 40);
}

TEST_CASE("the question about leaving has two buttons, each wider and higher than 12 mm") {
  const auto size = generate_size();
  const auto all = gallery();
  const auto& screen = pick(all, "leaving").screen;
  Offscreen offscreen(size.width, size.height);
  const float w = static_cast<float>(size.width);
  const float h = static_cast<float>(size.height);
  // Pixels a millimetre: a screen of 7 inches at 800x480, one of 10.1 at 1280x800.
  const float finger = size.width == 800 ? 12 * 5.25F : 12 * 5.89F;
  const auto reach = [&](float x, Touch wanted) {
    float rows = 0;
    for (float y = 0; y < h; y += 4)
      if (offscreen.tap(screen, x, y) == wanted) rows += 4;
    return rows;
  };
  CHECK(reach(w * 0.25F, Touch::leave) >= finger);
  CHECK(reach(w * 0.75F, Touch::stay) >= finger);
  CHECK(offscreen.tap(screen, w / 2, h * 0.2F) == std::nullopt);
}

TEST_CASE(
    "that it was not me is a button of a finger's size beside each yes, and beside nothing else") {
  const auto size = generate_size();
  const auto all = gallery();
  Offscreen offscreen(size.width, size.height);
  const float w = static_cast<float>(size.width);
  const float h = static_cast<float>(size.height);
  const float finger = size.width == 800 ? 12 * 5.25F : 12 * 5.89F;
  const auto reach = [&](const std::string& name) {
    float rows = 0;
    for (float y = 0; y < h; y += 4)
      if (offscreen.tap(pick(all, name).screen, w * 0.67F, y) == Touch::not_me) rows += 4;
    return rows;
  };
  for (const auto* yes : {"admitted_in", "admitted_message_widest", "warned_expiring"}) {
    CAPTURE(yes);
    CHECK(reach(yes) >= finger);
  }
  for (const auto* other : {"refused_expired", "undone", "not_ours", "leaving"}) {
    CAPTURE(other);
    CHECK(reach(other) == 0);
  }
}

TEST_CASE("a touch anywhere takes an answer away, and does nothing to a kiosk that waits") {
  const auto all = gallery();
  Offscreen offscreen(800, 480);
  CHECK(offscreen.tap(pick(all, "refused_expired").screen, 20, 20) == Touch::dismiss);
  CHECK(offscreen.tap(pick(all, "admitted_in").screen, 790, 470) == Touch::dismiss);
  CHECK(offscreen.tap(pick(all, "waiting").screen, 400, 240) == std::nullopt);
  CHECK(offscreen.tap(pick(all, "out_of_order_1").screen, 400, 240) == std::nullopt);
}

TEST_CASE("the camera's picture is shown as in a mirror") {
  const auto all = gallery();
  Offscreen offscreen(800, 480);
  firmware::RgbImage camera{64, 48, std::vector<std::uint8_t>(std::size_t{64} * 48 * 3, 0)};
  for (std::size_t i = 0; i < camera.pixels.size(); i += 3)
    if (i / 3 % 64 < 32) camera.pixels[i] = 255;  // its left half is red
  const auto image = offscreen.draw(pick(all, "waiting").screen, &camera);
  const auto red = [&](std::size_t x, std::size_t y) { return image.pixels[(y * 800 + x) * 3]; };
  CHECK(red(60, 200) < 10);
  CHECK(red(400, 200) > 245);
}
