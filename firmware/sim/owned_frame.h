#pragma once

#include <utility>

#include "firmware/frame.h"
#include "firmware/resample.h"

namespace fitmate::firmware::sim {

// A frame that owns its pixels: there is no camera to give them back to.
class OwnedPixels final : public FramePixels {
 public:
  explicit OwnedPixels(GreyImage grey) : grey_(std::move(grey)) {}
  explicit OwnedPixels(RgbImage colour) : grey_(grey_of(colour)), colour_(std::move(colour)) {}

  [[nodiscard]] FrameView grey() const override { return grey_.view(); }
  [[nodiscard]] RgbImage to_rgb(int max_width) const override {
    return at_most_wide(colour_.width > 0 ? colour_ : rgb_of(grey_.view()), max_width);
  }

 private:
  GreyImage grey_;
  RgbImage colour_;
};

}  // namespace fitmate::firmware::sim
