#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "domain/credential.h"
#include "firmware/frame.h"
#include "kiosk/screen.h"

namespace fitmate::kiosk {

// Who saw a code. Each has a place of its own in the box.
enum class Seer : std::uint8_t { camera, scanner };

// A code's text as it was seen.
struct SeenCode {
  std::string text;
  firmware::Moment seen_at;
  // The same credential as the code before, which has not left the camera since: a phone that is
  // still held there when its digits change.
  bool held_on = false;
  Seer seer = Seer::camera;
};

// What stays the same while a phone's digits change: the signed capsule.
inline std::string_view credential_part(std::string_view text) {
  return text.substr(0, domain::card_text_size);
}

// The camera's picture for the window. A new number means a new picture; 0: none yet.
struct Preview {
  std::shared_ptr<const firmware::RgbImage> picture;
  std::uint64_t number = 0;
};

// What the threads of camera and scanner leave for the window's: one code each, one picture, one
// state. The newest wins. Any thread; nothing here waits but for the lock.
class ScanBox {
 public:
  // Answers the text of that seer that was still there and is now lost; it is counted.
  std::optional<std::string> put(SeenCode code);
  // The one that has waited longest.
  std::optional<SeenCode> take();
  [[nodiscard]] std::uint64_t overwritten() const;

  void show(std::shared_ptr<const firmware::RgbImage> picture);
  [[nodiscard]] Preview preview() const;

  // A photo in the camera's own size, of the next frame; the newest request stands alone.
  void ask_for_photo();
  [[nodiscard]] bool is_photo_asked_for() const;
  void give_photo(std::shared_ptr<const firmware::RgbImage> photo);
  std::shared_ptr<const firmware::RgbImage> take_photo();

  // True where it differs from what was there.
  bool set_camera(const CameraView& view);
  [[nodiscard]] CameraView camera() const;

  // What is wrong with a scanner that is no camera, empty while all is well; true where it differs
  // from what was there.
  bool set_scanner_problem(const std::string& problem);
  [[nodiscard]] std::string scanner_problem() const;

 private:
  mutable std::mutex lock_;
  std::array<std::optional<SeenCode>, 2> codes_;  // by seer
  std::uint64_t overwritten_ = 0;
  Preview preview_;
  bool photo_asked_for_ = false;
  std::shared_ptr<const firmware::RgbImage> photo_;
  CameraView camera_;
  std::string scanner_problem_;
};

}  // namespace fitmate::kiosk
