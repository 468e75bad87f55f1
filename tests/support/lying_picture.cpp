#include "tests/support/lying_picture.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "firmware/image_file.h"

namespace fitmate::tests {

std::string exif_of(int orientation, bool big_first) {
  const auto number = [&](unsigned value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * (size - 1 - i)));
    if (!big_first) std::ranges::reverse(bytes);
    return bytes;
  };
  const auto entry = [&](unsigned tag, unsigned value) {
    return number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + number(0, 2);
  };
  return std::string{"Exif\0\0", 6} + (big_first ? "MM" : "II") + number(42, 2) + number(8, 4) +
         number(2, 2) + entry(0x0100, 99) + entry(0x0112, static_cast<unsigned>(orientation)) +
         number(0, 4);
}

std::string with_segment(const std::string& jpeg, const std::string& payload) {
  const auto length = payload.size() + 2;
  return jpeg.substr(0, 2) + "\xff\xe1" + static_cast<char>(length >> 8U) +
         static_cast<char>(length & 0xffU) + payload + jpeg.substr(2);
}

std::string lit_corner() {
  constexpr int wide = 32;
  constexpr int high = 16;
  firmware::RgbImage image{.width = wide, .height = high, .pixels = {}};
  for (int y = 0; y < high; ++y) {
    for (int x = 0; x < wide; ++x) {
      const auto light = static_cast<std::uint8_t>(x < wide / 2 && y < high / 2 ? 255 : 0);
      image.pixels.insert(image.pixels.end(), {light, light, light});
    }
  }
  const auto bytes = firmware::encode_jpeg(image, 95).value();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Light find_light(std::string_view jpeg) {
  const auto image = firmware::decode_rgb(std::as_bytes(std::span{jpeg})).value();
  const auto is_light = [&](int x, int y) {
    return image.pixels[static_cast<std::size_t>(y * image.width + x) * 3] > 128;
  };
  const auto right = image.width - 1;
  const auto bottom = image.height - 1;
  std::string_view corner = "nowhere";
  if (is_light(0, 0)) corner = "left top";
  if (is_light(right, 0)) corner = "right top";
  if (is_light(0, bottom)) corner = "left bottom";
  if (is_light(right, bottom)) corner = "right bottom";
  return {.corner = corner, .is_high = image.height > image.width};
}

}  // namespace fitmate::tests
