#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace fitmate::domain {

// A picture of three bytes a pixel (red, green, blue), rows without gaps.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

// How a JPEG's picture lies in its file, 1 to 8: the tag Orientation of EXIF (CIPA DC-008, 4.6.4).
// 1, as it is to be seen, where there is none that can be read. Takes any bytes.
int orientation_of(std::string_view bytes);

// The picture as it is to be seen. Takes as much memory again while it is turned.
Picture turn_upright(Picture lying, int orientation);

}  // namespace fitmate::domain
