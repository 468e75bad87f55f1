#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace fitmate::central::services {

// A picture of ours: it holds nothing but pixels.
struct Picture {
  std::string_view extension;  // "jpg" or "png"
  std::string bytes;
};

struct PictureFault {
  enum class Kind : std::uint8_t { wrong_type, unusable };
  Kind kind{};
  std::string detail;
};

// Known by its content, never by its name: JPEG or PNG, decoded within 12 megapixels and encoded
// anew. Pure; some tens of milliseconds and up to four bytes a pixel.
domain::Result<Picture, PictureFault> clean_picture(std::string_view bytes);

}  // namespace fitmate::central::services
