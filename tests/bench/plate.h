#pragma once

#include <cstddef>
#include <vector>

namespace fitmate::bench {

struct PlateSize {
  int width = 0;
  int height = 0;
  unsigned noise = 16;  // levels of brightness, 1 to 256: the more, the larger its file
};

// A camera's JPEG of a plate on a wooden table, as far as an encoder is concerned: soft shapes,
// grain and noise, which differ by the number.
std::vector<std::byte> photograph_plate(unsigned number, const PlateSize& size);

}  // namespace fitmate::bench
