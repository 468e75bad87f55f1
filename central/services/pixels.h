#pragma once

#include <cstddef>
#include <vector>

namespace fitmate::central::services {

// A picture of three bytes a pixel (red, green, blue), rows without gaps.
struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<unsigned char> bytes;

  // The first byte of a pixel.
  [[nodiscard]] std::size_t place_of(int x, int y) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
            static_cast<std::size_t>(x)) *
           3;
  }
};

}  // namespace fitmate::central::services
