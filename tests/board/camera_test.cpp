#include <chrono>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <linux/videodev2.h>

#include "firmware/linux/v4l2_camera.h"
#include "tests/board/vivid.h"

namespace fitmate::firmware::linux_board {
namespace {

using namespace std::chrono_literals;
using State = CameraStatus::State;

// An emulated machine is slow; this only ends a broken test.
constexpr auto patience = 60s;

std::optional<Frame> next_frame(Camera& camera) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    if (auto frame = camera.next(500ms)) return frame;
  }
  return std::nullopt;
}

// The kernel's calls on a device that knows one format only.
class OneFormat final : public V4l2Calls {
 public:
  explicit OneFormat(std::uint32_t format) : format_{format} {}

  int open(const std::string& path) override { return calls_->open(path); }
  void close(int descriptor) override { calls_->close(descriptor); }
  int control(int descriptor, unsigned long request, void* argument) override {
    if (request != VIDIOC_ENUM_FMT) return calls_->control(descriptor, request, argument);
    auto& asked = *static_cast<v4l2_fmtdesc*>(argument);
    if (asked.index > 0) return -EINVAL;
    asked.pixelformat = format_;
    return 0;
  }
  std::uint8_t* map(int descriptor, std::size_t length, std::uint32_t offset) override {
    return calls_->map(descriptor, length, offset);
  }
  void unmap(std::uint8_t* at, std::size_t length) override { calls_->unmap(at, length); }
  int wait(int descriptor, std::chrono::milliseconds time) override {
    return calls_->wait(descriptor, time);
  }
  Moment now() override { return calls_->now(); }
  void pause(std::chrono::milliseconds time) override { calls_->pause(time); }

 private:
  std::shared_ptr<V4l2Calls> calls_ = system_v4l2_calls();
  std::uint32_t format_;
};

// How many grey levels the test pattern's bars show.
std::size_t levels_of(const Frame& frame) {
  const auto row = frame.grey().row(frame.grey().height / 2);
  return std::set<int>{row.begin(), row.end()}.size();
}

TEST_CASE("the kernel's camera gives frames of each format that the kiosk knows") {
  for (const auto format : {V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_GREY}) {
    CAPTURE(format);
    V4l2Camera camera{tests::vivid_device(), std::make_shared<OneFormat>(format)};
    for (int i = 0; i < 10; ++i) {
      const auto frame = next_frame(camera);
      REQUIRE(frame);
      const auto grey = frame->grey();
      CHECK(grey.width >= 320);
      CHECK(grey.height >= 180);
      CHECK(levels_of(*frame) > 5);
    }
    CHECK(camera.status().state == State::streaming);
    CHECK(camera.status().broken == 0);
  }
}

TEST_CASE("a camera that another program uses is said to be in use, and is taken when it is free") {
  const auto device = tests::vivid_device();
  V4l2Camera second{device};
  {
    V4l2Camera first{device};
    REQUIRE(next_frame(first));
    CHECK_FALSE(second.next(1s));
    CHECK(second.status().state == State::gone);
    CHECK(second.status().problem.contains("another program"));
  }
  CHECK(next_frame(second));
}

TEST_CASE("a camera that is unplugged is said to be gone, and films again when it is back") {
  V4l2Camera camera{tests::vivid_device()};
  auto held = next_frame(camera);
  REQUIRE(held);
  tests::unplug_vivid();
  const auto end = std::chrono::steady_clock::now() + patience;
  while (camera.status().state != State::gone && std::chrono::steady_clock::now() < end) {
    (void)camera.next(500ms);
  }
  CHECK(camera.status().state == State::gone);
  CHECK_FALSE(camera.status().problem.empty());
  CHECK(held->grey().width > 0);
  held.reset();
  tests::plug_vivid();
  CHECK(next_frame(camera));
  CHECK(camera.status().restarts >= 1);
}

}  // namespace
}  // namespace fitmate::firmware::linux_board
