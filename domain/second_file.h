#pragma once

#include <string_view>

namespace fitmate::domain {

// Whether something but zero bytes lies behind the end of a JPEG (ITU-T T.81, B.1) or a PNG (PNG,
// third edition, 5.3), where other programs would find another file. Of what has no end, or is
// neither, it says no: that is for a decoder to refuse. Takes any bytes.
bool carries_second_file(std::string_view picture);

}  // namespace fitmate::domain
