#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "firmware/camera.h"
#include "firmware/qr_reader.h"
#include "kiosk/scan_box.h"

namespace fitmate::kiosk {

// A code that was out of sight for so long is a new one when it comes again: longer than the
// reader's blind moments, shorter than anybody takes to walk round.
inline constexpr std::chrono::milliseconds rearm_after{2000};
// A foreign code is a poster or a shirt more often than a try; it is not mentioned again so soon.
inline constexpr std::chrono::milliseconds rearm_foreign_after{10000};
// Pictures a second for the eye: 15 look alive; each costs a drawing of the window.
inline constexpr std::chrono::milliseconds preview_every{66};
// After so long without movement every look of the reader was tried several times over.
inline constexpr std::chrono::milliseconds still_after{2000};
// While all is still: how often a frame is taken to see whether that changed, and how often one is
// read all the same, should a code be too small to count as movement.
inline constexpr std::chrono::milliseconds still_frame_every{125};
inline constexpr std::chrono::milliseconds still_read_every{500};
inline constexpr int preview_width = 640;

// The scanner's thread: takes frames, reads them, and leaves codes, the preview and the camera's
// state in the box. A code that is held is given once. All times are those of the frames.
class ScanLoop {
 public:
  using Read = std::function<firmware::Reading(firmware::FrameView)>;

  // All outlive this. `wake` is called, on the thread of step, after anything new was left in the
  // box.
  ScanLoop(firmware::Camera& camera, Read read, ScanBox& box, std::function<void()> wake);

  // One turn: at most one frame. Answers how long the next turn may wait.
  std::chrono::milliseconds step();

  // Turns until it is told to stop; a camera that throws is said on the screen and tried again.
  void run(const std::stop_token& stop);

 private:
  // A code in sight.
  struct Held {
    std::string text;
    firmware::Moment last_seen;
  };
  // Mean brightness of a coarse grid: enough to tell whether anything moved.
  static constexpr int grid_columns = 16;
  static constexpr int grid_rows = 12;
  using Grid = std::array<std::uint8_t, static_cast<std::size_t>(grid_columns* grid_rows)>;

  static Grid measure(firmware::FrameView frame);
  void watch_movement(const firmware::Frame& frame);
  [[nodiscard]] bool still(firmware::Moment at) const;
  void take_photo(const firmware::Frame& frame);
  void show_preview(const firmware::Frame& frame);
  void read_frame(const firmware::Frame& frame);
  void give(const firmware::Code& code, firmware::Moment at);
  void note_hint(firmware::ReadHint hint, firmware::Moment at);
  void tell_camera_state();

  firmware::Camera& camera_;
  Read read_;
  ScanBox& box_;
  std::function<void()> wake_;

  std::vector<Held> held_;
  std::string last_given_;
  std::optional<Grid> shown_grid_;
  firmware::Moment moved_at_{};
  firmware::Moment shown_at_{};
  firmware::Moment read_at_{};
  firmware::ReadHint hint_ = firmware::ReadHint::none;
  int hint_frames_ = 0;
  firmware::Moment hint_at_{};
};

}  // namespace fitmate::kiosk
