#include "tests/bench/plate.h"

#include <algorithm>

#include "firmware/image_file.h"

namespace fitmate::bench {

std::vector<std::byte> photograph_plate(unsigned number, const PlateSize& size) {
  const auto [width, height, levels] = size;
  const int radius = height * 25 / 72;
  firmware::RgbImage image{width, height, {}};
  image.pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  unsigned random = number * 2654435761U + 1;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      random = random * 1664525U + 1013904223U;
      const auto noise = static_cast<int>((random >> 16U) * levels >> 16U);
      const int grain = noise + (y * 7 + x / 9) % 23;
      const int from_middle =
          (x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2);
      const int base = from_middle < radius * radius ? 210 : 110;
      for (const int tint : {0, -25, -60}) {
        image.pixels.push_back(static_cast<std::uint8_t>(std::clamp(base + tint + grain, 0, 255)));
      }
    }
  }
  return firmware::encode_jpeg(image, 90).value();
}

}  // namespace fitmate::bench
