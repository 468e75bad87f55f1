#include "firmware/linux/v4l2_camera.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/unit/firmware/fake_v4l2.h"

namespace fitmate::firmware::linux_board {
namespace {

using namespace std::chrono_literals;
using State = CameraStatus::State;

struct Bench {
  std::shared_ptr<FakeDevice> device = std::make_shared<FakeDevice>();
  V4l2Camera camera{"/dev/video0", device};

  Bench() { device->picture = {1, 2, 3, 4, 5, 6, 7, 8}; }
};

TEST_CASE("a camera is opened at the first call and gives a frame with its time") {
  Bench bench;
  CHECK(bench.device->opened == 0);
  const auto frame = bench.camera.next(1s);
  REQUIRE(frame);
  CHECK(frame->grey().row(1)[3] == 8);
  CHECK(frame->taken_at() == bench.device->time);
  CHECK(bench.camera.status().state == State::streaming);
  CHECK(bench.camera.status().name == std::string(32, 'c'));
  CHECK(bench.camera.status().taken == 1);
}

TEST_CASE("the newest of several waiting frames wins and the others are counted") {
  Bench bench;
  REQUIRE(bench.camera.next(1s));
  for (const auto* shades : {"aaaaaaaa", "bbbbbbbb", "cccccccc"}) {
    bench.device->film({shades, shades + 8});
  }
  const auto frame = bench.camera.next(1s);
  REQUIRE(frame);
  CHECK(frame->grey().pixels[0] == 'c');
  CHECK(bench.camera.status().replaced == 2);
}

TEST_CASE("after a long pause what waited in the driver is thrown away for a fresh frame") {
  Bench bench;
  REQUIRE(bench.camera.next(1s));
  for (int i = 0; i < 5; ++i) bench.device->film(FakeDevice::Bytes(8, 10));
  bench.device->time += 1s;
  bench.device->picture = FakeDevice::Bytes(8, 99);
  const auto frame = bench.camera.next(1s);
  REQUIRE(frame);
  CHECK(frame->grey().pixels[0] == 99);
  CHECK(bench.camera.status().replaced == 5);
}

TEST_CASE("a slow camera's frames are taken although each is old when it comes") {
  Bench bench;
  bench.device->flags = 0;
  bench.device->frame_time = 900ms;
  REQUIRE(bench.camera.next(1s));
  CHECK(bench.camera.next(1s));
  CHECK(bench.camera.status().replaced == 0);
}

TEST_CASE("a dropped frame's buffer goes back to the driver, and a kept one's does not") {
  Bench bench;
  {
    const auto frame = bench.camera.next(1s);
    REQUIRE(frame);
    CHECK(bench.device->queued() == 4);
    const Frame copy = *frame;
    CHECK(bench.device->queued() == 4);
  }
  CHECK(bench.device->queued() == 5);
}

TEST_CASE("while every buffer is on lease the camera waits, and goes on when one comes back") {
  Bench bench;
  std::vector<Frame> kept;
  for (int i = 0; i < 5; ++i) kept.push_back(*bench.camera.next(1s));
  CHECK_FALSE(bench.camera.next(10s));
  CHECK(bench.camera.status().restarts == 0);
  kept.pop_back();
  CHECK(bench.camera.next(1s));
}

TEST_CASE("a frame outlives its camera and its device") {
  auto device = std::make_shared<FakeDevice>();
  device->picture = {1, 2, 3, 4, 5, 6, 7, 8};
  std::optional<Frame> frame;
  {
    V4l2Camera camera("/dev/video0", device);
    frame = camera.next(1s);
  }
  REQUIRE(frame);
  CHECK(device->closed == 1);
  CHECK(device->mapped == 5);
  CHECK(frame->grey().pixels[7] == 8);
  frame.reset();
  CHECK(device->mapped == 0);
}

TEST_CASE("an unplugged camera is closed, named, and opened again when it is back") {
  Bench bench;
  const auto kept = bench.camera.next(1s);
  REQUIRE(kept);
  bench.device->refuse[VIDIOC_DQBUF] = -ENODEV;
  bench.device->open_result = -ENOENT;
  CHECK_FALSE(bench.camera.next(500ms));
  CHECK(bench.device->closed == 1);
  CHECK(bench.camera.status().state == State::gone);
  CHECK(bench.camera.status().problem.contains("plug the camera in"));
  CHECK(kept->grey().pixels[0] == 1);

  bench.device->refuse.clear();
  bench.device->open_result = 0;
  REQUIRE(bench.camera.next(5s));
  CHECK(bench.camera.status().state == State::streaming);
  CHECK(bench.camera.status().problem.empty());
  CHECK(bench.camera.status().restarts == 1);
}

TEST_CASE("a camera that is gone is tried once a second, and next() keeps its patience") {
  Bench bench;
  bench.device->open_result = -ENOENT;
  const Moment begin = bench.device->time;
  CHECK_FALSE(bench.camera.next(2500ms));
  CHECK(bench.device->time == begin + 2500ms);
  CHECK(bench.device->pauses == 3);
}

TEST_CASE("a stalled camera is started anew") {
  Bench bench;
  REQUIRE(bench.camera.next(1s));
  bench.device->films = false;
  CHECK_FALSE(bench.camera.next(V4l2Camera::stalled_after - 1ms));
  CHECK(bench.device->opened == 1);
  CHECK_FALSE(bench.camera.next(2ms));
  CHECK(bench.device->opened == 2);
  CHECK(bench.camera.status().problem.contains("started anew"));
  bench.device->films = true;
  CHECK(bench.camera.next(1s));
  CHECK(bench.camera.status().problem.empty());
}

TEST_CASE("a driver that wakes for nothing does not keep the caller busy") {
  Bench bench;
  REQUIRE(bench.camera.next(1s));
  bench.device->films = false;
  bench.device->idle_wakes = true;
  CHECK_FALSE(bench.camera.next(1s));
  CHECK(bench.device->waits < 110);
}

TEST_CASE("short, oversized and marked buffers are counted as broken and read by nobody") {
  Bench bench;
  SECTION("short") {
    bench.device->picture.pop_back();
  }
  SECTION("more bytes than there are") {
    bench.device->claimed_bytes = 65;
  }
  SECTION("marked by the driver") {
    bench.device->flags |= V4L2_BUF_FLAG_ERROR;
  }
  CHECK_FALSE(bench.camera.next(100ms));
  CHECK(bench.camera.status().broken >= 2);
  CHECK(bench.camera.status().problem.contains("broken pictures"));
  CHECK(bench.device->queued() == 5);
}

TEST_CASE("a buffer the driver does not have ends the stream, not the process") {
  Bench bench;
  bench.device->claimed_index = 5;
  CHECK_FALSE(bench.camera.next(100ms));
  CHECK(bench.camera.status().state == State::gone);
}

TEST_CASE("a stride wider than the picture is kept, one too small is not believed") {
  Bench bench;
  bench.device->stride = 7;
  bench.device->picture = {1, 2, 3, 4, 0, 0, 0, 5, 6, 7, 8};
  const auto wide = bench.camera.next(1s);
  REQUIRE(wide);
  CHECK(wide->grey().row(1)[0] == 5);

  Bench other;
  other.device->stride = 0;
  const auto tight = other.camera.next(1s);
  REQUIRE(tight);
  CHECK(tight->grey().stride == 4);
}

TEST_CASE("what cannot be a camera says what to do and is tried again") {
  Bench bench;
  std::string wanted;
  SECTION("no such device") {
    bench.device->open_result = -ENOENT;
    wanted = "plug the camera in";
  }
  SECTION("no right") {
    bench.device->open_result = -EACCES;
    wanted = "group video";
  }
  SECTION("no camera at all") {
    bench.device->refuse[VIDIOC_QUERYCAP] = -ENOTTY;
    wanted = "is no camera";
  }
  SECTION("an output device") {
    bench.device->capabilities = V4L2_CAP_VIDEO_OUTPUT;
    wanted = "gives no pictures";
  }
  SECTION("in use") {
    bench.device->refuse[VIDIOC_S_FMT] = -EBUSY;
    wanted = "another program";
  }
  SECTION("in use, seen late") {
    bench.device->refuse[VIDIOC_STREAMON] = -EBUSY;
    wanted = "another program";
  }
  SECTION("no format of ours") {
    bench.device->formats = {V4L2_PIX_FMT_H264};
    wanted = "NV12, MJPEG, YUYV, GREY";
  }
  SECTION("a size that cannot be") {
    bench.device->width = 8193;
    wanted = "nobody asked for";
  }
  SECTION("no memory") {
    bench.device->buffers_given = 1;
    wanted = "no memory";
  }
  SECTION("no mapping") {
    bench.device->refuse[VIDIOC_QUERYBUF] = -EIO;
    wanted = "unplug the camera";
  }
  CHECK_FALSE(bench.camera.next(100ms));
  CHECK(bench.camera.status().state == State::gone);
  CHECK(bench.camera.status().problem.contains(wanted));
  CHECK(bench.device->opened == bench.device->closed);
  CHECK(bench.device->mapped == 0);

  bench.device->open_result = 0;
  bench.device->refuse.clear();
  bench.device->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  bench.device->formats = {V4L2_PIX_FMT_H264, V4L2_PIX_FMT_GREY};
  bench.device->width = 4;
  bench.device->buffers_given = 2;
  CHECK(bench.camera.next(2s));
}

}  // namespace
}  // namespace fitmate::firmware::linux_board
