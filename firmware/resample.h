#pragma once

#include "firmware/frame.h"

namespace fitmate::firmware {

// The picture in another size: averages areas where it becomes smaller, and interpolates by cubic
// curves (Catmull-Rom) where it becomes larger. Sizes are at least 1.
GreyImage resample(FrameView from, int width, int height);
RgbImage resample(const RgbImage& from, int width, int height);

// As it is when it is no wider, else with the height that keeps its shape.
RgbImage at_most_wide(RgbImage image, int max_width);

// Scaled down so that neither side is longer; as it is when none is.
GreyImage at_most(FrameView from, int longest_side);
RgbImage at_most(RgbImage image, int longest_side);

// Luma of BT.601, which is what cameras send, too.
GreyImage grey_of(const RgbImage& image);
RgbImage rgb_of(FrameView grey);

}  // namespace fitmate::firmware
