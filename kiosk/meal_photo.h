#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "domain/event.h"
#include "domain/result.h"
#include "firmware/frame.h"
#include "firmware/image_file.h"

namespace fitmate::kiosk {

// What the centre takes, and what a plate needs on any screen.
inline constexpr std::size_t photo_bytes_most = std::size_t{2} * 1024 * 1024;
inline constexpr int photo_longest_side = 1600;  // pixels

// A photo as it is kept and sent: a JPEG that carries nothing but the pixels, at most
// photo_bytes_most and photo_longest_side.
struct MealPhoto {
  std::vector<std::byte> jpeg;
  domain::Photo photo;  // what its event says of it
};

// Pure. The picture is not empty.
MealPhoto make_meal_photo(firmware::RgbImage picture);

// Of a JPEG or PNG, whoever made it: decoded, turned upright as EXIF says, and encoded anew, so
// nothing that hides in the file goes on. The error says what is wrong with it; a second file
// behind the picture is.
domain::Result<MealPhoto, firmware::ImageError> read_meal_photo(std::span<const std::byte> file);

}  // namespace fitmate::kiosk
