#include "kiosk/config.h"

#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temp_folder.h"

namespace fitmate::kiosk {
namespace {

domain::Result<Config, std::string> load(const std::string& text) {
  const tests::TempFolder folder;
  const auto file = folder.path() / "kiosk.toml";
  std::ofstream{file} << text;
  return load_config(file);
}

TEST_CASE("without a kiosk.toml everything is at its default") {
  const auto config = load_config("/nowhere/kiosk.toml");
  REQUIRE(config);
  CHECK_FALSE(config->camera);
  CHECK_FALSE(config->direction);
  CHECK_FALSE(config->door_active_low);
  CHECK_FALSE(config->opens_unrecorded);
}

TEST_CASE("every setting of the device is read") {
  const auto config = load(
      "camera = \"v4l2:/dev/video2\"\n"
      "scanner = \"evdev:/dev/input/by-id/usb-kbd\"\n"
      "door = \"gpio:gpiochip0/17:500\"\n"
      "door_active_low = true\n"
      "door_on_store_failure = \"open\"\n"
      "size = \"800x480\"\n"
      "direction = \"in\"\n");
  REQUIRE(config);
  CHECK(config->camera == "v4l2:/dev/video2");
  CHECK(config->scanner == "evdev:/dev/input/by-id/usb-kbd");
  CHECK(config->door == "gpio:gpiochip0/17:500");
  CHECK(config->door_active_low);
  CHECK(config->opens_unrecorded);
  CHECK(config->size == WindowSize{800, 480});
  CHECK(config->direction == domain::Gate::in);
}

TEST_CASE("a key that nobody knows is refused by name and line") {
  const auto config = load("size = \"800x480\"\ncamrea = \"none\"\n");
  REQUIRE_FALSE(config);
  CHECK(config.error().contains("line 2, camrea"));
}

TEST_CASE("a value that cannot be is refused, saying what to write") {
  for (const auto* text :
       {"camera = \"webcam\"", "camera = 1", "door = \"open\"", "door_active_low = \"yes\"",
        "door_on_store_failure = \"ajar\"", "door_on_store_failure = true", "size = \"big\"",
        "size = \"800x\"", "size = \"319x480\"", "size = \"800x9000\"", "direction = \"up\"",
        "direction = true", "camera = ", "[camera]\nname = \"x\""}) {
    CAPTURE(text);
    const auto config = load(text);
    REQUIRE_FALSE(config);
    CHECK(config.error().contains("line 1"));
  }
  CHECK_FALSE(load("door_on_store_failure = \"shut\"")->opens_unrecorded);
  CHECK(load("size = \"320x240\""));
  CHECK(load("size = \"8192x8192\"")->size == WindowSize{8192, 8192});
  CHECK_FALSE(load("size = \"8193x8192\""));
}

}  // namespace
}  // namespace fitmate::kiosk
