#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace fitmate::firmware {

// A moment of this boot, by the steady clock: for what is measured, never for what is recorded.
using Moment = std::chrono::steady_clock::time_point;

// Grey pixels that belong to somebody else: row y begins at pixels[y * stride]; stride >= width.
// The span ends no earlier than the last row's last pixel.
struct FrameView {
  std::span<const std::uint8_t> pixels;
  int width = 0;
  int height = 0;
  int stride = 0;

  [[nodiscard]] std::span<const std::uint8_t> row(int y) const {
    return pixels.subspan(static_cast<std::size_t>(y) * static_cast<std::size_t>(stride),
                          static_cast<std::size_t>(width));
  }
};

// A grey picture that owns its pixels, rows without gaps.
struct GreyImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  [[nodiscard]] FrameView view() const { return {pixels, width, height, width}; }
};

// A picture of three bytes a pixel (red, green, blue), rows without gaps; empty when width is 0.
struct RgbImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

// What a camera keeps of one captured picture. Its destructor gives the place back to the camera,
// on whatever thread drops it; it may outlive the camera.
class FramePixels {
 public:
  FramePixels() = default;
  FramePixels(const FramePixels&) = delete;
  FramePixels& operator=(const FramePixels&) = delete;
  virtual ~FramePixels() = default;

  // Valid as long as this object.
  [[nodiscard]] virtual FrameView grey() const = 0;
  // At most max_width wide, in colour where the camera has colour; empty when the bytes are bad.
  [[nodiscard]] virtual RgbImage to_rgb(int max_width) const = 0;
};

// A lease on one captured picture: whoever drops the last copy has returned it to the camera.
// A camera has only a few to lend, so keep none longer than it takes to read or draw it.
class Frame {
 public:
  Frame(std::shared_ptr<const FramePixels> pixels, Moment taken_at)
      : pixels_(std::move(pixels)), taken_at_(taken_at) {}

  [[nodiscard]] FrameView grey() const { return pixels_->grey(); }
  // For the live preview and the meal's photo (max_width of the camera's own width: full size).
  [[nodiscard]] RgbImage to_rgb(int max_width) const { return pixels_->to_rgb(max_width); }
  [[nodiscard]] Moment taken_at() const { return taken_at_; }

 private:
  std::shared_ptr<const FramePixels> pixels_;
  Moment taken_at_;
};

}  // namespace fitmate::firmware
