#pragma once

#include <filesystem>
#include <vector>

#include "firmware/camera.h"
#include "firmware/sim/metronome.h"

namespace fitmate::firmware::sim {

// Plays the pictures of a folder (JPEG, PNG, PGM) in the order of their names, for ever, each
// scaled to what a camera gives. The folder is listed anew at each end, so pictures may be added.
class FolderCamera final : public Camera {
 public:
  // The longest side of a frame in pixels.
  static constexpr int longest_side = 1280;

  FolderCamera(std::filesystem::path folder, int frames_per_second,
               Waiting waiting = steady_waiting());

  std::optional<Frame> next(std::chrono::milliseconds patience) override;
  [[nodiscard]] CameraStatus status() const override { return status_; }

 private:
  bool list();
  std::optional<Frame> load_next(Moment at);

  std::filesystem::path folder_;
  Metronome metronome_;
  std::vector<std::filesystem::path> files_;
  std::size_t position_ = 0;
  CameraStatus status_;
};

}  // namespace fitmate::firmware::sim
