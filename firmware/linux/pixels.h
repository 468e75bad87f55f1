#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/frame.h"

namespace fitmate::firmware::linux_board {

// How a camera's bytes lie; the names are those of the kernel's V4L2 pixel format pages.
enum class PixelFormat { yuyv, mjpeg, nv12, grey };

struct PixelLayout {
  PixelFormat format = PixelFormat::grey;
  int width = 0;
  int height = 0;
  int stride = 0;  // bytes from row to row; of no meaning for mjpeg
};

// The fewest bytes a row can have: no layout has a smaller stride.
int least_stride(PixelFormat format, int width);

// The fewest bytes a whole picture has; 0 for mjpeg, whose size is known by decoding.
std::size_t least_bytes(const PixelLayout& layout);

// A grey picture that lies in the bytes as it is (nv12, grey); nothing for the others.
std::optional<FrameView> grey_in_place(const PixelLayout& layout,
                                       std::span<const std::uint8_t> bytes);

// The grey picture, copied out (yuyv, mjpeg); nothing where the bytes are too few or no such
// picture.
std::optional<GreyImage> grey_copy(const PixelLayout& layout, std::span<const std::uint8_t> bytes);

// In colour by BT.601 with its reduced range, at most max_width (>= 1) wide; for a preview: pixels
// are left out, not averaged. Empty where the bytes are too few or no such picture.
RgbImage colour_copy(const PixelLayout& layout, std::span<const std::uint8_t> bytes, int max_width);

}  // namespace fitmate::firmware::linux_board
