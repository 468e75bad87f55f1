// bench_idle [--json]: the real fitmate-kiosk while nobody is there, on a virtual display of
// 800x480 drawn in software: its share of one processor, its proportional memory, and the time from
// exec until most of the screen is drawn. Cameras: none, a still scene, and one where something
// moves; their frames are read from files, which a real camera's are not.
#include <chrono>
#include <cstdint>
#include <format>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <poll.h>
#include <version.h>

#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sqlite_sync_store.h"
#include "tests/bench/process_use.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/bench/screen_watch.h"
#include "tests/support/demo_gym.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"
#include "tests/support/virtual_display.h"

namespace fitmate::bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int starts = 5;
constexpr auto settling = 3s;
constexpr auto watched = 20s;
constexpr int frames_per_second = 30;
constexpr int width = 1280;
constexpr int height = 720;

// A kiosk at work; its pulled data is as old as the build.
void make_kiosk(const std::filesystem::path& folder) {
  const domain::Instant now{std::chrono::seconds{built_at_s}};
  db::kiosk::KioskDatabase database{
      {.folder = folder, .random = tests::steady_random(), .now = now}};
  db::kiosk::SqliteSyncStore store{database};
  tests::DemoGym gym{now};
  for (int i = 0; i < 1000; ++i) gym.add_member(std::format("Member {}", i));
  gym.fill(store, now);
}

// A wall with the sensor's noise, and a dark patch at `at`, as somebody who passes by.
void draw_frame(const std::filesystem::path& file, int at) {
  std::mt19937 random{static_cast<std::uint32_t>(at)};
  std::uniform_int_distribution<int> noise{-3, 3};
  std::string pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int wall = 90 + 60 * x / width + (y / 40 % 2) * 20;
      const bool person = x > at && x < at + 300 && y > 150;
      pixels += static_cast<char>((person ? 50 : wall) + noise(random));
    }
  }
  std::ofstream{file, std::ios::binary} << std::format("P5 {} {} 255\n", width, height) << pixels;
}

std::string make_camera(const std::filesystem::path& folder, const std::vector<int>& places) {
  std::filesystem::create_directory(folder);
  for (const int at : places) draw_frame(folder / std::format("{:05}.pgm", at), at);
  return std::format("images:{}@{}", folder.string(), frames_per_second);
}

struct Running {
  Running(const std::filesystem::path& data, const std::string& camera,
          const tests::TempFolder& memory)
      : display{800, 480, memory.path()},
        screen{memory.path() / "Xvfb_screen0"},
        began{Clock::now()},
        kiosk{{tests::program("fitmate-kiosk"), "run", "--data", data, "--camera", camera, "--size",
               "800x480"}} {
    while (!screen.has_changed()) {
      if (Clock::now() - began > 20s) throw std::runtime_error{"the kiosk draws nothing"};
      ::poll(nullptr, 0, 1);
    }
    first_frame = Clock::now() - began;
  }

  tests::VirtualDisplay display;
  ScreenWatch screen;
  Clock::time_point began;
  tests::Process kiosk;
  std::chrono::duration<double, std::milli> first_frame{};
};

Row measure(const std::filesystem::path& data, const std::string& name, const std::string& camera) {
  std::vector<double> first_frames;
  for (int i = 0; i + 1 < starts; ++i) {
    const tests::TempFolder memory{"/dev/shm"};
    first_frames.push_back(Running{data, camera, memory}.first_frame.count());
  }
  const tests::TempFolder memory{"/dev/shm"};
  Running running{data, camera, memory};
  first_frames.push_back(running.first_frame.count());
  // It says nothing; reading its output is waiting.
  running.kiosk.read_line(settling);
  const auto from = Clock::now();
  const auto used = processor_time(running.kiosk.pid());
  running.kiosk.read_line(watched);
  const std::chrono::duration<double> passed = Clock::now() - from;
  const auto share = (processor_time(running.kiosk.pid()) - used) / passed;
  constexpr double mib = 1024 * 1024;
  return {{"camera", name},
          {"processor %", 100 * share},
          {"memory MiB", static_cast<double>(proportional_memory(running.kiosk.pid())) / mib},
          {"first frame ms", spread_of(first_frames)}};
}

void run(const Asked& asked) {
  const tests::TempFolder folder;
  const auto data = folder.path() / "kiosk";
  make_kiosk(data);
  const auto still = make_camera(folder.path() / "still", {0});
  const auto moving = make_camera(folder.path() / "moving", {0, 200, 400, 600, 800});
  print_report(asked.json, "idle", "the kiosk's program while nobody is there",
               {measure(data, "none", "none"), measure(data, "a still scene", still),
                measure(data, "something moves", moving)});
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
