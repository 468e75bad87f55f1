#include "kiosk/scan_loop.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <catch2/catch_test_macros.hpp>

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace std::chrono_literals;
using firmware::ReadHint;

namespace {

struct FlatPixels : firmware::FramePixels {
  explicit FlatPixels(std::uint8_t grey) : image{32, 24, std::vector<std::uint8_t>(768, grey)} {}
  [[nodiscard]] firmware::FrameView grey() const override { return image.view(); }
  [[nodiscard]] firmware::RgbImage to_rgb(int) const override {
    return {.width = 1, .height = 1, .pixels = {1, 2, 3}};
  }
  firmware::GreyImage image;
};

struct ScriptedCamera : firmware::Camera {
  std::optional<firmware::Frame> next(std::chrono::milliseconds) override {
    ++asked;
    if (broken) throw std::runtime_error("the bus is dead");
    return frame;
  }
  [[nodiscard]] firmware::CameraStatus status() const override {
    firmware::CameraStatus now;
    now.state = state;
    now.problem = problem;
    return now;
  }
  std::optional<firmware::Frame> frame;
  firmware::CameraStatus::State state = firmware::CameraStatus::State::streaming;
  std::string problem;
  bool broken = false;
  int asked = 0;
};

const std::string ana = "FM1:" + std::string(129, 'A');
const std::string ben = "FM1:" + std::string(129, 'B');
const std::string poster = "https://example.org";

firmware::Code code(const std::string& text, int side = 100) {
  return {text, {{{0, 0}, {side, 0}, {side, side}, {0, side}}}};
}

// A scan loop before which codes are held, frame by frame.
struct Scanner {
  std::chrono::milliseconds step(std::chrono::milliseconds later,
                                 const std::vector<std::string>& texts, std::uint8_t grey = 100,
                                 ReadHint hint = ReadHint::none) {
    at += later;
    reading = {};
    for (const auto& text : texts) reading.codes.push_back(code(text));
    reading.hint = hint;
    camera.frame.emplace(std::make_shared<FlatPixels>(grey), at);
    return loop.step();
  }
  // Codes before a picture that moves all the time.
  std::vector<std::string> hold(std::chrono::milliseconds duration,
                                const std::vector<std::string>& texts) {
    std::vector<std::string> got;
    for (auto passed = 0ms; passed < duration; passed += 50ms) {
      bright = !bright;
      step(50ms, texts, bright ? 200 : 100);
      if (const auto seen = box.take()) got.push_back(seen->text);
    }
    return got;
  }

  ScriptedCamera camera;
  ScanBox box;
  firmware::Reading reading;
  int reads = 0;
  int woken = 0;
  bool bright = false;
  firmware::Moment at{1h};
  ScanLoop loop{camera,
                [this](firmware::FrameView) {
                  ++reads;
                  return reading;
                },
                box, [this] { ++woken; }};
};

}  // namespace

TEST_CASE("a code that is held is given once") {
  Scanner scanner;
  CHECK(scanner.hold(20s, {ana}) == std::vector{ana});
}

TEST_CASE("a code that went away for two seconds is given again, for less it is not") {
  Scanner scanner;
  scanner.hold(1s, {ana});
  scanner.hold(rearm_after - 100ms, {});
  CHECK(scanner.hold(1s, {ana}).empty());
  scanner.hold(rearm_after + 100ms, {});
  CHECK(scanner.hold(1s, {ana}) == std::vector{ana});
}

TEST_CASE("a poster is given once, and after it was away for ten seconds again") {
  Scanner scanner;
  CHECK(scanner.hold(20s, {poster}) == std::vector{poster});
  scanner.hold(rearm_foreign_after - 100ms, {});
  CHECK(scanner.hold(1s, {poster}).empty());
  scanner.hold(rearm_foreign_after + 100ms, {});
  CHECK(scanner.hold(1s, {poster}) == std::vector{poster});
}

TEST_CASE("a phone's next digits are given and marked as held on") {
  Scanner scanner;
  scanner.step(50ms, {ana + "1"}, 10);
  CHECK_FALSE(scanner.box.take()->held_on);
  scanner.step(50ms, {ana + "2"}, 200);
  CHECK(scanner.box.take()->held_on);
  scanner.step(50ms, {ben + "1"}, 10);
  CHECK_FALSE(scanner.box.take()->held_on);
  scanner.hold(3s, {});
  scanner.step(50ms, {ben + "2"}, 10);
  CHECK_FALSE(scanner.box.take()->held_on);
}

TEST_CASE("of several codes ours comes before a poster, the nearest first, and each in its turn") {
  Scanner scanner;
  scanner.reading.codes = {code(poster, 300), code(ben, 50), code(ana, 100)};
  std::vector<std::string> got;
  for (int i = 0; i < 5; ++i) {
    scanner.at += 50ms;
    scanner.camera.frame.emplace(std::make_shared<FlatPixels>(i % 2 == 0 ? 10 : 200), scanner.at);
    scanner.loop.step();
    if (const auto seen = scanner.box.take()) got.push_back(seen->text);
  }
  CHECK(got == std::vector{ana, ben, poster});
}

TEST_CASE("a code that was overwritten in the box is counted, and given again while it is held") {
  Scanner scanner;
  scanner.step(50ms, {ana}, 10);
  scanner.step(50ms, {ana, ben}, 200);
  CHECK(scanner.box.overwritten() == 1);
  CHECK(scanner.box.take()->text == ben);
  scanner.step(50ms, {ana, ben}, 10);
  CHECK(scanner.box.take()->text == ana);
}

