#pragma once

#include <memory>
#include <string>

#include "firmware/camera.h"
#include "firmware/linux/v4l2_calls.h"
#include "firmware/linux/v4l2_stream.h"

namespace fitmate::firmware::linux_board {

// A camera of the kernel's Video4Linux2 (USB cameras, the Pi's without libcamera). Opened by the
// first next(), and again whenever it is gone.
class V4l2Camera final : public Camera {
 public:
  // After so long without a frame a stream is taken for stalled and started anew.
  static constexpr std::chrono::milliseconds stalled_after{3000};
  // Between two tries to open a device that is not there.
  static constexpr std::chrono::milliseconds retry_after{1000};
  // A frame that waited longer in the driver than this shows what is no longer so.
  static constexpr std::chrono::milliseconds stale_after{250};

  explicit V4l2Camera(std::string device, std::shared_ptr<V4l2Calls> calls = system_v4l2_calls());
  ~V4l2Camera() override;

  std::optional<Frame> next(std::chrono::milliseconds patience) override;
  [[nodiscard]] CameraStatus status() const override { return status_; }

 private:
  bool open();
  void close(std::string problem, std::chrono::milliseconds retry);
  std::optional<Frame> newest();
  std::optional<Frame> to_frame(const V4l2Stream::Filled& filled);
  // True when the driver says there is something to fetch.
  bool wait_for_driver(Moment deadline);

  std::string device_;
  std::shared_ptr<V4l2Calls> calls_;
  std::shared_ptr<V4l2Stream> stream_;
  Moment retry_at_;
  Moment last_frame_;
  bool opened_before_ = false;
  CameraStatus status_;
};

}  // namespace fitmate::firmware::linux_board
