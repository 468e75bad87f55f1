#pragma once

#include <string_view>

namespace fitmate::central::services {

// How a JPEG's picture lies in its file, 1 to 8: the tag Orientation of EXIF (CIPA DC-008, 4.6.4).
// 1, as it is to be seen, where there is none that can be read. Takes any bytes.
int orientation_of(std::string_view jpeg);

}  // namespace fitmate::central::services