TEST_CASE("a still picture is neither drawn again nor read at every frame") {
  Scanner scanner;
  scanner.step(50ms, {});
  for (auto passed = 0ms; passed <= still_after; passed += 50ms) scanner.step(50ms, {});
  scanner.reads = scanner.woken = 0;
  const auto pictures = scanner.box.preview().number;
  std::chrono::milliseconds pause{};
  for (auto passed = 0ms; passed < 10s; passed += 125ms) pause = scanner.step(125ms, {}, 103);
  CHECK(pause == still_frame_every);
  CHECK(scanner.woken == 0);
  CHECK(scanner.box.preview().number == pictures);
  CHECK(scanner.reads == 10s / still_read_every);
}

TEST_CASE("a still kiosk is wide awake at the first movement") {
  Scanner scanner;
  scanner.step(50ms, {});
  for (auto passed = 0ms; passed <= 5s; passed += 125ms) scanner.step(125ms, {});
  scanner.reads = 0;
  const auto pictures = scanner.box.preview().number;
  CHECK(scanner.step(125ms, {ana}, 140) == 0ms);
  CHECK(scanner.reads == 1);
  CHECK(scanner.box.preview().number == pictures + 1);
  CHECK(scanner.box.take()->text == ana);
}

TEST_CASE("a code too small to count as movement is read all the same") {
  Scanner scanner;
  scanner.step(50ms, {});
  for (auto passed = 0ms; passed <= 5s; passed += 125ms) scanner.step(125ms, {});
  for (auto passed = 0ms; passed <= still_read_every; passed += 125ms) scanner.step(125ms, {ana});
  CHECK(scanner.box.take()->text == ana);
}

TEST_CASE("the preview is drawn at most fifteen times a second") {
  Scanner scanner;
  const auto before = scanner.box.preview().number;
  for (int i = 0; i < 100; ++i) scanner.step(10ms, {}, i % 2 == 0 ? 10 : 200);
  CHECK(scanner.box.preview().number - before <= 16);
  CHECK(scanner.box.preview().number - before >= 12);
}

TEST_CASE("advice is given when it holds, and taken back when a code is read") {
  Scanner scanner;
  for (int i = 0; i < 3; ++i) scanner.step(50ms, {}, i % 2 == 0 ? 10 : 200, ReadHint::too_dark);
  CHECK(scanner.box.camera().hint == ReadHint::none);
  for (int i = 0; i < 8; ++i) scanner.step(50ms, {}, i % 2 == 0 ? 10 : 200, ReadHint::too_dark);
  CHECK(scanner.box.camera().hint == ReadHint::too_dark);
  SECTION("fades") {
    scanner.hold(2s, {});
  }
  SECTION("a code") {
    scanner.step(50ms, {ana}, 60);
  }
  SECTION("nobody is there") {
    for (int i = 0; i < 60; ++i) scanner.step(50ms, {}, 60, ReadHint::too_dark);
  }
  CHECK(scanner.box.camera().hint == ReadHint::none);
}

TEST_CASE("a camera that is gone is said once, and once that it is back") {
  Scanner scanner;
  scanner.loop.step();
  scanner.woken = 0;
  scanner.camera.state = firmware::CameraStatus::State::gone;
  scanner.camera.problem = "unplugged";
  scanner.loop.step();
  scanner.loop.step();
  CHECK(scanner.woken == 1);
  CHECK(scanner.box.camera().problem == "unplugged");
  scanner.camera.state = firmware::CameraStatus::State::streaming;
  scanner.camera.problem.clear();
  scanner.loop.step();
  CHECK(scanner.woken == 2);
}

TEST_CASE("a camera that throws is a state on the screen, and the thread ends when told",
          "[thread]") {
  Scanner scanner;
  scanner.camera.broken = true;
  std::mutex lock;
  std::condition_variable told;
  bool woken = false;
  ScanLoop loop(
      scanner.camera, [](firmware::FrameView) { return firmware::Reading{}; }, scanner.box,
      [&] {
        const std::scoped_lock hold(lock);
        woken = true;
        told.notify_one();
      });
  std::jthread thread([&loop](const std::stop_token& stop) { loop.run(stop); });
  {
    std::unique_lock hold(lock);
    REQUIRE(told.wait_for(hold, 10s, [&] { return woken; }));
  }
  CHECK(scanner.box.camera().state == firmware::CameraStatus::State::gone);
  CHECK(scanner.box.camera().problem == "the bus is dead");
}

TEST_CASE("codes and pictures cross from the scanner's thread while another takes them",
          "[thread]") {
  ScanBox box;
  constexpr int codes = 2000;
  std::jthread scanner([&box] {
    for (int i = 1; i <= codes; ++i) {
      box.put({std::to_string(i), {}});
      box.show(std::make_shared<firmware::RgbImage>());
      box.set_camera({firmware::CameraStatus::State::gone, std::to_string(i), {}});
    }
  });
  std::uint64_t taken = 0;
  int last = 0;
  while (last < codes) {
    const auto code = box.take();
    if (!code) {
      std::this_thread::yield();
      continue;
    }
    ++taken;
    const int number = std::stoi(code->text);
    REQUIRE(number > last);
    last = number;
    static_cast<void>(box.preview().picture);
    static_cast<void>(box.camera());
  }
  scanner.join();
  CHECK(taken + box.overwritten() == codes);
}
