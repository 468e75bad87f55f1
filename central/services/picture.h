#pragma once

#include <string_view>

#include "central/services/clean_file.h"
#include "central/services/pixels.h"
#include "domain/result.h"

namespace fitmate::central::services {

// JPEG or PNG, decoded within 12 megapixels and encoded anew, so it holds nothing but pixels. Pure;
// some tens of milliseconds and up to four bytes a pixel.
domain::Result<CleanFile, FileFault> clean_picture(std::string_view bytes);

// The same, to be drawn smaller: upright, on white where it is transparent, both sides at least
// `least` or as long as they were.
domain::Result<Pixels, FileFault> decode_picture(std::string_view bytes, int least);

}  // namespace fitmate::central::services
