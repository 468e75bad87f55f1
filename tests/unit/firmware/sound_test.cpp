#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "firmware/linux/alsa_sound.h"
#include "firmware/sim/sim_sound.h"
#include "firmware/tones.h"

namespace fitmate::firmware::linux_board {
namespace {

using namespace std::chrono_literals;

constexpr std::array tones = {Tone::yes, Tone::warn, Tone::no, Tone::shutter};

TEST_CASE("every tone is short, loud enough, and begins and ends in silence") {
  for (const auto tone : tones) {
    CAPTURE(static_cast<int>(tone));
    const auto samples = synthesize(tone);
    CHECK(samples.size() > sample_rate / 20);
    CHECK(samples.size() < sample_rate);
    CHECK(std::abs(samples.front()) < 400);
    CHECK(std::abs(samples.back()) < 400);
    const auto [low, high] = std::ranges::minmax(samples);
    CHECK(high > 6'000);
    CHECK(high < 32'767);
    CHECK(low > -32'767);
  }
}

TEST_CASE("no two tones are alike, and each is the same every time") {
  std::set<std::vector<std::int16_t>> all;
  for (const auto tone : tones) {
    all.insert(synthesize(tone));
    CHECK(synthesize(tone) == synthesize(tone));
  }
  CHECK(all.size() == tones.size());
}

// How often a tone crosses zero upwards in a part of it: its pitch.
double pitch(const std::vector<std::int16_t>& samples, double from, double to) {
  const auto begin = static_cast<std::size_t>(from * sample_rate);
  const auto end = static_cast<std::size_t>(to * sample_rate);
  int rises = 0;
  for (auto i = begin + 1; i < end; ++i) rises += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
  return rises / (to - from);
}

TEST_CASE("yes goes up, no is low and goes down") {
  const auto yes = synthesize(Tone::yes);
  CHECK(std::abs(pitch(yes, 0.01, 0.1) - 659) < 25);
  CHECK(std::abs(pitch(yes, 0.2, 0.35) - 988) < 25);
  const auto no = synthesize(Tone::no);
  CHECK(pitch(no, 0.01, 0.19) < 220);
  CHECK(pitch(no, 0.3, 0.5) < pitch(no, 0.01, 0.19));
}

// What the thread did to the device; a test waits for it with a deadline.
struct Log {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t written = 0;
  int opened = 0;
  int dropped = 0;
  std::string open_answer;
  bool write_answer = true;
  bool hold = false;  // write() blocks, as a device does whose buffer is full

  template <class Condition>
  bool wait_for(Condition condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 10s, condition);
  }
};

class FakePcm final : public Pcm {
 public:
  explicit FakePcm(Log& log) : log_(log) {}
  std::string open() override {
    const std::scoped_lock lock(log_.mutex);
    ++log_.opened;
    log_.changed.notify_all();
    return log_.open_answer;
  }
  bool write(std::span<const std::int16_t> samples) override {
    std::unique_lock lock(log_.mutex);
    log_.written += samples.size();
    log_.changed.notify_all();
    log_.changed.wait(lock, [&] { return !log_.hold; });
    return log_.write_answer;
  }
  void drop() override {
    const std::scoped_lock lock(log_.mutex);
    ++log_.dropped;
    log_.changed.notify_all();
  }

 private:
  Log& log_;
};

TEST_CASE("a tone is written whole, with silence behind it", "[thread]") {
  Log log;
  AlsaSound sound(std::make_unique<FakePcm>(log));
  sound.play(Tone::yes);
  CHECK(log.wait_for([&] { return log.written > synthesize(Tone::yes).size(); }));
  CHECK(sound.problem().empty());
}

TEST_CASE("play() returns while the device is busy, and the newest tone cuts the old", "[thread]") {
  Log log;
  log.hold = true;
  AlsaSound sound(std::make_unique<FakePcm>(log));
  sound.play(Tone::no);
  REQUIRE(log.wait_for([&] { return log.written > 0; }));
  sound.play(Tone::warn);
  sound.play(Tone::yes);
  {
    const std::scoped_lock lock(log.mutex);
    log.hold = false;
  }
  log.changed.notify_all();
  CHECK(log.wait_for([&] { return log.dropped == 1; }));
  const auto all = sample_rate / 20 + synthesize(Tone::yes).size() + sample_rate / 10;
  CHECK(log.wait_for([&] { return log.written == all; }));
}

TEST_CASE("a machine without sound says so, stays silent and tries again", "[thread]") {
  Log log;
  log.open_answer = "no such device";
  AlsaSound sound(std::make_unique<FakePcm>(log));
  sound.play(Tone::yes);
  REQUIRE(log.wait_for([&] { return log.opened == 1; }));
  sound.play(Tone::yes);
  REQUIRE(log.wait_for([&] { return log.opened == 2; }));
  // The first try's answer was kept before the second was made.
  CHECK(sound.problem().contains("no such device"));
  {
    const std::scoped_lock lock(log.mutex);
    CHECK(log.written == 0);
    log.open_answer.clear();
  }
  sound.play(Tone::yes);
  CHECK(log.wait_for([&] { return log.written > 0; }));
}

TEST_CASE("a device that fails within a tone is opened again for the next", "[thread]") {
  Log log;
  log.write_answer = false;
  AlsaSound sound(std::make_unique<FakePcm>(log));
  sound.play(Tone::yes);
  REQUIRE(log.wait_for([&] { return log.written > 0; }));
  {
    const std::scoped_lock lock(log.mutex);
    log.write_answer = true;
  }
  sound.play(Tone::yes);
  CHECK(log.wait_for([&] { return log.opened == 2; }));
}

TEST_CASE("the simulated sound remembers what was played") {
  sim::SimSound sound;
  sound.play(Tone::shutter);
  sound.play(Tone::no);
  CHECK(sound.played() == std::vector{Tone::shutter, Tone::no});
  CHECK(sound.problem().empty());
}

}  // namespace
}  // namespace fitmate::firmware::linux_board
