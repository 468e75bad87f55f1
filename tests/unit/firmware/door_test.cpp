#include <catch2/catch_test_macros.hpp>

#include "firmware/linux/gpio_door.h"
#include "firmware/sim/sim_door.h"

namespace fitmate::firmware::linux_board {
namespace {

using namespace std::chrono_literals;

// What happened to the line, and what it shall answer.
struct Wires {
  std::vector<bool> levels;
  int held = 0;
  int requests = 0;
  int request_result = 0;
  int set_result = 0;
};

class FakeLine final : public GpioLine {
 public:
  explicit FakeLine(Wires& wires) : wires_(wires) { ++wires_.held; }
  ~FakeLine() override { --wires_.held; }
  int set(bool released) override {
    if (wires_.set_result == 0) wires_.levels.push_back(released);
    return wires_.set_result;
  }

 private:
  Wires& wires_;
};

class FakeChip final : public GpioChip {
 public:
  explicit FakeChip(Wires& wires) : wires_(wires) {}
  domain::Result<std::unique_ptr<GpioLine>, int> request(const GpioDoorSpec&) override {
    ++wires_.requests;
    if (wires_.request_result < 0) return std::unexpected(wires_.request_result);
    return std::make_unique<FakeLine>(wires_);
  }

 private:
  Wires& wires_;
};

struct Bench {
  Wires wires;
  GpioDoor door{{.chip = "/dev/gpiochip0", .line = 17, .pulse = 3000ms},
                std::make_unique<FakeChip>(wires)};
  Moment start{500s};
};

TEST_CASE("a pulse releases the door at once and step() ends it after its time") {
  Bench bench;
  CHECK(bench.door.step(bench.start) == std::nullopt);
  REQUIRE(bench.door.pulse(bench.start));
  CHECK(bench.wires.levels == std::vector{true});
  CHECK(bench.door.status().pulsing);
  CHECK(bench.door.step(bench.start) == bench.start + 3s);
  bench.door.step(bench.start + 2999ms);
  CHECK(bench.wires.levels == std::vector{true});
  CHECK(bench.door.step(bench.start + 3000ms) == std::nullopt);
  CHECK(bench.wires.levels == std::vector{true, false});
  CHECK_FALSE(bench.door.status().pulsing);
  CHECK(bench.door.status().pulses == 1);
}

TEST_CASE("a pulse within a pulse begins its time anew") {
  Bench bench;
  REQUIRE(bench.door.pulse(bench.start));
  REQUIRE(bench.door.pulse(bench.start + 2s));
  CHECK(bench.door.step(bench.start + 3s) == bench.start + 5s);
  CHECK(bench.door.status().pulsing);
  bench.door.step(bench.start + 5s);
  CHECK_FALSE(bench.door.status().pulsing);
}

TEST_CASE("a door that dies within a pulse leaves the line at rest") {
  Wires wires;
  {
    GpioDoor door({.chip = "/dev/gpiochip0", .line = 17}, std::make_unique<FakeChip>(wires));
    REQUIRE(door.pulse(Moment{1s}));
  }
  CHECK(wires.levels == std::vector{true, false});
  CHECK(wires.held == 0);
}

TEST_CASE("a line that cannot be had says what to do and is tried again once a second") {
  Bench bench;
  std::string wanted;
  SECTION("no chip") {
    bench.wires.request_result = -ENOENT;
    wanted = "name the board's GPIO chip";
  }
  SECTION("no right") {
    bench.wires.request_result = -EACCES;
    wanted = "group gpio";
  }
  SECTION("held by another") {
    bench.wires.request_result = -EBUSY;
    wanted = "another program";
  }
  SECTION("no such line") {
    bench.wires.request_result = -EINVAL;
    wanted = "has no line 17";
  }
  CHECK(bench.door.step(bench.start) == bench.start + 1s);
  CHECK(bench.door.status().problem.contains(wanted));
  bench.door.step(bench.start + 999ms);
  CHECK(bench.wires.requests == 1);
  const auto refused = bench.door.pulse(bench.start + 999ms);
  REQUIRE(!refused);
  CHECK(refused.error().detail.contains(wanted));

  bench.wires.request_result = 0;
  CHECK(bench.door.step(bench.start + 2s) == std::nullopt);
  CHECK(bench.door.status().problem.empty());
  CHECK(bench.door.pulse(bench.start + 2s));
}

TEST_CASE("a line that fails within a pulse is given back, named and taken anew") {
  Bench bench;
  REQUIRE(bench.door.pulse(bench.start));
  bench.wires.set_result = -EIO;
  bench.door.step(bench.start + 3s);
  CHECK(bench.wires.held == 0);
  CHECK(bench.door.status().problem.contains("wiring"));
  CHECK_FALSE(bench.door.status().pulsing);
  bench.wires.set_result = 0;
  bench.door.step(bench.start + 4s);
  CHECK(bench.wires.held == 1);
}

TEST_CASE("a chip that is not there is refused by the kernel's own interface") {
  const auto line = system_gpio()->request({.chip = "/dev/no-such-gpiochip"});
  REQUIRE(!line);
  CHECK(line.error() == -ENOENT);
}

TEST_CASE("the simulated door remembers its pulses and can be made to fail") {
  sim::SimDoor door(1s);
  REQUIRE(door.pulse(Moment{1s}));
  CHECK(door.step(Moment{1s}) == Moment{2s});
  CHECK(door.step(Moment{2s}) == std::nullopt);
  CHECK_FALSE(door.status().pulsing);
  door.set_problem("jammed");
  CHECK(door.pulse(Moment{3s}).error().detail == "jammed");
  CHECK(door.pulses() == std::vector{Moment{1s}});
}

}  // namespace
}  // namespace fitmate::firmware::linux_board
