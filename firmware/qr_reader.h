#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/frame.h"

namespace fitmate::firmware {

struct PixelPoint {
  int x = 0;
  int y = 0;
};

// One code that was read. The text is UTF-8 where the code allows it; its content is anybody's.
struct Code {
  std::string text;
  std::array<PixelPoint, 4>
      corners;  // of the frame: top left, top right, bottom right, bottom left
};

// Why a frame gave nothing, as far as its pixels tell; for a word of advice on the screen.
enum class ReadHint {
  none,        // nothing to say: most likely there is no code
  too_dark,    // light is missing
  too_bright,  // over-exposed or glare
  unreadable,  // there is a code, but it cannot be made out: hold still, come closer
};

struct Reading {
  std::vector<Code> codes;  // each text once
  ReadHint hint = ReadHint::none;
  int look = 0;  // which of the looks this was, from 0
};

// How many different looks there are; further ones begin again with the first.
inline constexpr int look_count = 8;

// "plain", "smooth", ...: for tables and logs. 0 <= look < look_count.
std::string_view look_name(int look);

// Reads codes from a stream of frames. One look a frame keeps the cost of each small: as long as
// nothing is read, the next frame is looked at another way (scale, threshold, contrast, ...); the
// first look is the cheapest and reads nearly all. Deterministic. One thread.
class QrReader {
 public:
  // One look at this frame.
  [[nodiscard]] Reading read(FrameView frame);

 private:
  int turn_ = 0;
};

// Up to `looks` looks (1 to look_count) at one frame, each in its order, until one reads something.
[[nodiscard]] Reading read_codes(FrameView frame, int looks);

}  // namespace fitmate::firmware
