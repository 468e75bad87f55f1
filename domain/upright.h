#pragma once

#include <string_view>

#include "domain/pixels.h"

namespace fitmate::domain {

// How a JPEG's picture lies in its file, 1 to 8: the tag Orientation of EXIF (CIPA DC-008, 4.6.4).
// 1, as it is to be seen, where there is none that can be read. Takes any bytes.
int orientation_of(std::string_view bytes);

// The picture as it is to be seen. Takes as much memory again while it is turned.
Pixels turn_upright(Pixels lying, int orientation);

}  // namespace fitmate::domain
