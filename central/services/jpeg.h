#pragma once

#include <limits>
#include <string>
#include <string_view>

#include "central/services/pixels.h"
#include "domain/result.h"

namespace fitmate::central::services {

// Twelve megapixels as phones make them (4032 x 3024 fits).
inline constexpr std::size_t picture_pixels_most = std::size_t{12} * 1024 * 1024;

// The picture in those bytes as a JPEG of ours: decoded, turned upright and encoded anew, so it
// holds nothing but pixels. The error says what is wrong with the bytes: no JPEG, cut short,
// damaged, too large. Pure; tens of milliseconds, three bytes a pixel and as much again to turn.
domain::Result<std::string, std::string> clean_jpeg(std::string_view bytes);

// The picture upright, as small as the format gives it at once while both sides are `least` or as
// long as they were. Errors as above.
domain::Result<Pixels, std::string> decode_jpeg(std::string_view bytes,
                                                int least = std::numeric_limits<int>::max());

std::string encode_jpeg(const Pixels& pixels);

}  // namespace fitmate::central::services
