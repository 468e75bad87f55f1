#include <filesystem>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "firmware/image_file.h"
#include "firmware/sim/folder_camera.h"
#include "firmware/sim/no_camera.h"
#include "firmware/sim/test_camera.h"

namespace fitmate::firmware::sim {
namespace {

using namespace std::chrono_literals;

// A clock that moves only when somebody waits.
struct Clock {
  Moment now{100s};
  Waiting waiting() {
    return {[this] { return now; }, [this](Moment until) { now = std::max(now, until); }};
  }
};

class Pictures {
 public:
  Pictures() {
    std::string name = (std::filesystem::temp_directory_path() / "fitmate-camera-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;
  ~Pictures() { std::filesystem::remove_all(path); }

  void add(const char* name, std::uint8_t grey, int width = 4) const {
    RgbImage image{width, 2, {}};
    image.pixels.assign(static_cast<std::size_t>(width) * 6, grey);
    REQUIRE(save_png(path / name, image));
  }

  std::filesystem::path path;
};

TEST_CASE("a metronome beats at its rate and misses what nobody waited for") {
  Clock clock;
  Metronome metronome(10, clock.waiting());
  CHECK(metronome.next(1s) == Moment{100s});
  CHECK(metronome.next(1s) == Moment{100s + 100ms});
  CHECK(metronome.next(99ms) == std::nullopt);
  CHECK(clock.now == Moment{100s + 199ms});
  CHECK(metronome.next(1ms) == Moment{100s + 200ms});
  clock.now = Moment{100s + 550ms};
  CHECK(metronome.next(0ms) == Moment{100s + 500ms});
  CHECK(metronome.missed() == 2);
  CHECK(metronome.next(0ms) == std::nullopt);
}

TEST_CASE("a folder's pictures come in the order of their names, again and again") {
  const Pictures pictures;
  pictures.add("b.png", 20);
  pictures.add("a.PNG", 10);
  std::ofstream(pictures.path / "notes.txt") << "no picture";
  Clock clock;
  FolderCamera camera(pictures.path, 5, clock.waiting());
  for (const int wanted : {10, 20, 10}) {
    const auto frame = camera.next(1s);
    REQUIRE(frame);
    CHECK(frame->grey().row(1)[3] == wanted);
    CHECK(frame->taken_at() == clock.now);
  }
  CHECK(camera.status().taken == 3);
  CHECK(camera.status().state == CameraStatus::State::streaming);
}

TEST_CASE("a folder's picture is scaled to what a camera gives, and its preview to what is asked") {
  const Pictures pictures;
  pictures.add("wide.png", 10, 2560);
  Clock clock;
  FolderCamera camera(pictures.path, 5, clock.waiting());
  const auto frame = camera.next(1s);
  REQUIRE(frame);
  CHECK(frame->grey().width == 1280);
  CHECK(frame->to_rgb(320).width == 320);
  CHECK(frame->to_rgb(320).pixels[0] == 10);
}

TEST_CASE("a folder that is missing or empty says what to do and is looked at again") {
  const Pictures pictures;
  Clock clock;
  FolderCamera missing(pictures.path / "none", 5, clock.waiting());
  CHECK_FALSE(missing.next(1s));
  CHECK(missing.status().state == CameraStatus::State::gone);
  CHECK(missing.status().problem.contains("name another folder"));

  FolderCamera camera(pictures.path, 5, clock.waiting());
  CHECK_FALSE(camera.next(1s));
  CHECK(camera.status().problem.contains("put JPEG, PNG or PGM files there"));
  pictures.add("late.png", 30);
  CHECK(camera.next(1s));
  CHECK(camera.status().state == CameraStatus::State::streaming);
  CHECK(camera.status().problem.empty());
}

TEST_CASE("a broken picture is counted, named and passed over") {
  const Pictures pictures;
  std::ofstream(pictures.path / "a.jpg") << "broken";
  pictures.add("b.png", 20);
  Clock clock;
  FolderCamera camera(pictures.path, 5, clock.waiting());
  CHECK_FALSE(camera.next(1s));
  CHECK(camera.status().broken == 1);
  CHECK(camera.status().problem.contains("a.jpg"));
  CHECK(camera.next(1s));
}

TEST_CASE("the test camera draws the same pictures every time") {
  Clock clock;
  Clock other;
  TestCamera one({"FM1:ONE"}, clock.waiting());
  TestCamera two({"FM1:ONE"}, other.waiting());
  for (int i = 0; i < 6; ++i) {
    const auto a = one.next(1s);
    const auto b = two.next(1s);
    REQUIRE(a);
    REQUIRE(b);
    CHECK(std::ranges::equal(a->grey().pixels, b->grey().pixels));
  }
}

TEST_CASE("a test camera without codes shows an empty room") {
  Clock clock;
  TestCamera camera({}, clock.waiting());
  const auto frame = camera.next(1s);
  REQUIRE(frame);
  CHECK(frame->grey().width == TestCamera::width);
  CHECK(frame->to_rgb(64).height == 48);
}

TEST_CASE("no camera waits as long as it is asked to and has no problem") {
  Clock clock;
  NoCamera camera(clock.waiting());
  CHECK_FALSE(camera.next(250ms));
  CHECK(clock.now == Moment{100s + 250ms});
  CHECK(camera.status().state == CameraStatus::State::none);
  CHECK(camera.status().problem.empty());
}

}  // namespace
}  // namespace fitmate::firmware::sim
