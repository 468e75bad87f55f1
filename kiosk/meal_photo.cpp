#include "kiosk/meal_photo.h"

#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "domain/crypto.h"
#include "domain/second_file.h"
#include "domain/upright.h"
#include "firmware/resample.h"

namespace fitmate::kiosk {
namespace {

// The first that fits; noise in every pixel fits at the last in half the size.
constexpr std::array qualities{85, 65, 40};

std::vector<std::byte> encode(const firmware::RgbImage& picture, int quality) {
  auto jpeg = firmware::encode_jpeg(picture, quality);
  if (!jpeg) throw std::runtime_error(jpeg.error().detail);
  return *std::move(jpeg);
}

// It is kept without the word on how it lies.
firmware::RgbImage turn_upright(firmware::RgbImage lying, int orientation) {
  auto seen =
      domain::turn_upright({lying.width, lying.height, std::move(lying.pixels)}, orientation);
  return {seen.width, seen.height, std::move(seen.bytes)};
}

}  // namespace

MealPhoto make_meal_photo(firmware::RgbImage picture) {
  for (int side = photo_longest_side;; side /= 2) {
    picture = firmware::at_most(std::move(picture), side);
    for (const int quality : qualities) {
      auto jpeg = encode(picture, quality);
      if (jpeg.size() > photo_bytes_most) continue;
      const domain::Photo photo{.sha256 = domain::sha256(jpeg),
                                .size = static_cast<std::int64_t>(jpeg.size()),
                                .type = "image/jpeg"};
      return {.jpeg = std::move(jpeg), .photo = photo};
    }
  }
}

domain::Result<MealPhoto, firmware::ImageError> read_meal_photo(std::span<const std::byte> file) {
  const std::string_view bytes{reinterpret_cast<const char*>(file.data()), file.size()};
  if (domain::carries_second_file(bytes)) {
    return std::unexpected(firmware::ImageError{
        "another file lies behind the picture: save the picture alone, and take that"});
  }
  return firmware::decode_photo(file).transform([bytes](firmware::RgbImage&& picture) {
    auto small = firmware::at_most(std::move(picture), photo_longest_side);
    return make_meal_photo(turn_upright(std::move(small), domain::orientation_of(bytes)));
  });
}

}  // namespace fitmate::kiosk
