#include "kiosk/window.h"

#include <chrono>
#include <cstdlib>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/virtual_display.h"
#include "tests/ui/gallery.h"

using namespace fitmate;
using namespace fitmate::tests;
using namespace std::chrono_literals;
using kiosk::Touch;

namespace {

constexpr kiosk::WindowOptions small{.fullscreen = false, .width = 800, .height = 480};

kiosk::Screen pick(std::string_view name) {
  for (auto& picture : gallery())
    if (picture.name == name) return picture.screen;
  FAIL("no such screen in the gallery");
  return {};
}

kiosk::Texts english() {
  return kiosk::Texts::in_language("en");
}

// Shows the screen until the window has nothing more to draw: its first events have all come.
void settle(kiosk::Window& window, const kiosk::Screen& screen, const kiosk::Preview& preview) {
  auto before = window.drawn();
  do {
    before = window.drawn();
    for (int i = 0; i < 8; ++i) {
      window.wait(10ms);
      window.show(screen, preview);
    }
  } while (window.drawn() != before);
}

std::optional<Touch> wait_for_touch(kiosk::Window& window, const kiosk::Screen& screen) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < deadline) {
    window.wait(50ms);
    if (const auto touch = window.show(screen, {})) return touch;
  }
  return {};
}

kiosk::Preview picture(std::uint64_t number, std::uint8_t grey) {
  firmware::RgbImage image{4, 3, std::vector<std::uint8_t>(std::size_t{4} * 3 * 3, grey)};
  return {std::make_shared<firmware::RgbImage>(std::move(image)), number};
}

struct Rgb {
  int red;
  int green;
  int blue;
};

Rgb pixel(const firmware::RgbImage& image, int x, int y) {
  const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                   static_cast<std::size_t>(x)) *
                  3;
  return {image.pixels.at(at), image.pixels.at(at + 1), image.pixels.at(at + 2)};
}

}  // namespace

TEST_CASE("a window draws a screen once, and again only when something on it changed") {
  const VirtualDisplay display(800, 480);
  kiosk::Window window(small, english());
  auto screen = pick("waiting");
  settle(window, screen, picture(1, 100));
  auto drawn = window.drawn();
  for (int i = 0; i < 20; ++i) window.show(screen, picture(1, 100));
  CHECK(window.drawn() == drawn);

  screen.status.waiting += 1;
  window.show(screen, picture(1, 100));
  CHECK(window.drawn() == drawn + 1);

  window.show(screen, picture(2, 50));
  CHECK(window.drawn() == drawn + 2);

  // Behind an answer the camera's picture is not seen.
  const auto answer = pick("admitted_in");
  window.show(answer, picture(3, 60));
  drawn = window.drawn();
  window.show(answer, picture(4, 70));
  CHECK(window.drawn() == drawn);
}

TEST_CASE("what the window shows is on the display: a yes in green, a no in red") {
  const VirtualDisplay display(800, 480);
  kiosk::Window window(small, english());
  settle(window, pick("admitted_in"), {});
  const auto yes = display.photograph();
  REQUIRE(yes.width == 800);
  REQUIRE(yes.height == 480);
  CHECK(pixel(yes, 400, 20).green > 2 * pixel(yes, 400, 20).red);
  settle(window, pick("refused_expired"), {});
  const auto no = display.photograph();
  CHECK(pixel(no, 400, 20).red > 2 * pixel(no, 400, 20).green);
}

TEST_CASE("a finger on the display reaches the button under it, and only that") {
  const VirtualDisplay display(800, 480);
  kiosk::Window window(small, english());
  const auto leaving = pick("leaving");
  settle(window, leaving, {});
  display.tap(200, 390);
  CHECK(wait_for_touch(window, leaving) == Touch::leave);
  display.tap(600, 390);
  CHECK(wait_for_touch(window, leaving) == Touch::stay);
}

TEST_CASE("a fullscreen kiosk fills the display") {
  const VirtualDisplay display(1280, 800);
  kiosk::Window window({.fullscreen = true}, english());
  settle(window, pick("warned_grace"), {});
  const auto image = display.photograph();
  for (const auto& [x, y] : {std::pair{2, 2}, {1277, 2}, {1277, 780}, {2, 780}})
    CHECK(pixel(image, x, y).red > 200);
}

TEST_CASE("another thread ends the window's wait") {
  const VirtualDisplay display(800, 480);
  kiosk::Window window(small, english());
  settle(window, pick("waiting"), {});
  const auto before = std::chrono::steady_clock::now();
  const std::jthread waker([] { kiosk::Window::wake(); });
  window.wait(60s);
  CHECK(std::chrono::steady_clock::now() - before < 50s);
}

TEST_CASE("without a display it says what to do") {
  unsetenv("WAYLAND_DISPLAY");
  setenv("DISPLAY", ":no-such-display", 1);
  CHECK_THROWS_WITH(kiosk::Window(small, english()),
                    Catch::Matchers::ContainsSubstring("scripts/run"));
}
