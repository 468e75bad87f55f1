#pragma once

#include <string>

#include "firmware/sim/test_camera.h"

namespace fitmate::firmware::sim {

// A drawn camera that is told what to see: each line of a file descriptor is the text of a code
// that a hand brings, holds and takes away; between them, and after the end, the room is empty.
class PromptedCamera final : public Camera {
 public:
  // A longer line is no code's text and is passed over; so is one that no QR code can hold.
  static constexpr std::size_t longest_line = 4096;

  // The descriptor is read without blocking and stays open.
  explicit PromptedCamera(int lines, Waiting waiting = steady_waiting());

  std::optional<Frame> next(std::chrono::milliseconds patience) override;
  [[nodiscard]] CameraStatus status() const override { return camera_.status(); }

 private:
  void read_more();
  void show_next_line();

  TestCamera camera_;
  int lines_;
  bool ended_ = false;
  std::string unread_;
  int frames_left_ = 0;  // of the code that is shown
};

}  // namespace fitmate::firmware::sim
