#pragma once

#include <array>
#include <string>
#include <string_view>

namespace fitmate::tests {

// The payload of an EXIF segment with that Orientation, after a tag that is of no interest.
std::string exif_of(int orientation, bool big_first);

// The JPEG with that payload as its first segment APP1.
std::string with_segment(const std::string& jpeg, const std::string& payload);

// A JPEG that is wider than high, black but for the quarter at the left of the top.
std::string lit_corner();

// Where the file's left top corner is to be seen, by Orientation from 1 on (CIPA DC-008, 4.6.4).
inline constexpr std::array<std::string_view, 8> seen_corners{
    "left top", "right top", "right bottom", "left bottom",
    "left top", "right top", "right bottom", "left bottom"};

// Which corner of a JPEG is light, and whether it is higher than wide.
struct Light {
  std::string_view corner;
  bool is_high = false;
};
Light find_light(std::string_view jpeg);

}  // namespace fitmate::tests
