#include "kiosk/run.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "firmware/sim/drawn_codes.h"
#include "firmware/sim/no_scanner.h"
#include "tests/support/virtual_display.h"
#include "tests/unit/kiosk/app_fixture.h"

using namespace fitmate;
using namespace fitmate::tests;
using namespace std::chrono_literals;
namespace sim = fitmate::firmware::sim;

namespace {

struct GreyPixels : firmware::FramePixels {
  explicit GreyPixels(firmware::GreyImage drawn) : image(std::move(drawn)) {}
  [[nodiscard]] firmware::FrameView grey() const override { return image.view(); }
  [[nodiscard]] firmware::RgbImage to_rgb(int) const override {
    firmware::RgbImage rgb{image.width, image.height, {}};
    for (const auto value : image.pixels) rgb.pixels.insert(rgb.pixels.end(), 3, value);
    return rgb;
  }
  firmware::GreyImage image;
};

// A camera before which the test holds codes, thirty pictures a second.
class HandCamera : public firmware::Camera {
 public:
  void show(const std::string& text) {
    const std::vector<sim::HeldCode> codes = {
        {sim::encode_qr(text, sim::Correction::medium), {.side = 280}}};
    put(std::make_shared<GreyPixels>(sim::draw_scene(640, 480, codes, {.seed = ++shown_})));
  }
  void unplug() { put(nullptr); }

  std::optional<firmware::Frame> next(std::chrono::milliseconds) override {
    std::unique_lock hold(lock_);
    changed_.wait_for(hold, 33ms);
    if (!picture_) return {};
    return firmware::Frame{picture_, std::chrono::steady_clock::now()};
  }
  [[nodiscard]] firmware::CameraStatus status() const override {
    const std::scoped_lock hold(lock_);
    firmware::CameraStatus status;
    status.state =
        picture_ ? firmware::CameraStatus::State::streaming : firmware::CameraStatus::State::gone;
    return status;
  }

 private:
  void put(std::shared_ptr<const GreyPixels> picture) {
    const std::scoped_lock hold(lock_);
    picture_ = std::move(picture);
    changed_.notify_all();
  }

  mutable std::mutex lock_;
  std::condition_variable changed_;
  std::shared_ptr<const GreyPixels> picture_;
  std::uint32_t shown_ = 0;
};

std::string member(char letter) {
  return "FM1:" + std::string(129, letter);
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
// At the upper edge each screen shows its colour and nothing else.
bool is_green(const firmware::RgbImage& image) {
  const auto c = pixel(image, 400, 6);
  return c.green > 100 && c.green > 2 * c.red;
}
bool is_red(const firmware::RgbImage& image) {
  const auto c = pixel(image, 400, 6);
  return c.red > 100 && c.red > 2 * c.green;
}
bool is_blue(const firmware::RgbImage& image) {
  const auto c = pixel(image, 400, 6);
  return c.blue > 100 && 2 * c.blue > 3 * c.green;
}
bool is_grey(const firmware::RgbImage& image) {
  const auto c = pixel(image, 400, 6);
  return c.red > 40 && c.red < 70 && c.blue > 60 && c.blue < 100;
}
bool is_waiting(const firmware::RgbImage& image) {
  const auto c = pixel(image, 400, 6);
  return c.blue > 10 && c.blue < 40 && pixel(image, 765, 330).red < 20;
}
// The card with the code for the phone reaches to the right edge.
bool is_out_of_order(const firmware::RgbImage& image) {
  return pixel(image, 400, 6).blue < 40 && pixel(image, 765, 330).red > 20;
}

// A day at the door, played by another thread while the kiosk runs on this one.
class Day {
 public:
  explicit Day(const VirtualDisplay& display) : display_(display) {}

  // Photographs until the display looks so; what it waited for in vain is kept for the test.
  bool wait_for(const std::string& what,
                const std::function<bool(const firmware::RgbImage&)>& looks) {
    const auto deadline = std::chrono::steady_clock::now() + 40s;
    while (std::chrono::steady_clock::now() < deadline)
      if (looks(display_.photograph())) return true;
    missed += what + "; ";
    return false;
  }

  std::string missed;

 private:
  const VirtualDisplay& display_;
};

}  // namespace

TEST_CASE("a day at the door, before a real camera's thread and in a real window") {
  const VirtualDisplay display(800, 480);
  HandCamera camera;
  firmware::sim::NoScanner scanner;
  kiosk::test::ScriptedDoor door;
  kiosk::test::ScriptedSound sound;
  kiosk::test::ScriptedStore store;
  store.device = db::kiosk::Device{.gym_name = "Iron Hall", .timezone = "Europe/Paris"};
  std::atomic<bool> left = false;
  kiosk::Desk desk;
  desk.answer = [](const kiosk::GivenCode& code, const domain::ClockReading&) {
    const auto text = kiosk::test::words_of(code);
    if (text == member('A')) return kiosk::test::yes(1);
    if (text == member('B')) return kiosk::test::no(domain::Reason::expired, 2);
    if (text == member('C')) return kiosk::test::no(domain::Reason::already_in, 3);
    return kiosk::test::no(domain::Reason::store_failed, 4);
  };
  desk.leave = [&left](const kiosk::GivenCode& code, const domain::ClockReading&,
                       const domain::ClockReading&) {
    left = kiosk::test::words_of(code) == member('C');
    return kiosk::test::yes(5, domain::Direction::out);
  };

  std::atomic<bool> undone = false;
  desk.undo = [&undone](const domain::EventId& event,
                        const domain::ClockReading&) -> domain::Result<void, std::string> {
    undone = event == kiosk::test::event(1);
    return {};
  };

  Day day(display);
  std::jthread visitors([&] {
    day.wait_for("waiting", is_waiting);
    camera.show(member('A'));
    if (day.wait_for("admitted", is_green)) {
      for (int i = 0; i < 20 && !undone; ++i) display.tap(540, 414);
      day.wait_for("taken back", is_grey);
    }
    camera.show(member('B'));
    day.wait_for("refused", is_red);
    camera.show(member('C'));
    if (day.wait_for("leaving?", is_blue)) {
      // Until the button takes it: a finger that comes too early does not count.
      for (int i = 0; i < 20 && !left; ++i) display.tap(200, 390);
      day.wait_for("checked out", is_green);
    }
    camera.unplug();
    day.wait_for("waiting without a camera", is_waiting);
    camera.show(member('D'));
    day.wait_for("out of order", is_out_of_order);
    kill(getpid(), SIGTERM);
  });
  kiosk::run_kiosk(
      {.window = {.fullscreen = false, .width = 800, .height = 480}},
      {camera, scanner, door, sound, store, desk, [] { return domain::ClockReading{}; }});
  visitors.join();
  CHECK(day.missed.empty());
  CHECK(left);
  CHECK(undone);
  CHECK(door.pulses.size() == 2);
}
