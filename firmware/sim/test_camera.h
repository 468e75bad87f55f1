#pragma once

#include <cstdint>
#include <vector>

#include "firmware/camera.h"
#include "firmware/sim/drawn_codes.h"
#include "firmware/sim/metronome.h"

namespace fitmate::firmware::sim {

// Draws what a camera at a kiosk sees: a hand brings a code, holds it not quite still, takes it
// away; then nobody; then the next one, and after the last the first again. The same texts and
// beats give the same pictures.
class TestCamera final : public Camera {
 public:
  static constexpr int width = 640;
  static constexpr int height = 480;
  static constexpr int frames_per_second = 10;
  // One code's turn, in frames: it comes, stays, goes, and nobody is there.
  static constexpr int coming = 4;
  static constexpr int staying = 16;
  static constexpr int going = 4;
  static constexpr int nobody = 16;

  // No text: an empty room. A text that no QR code can hold throws std::invalid_argument.
  explicit TestCamera(const std::vector<std::string>& texts, Waiting waiting = steady_waiting());

  // From the next frame on, beginning with the first.
  void show(const std::vector<std::string>& texts);

  std::optional<Frame> next(std::chrono::milliseconds patience) override;
  [[nodiscard]] CameraStatus status() const override { return status_; }

 private:
  [[nodiscard]] GreyImage draw(std::uint64_t turn_beat) const;

  Metronome metronome_;
  std::vector<Modules> codes_;
  std::uint64_t first_beat_ = 0;
  CameraStatus status_;
};

}  // namespace fitmate::firmware::sim
