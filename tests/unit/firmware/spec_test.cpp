#include <catch2/catch_test_macros.hpp>

#include "firmware/camera_spec.h"
#include "firmware/door_spec.h"
#include "firmware/scanner_spec.h"

namespace fitmate::firmware {
namespace {

using std::chrono::milliseconds;

TEST_CASE("each kind of camera is read from its text") {
  CHECK(parse_camera_spec("v4l2:/dev/video0") == CameraSpec{V4l2CameraSpec{"/dev/video0"}});
  CHECK(parse_camera_spec("images:/srv/day one") ==
        CameraSpec{FolderCameraSpec{"/srv/day one", 5}});
  CHECK(parse_camera_spec("images:day@1") == CameraSpec{FolderCameraSpec{"day", 1}});
  CHECK(parse_camera_spec("images:a@b@60") == CameraSpec{FolderCameraSpec{"a@b", 60}});
  CHECK(parse_camera_spec("test") == CameraSpec{TestCameraSpec{}});
  CHECK(parse_camera_spec("none") == CameraSpec{NoCameraSpec{}});
}

TEST_CASE("a camera that cannot be is refused with what to write instead") {
  for (const auto* text :
       {"", "v4l2", "v4l2:", "v4l2:video0", "images:", "images:@5", "images:d@", "images:d@0",
        "images:d@61", "images:d@5x", "images:d@-1", "Test", "test ", "libcamera", "none:"}) {
    CAPTURE(text);
    const auto spec = parse_camera_spec(text);
    REQUIRE(!spec);
    CHECK(spec.error().detail.contains("write v4l2:/dev/video0"));
  }
}

TEST_CASE("each kind of door is read from its text") {
  CHECK(parse_door_spec("gpio:gpiochip0/17") ==
        DoorSpec{GpioDoorSpec{"/dev/gpiochip0", 17, milliseconds{3000}, false}});
  CHECK(parse_door_spec("gpio:/dev/gpiochip4/0:50") ==
        DoorSpec{GpioDoorSpec{"/dev/gpiochip4", 0, milliseconds{50}, false}});
  CHECK(parse_door_spec("gpio:gpiochip0/17:60000") ==
        DoorSpec{GpioDoorSpec{"/dev/gpiochip0", 17, milliseconds{60'000}, false}});
  CHECK(parse_door_spec("sim") == DoorSpec{SimDoorSpec{}});
  CHECK(parse_door_spec("none") == DoorSpec{NoDoorSpec{}});
}

TEST_CASE("a door that cannot be is refused with what to write instead") {
  for (const auto* text :
       {"", "gpio", "gpio:", "gpio:17", "gpio:/17", "gpio:gpiochip0/", "gpio:gpiochip0/x",
        "gpio:gpiochip0/-1", "gpio:gpiochip0/17:", "gpio:gpiochip0/17:49",
        "gpio:gpiochip0/17:60001", "gpio:gpiochip0/17:3s", "gpio:gpiochip0/99999999999", "relay"}) {
    CAPTURE(text);
    const auto spec = parse_door_spec(text);
    REQUIRE(!spec);
    CHECK(spec.error().detail.contains("write gpio:gpiochip0/17"));
  }
}

TEST_CASE("each kind of scanner is read from its text, and no other") {
  CHECK(parse_scanner_spec("none") == ScannerSpec{NoScannerSpec{}});
  CHECK(parse_scanner_spec("evdev:/dev/input/by-id/usb-a b") ==
        ScannerSpec{EvdevScannerSpec{"/dev/input/by-id/usb-a b"}});
  for (const auto* text : {"", "evdev", "evdev:", "evdev:event3", "None", "usb:/dev/x"}) {
    CAPTURE(text);
    const auto spec = parse_scanner_spec(text);
    REQUIRE(!spec);
    CHECK(spec.error().detail.contains("write evdev:/dev/input/by-id/NAME"));
  }
}

}  // namespace
}  // namespace fitmate::firmware
