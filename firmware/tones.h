#pragma once

#include <cstdint>
#include <vector>

#include "firmware/sound.h"

namespace fitmate::firmware {

inline constexpr int sample_rate = 44'100;

// One channel of signed 16-bit samples at sample_rate, a second at most, beginning and ending in
// silence. The same tone is always the same samples.
std::vector<std::int16_t> synthesize(Tone tone);

}  // namespace fitmate::firmware
