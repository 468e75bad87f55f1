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
  int look = 0;  // the last look that was taken, from 0
};

// How many different looks there are. The first is the cheapest and reads nearly all.
inline constexpr int look_count = 8;

// "plain", "smooth", ...: for tables and logs. 0 <= look < look_count.
std::string_view look_name(int look);

// Reads codes from a stream of frames, one look a frame, so that each costs little: a look that
// read something is kept, after one that did not comes the next (scale, threshold, contrast, ...).
// Deterministic. One thread.
class QrReader {
 public:
  [[nodiscard]] Reading read(FrameView frame);

 private:
  int look_ = 0;
};

// That one look at this frame. 0 <= look < look_count.
[[nodiscard]] Reading read_codes_once(FrameView frame, int look);

// The first `looks` looks (1 to look_count) at one frame, until one reads something and leaves no
// code in sight unread; together what all of them read.
[[nodiscard]] Reading read_codes(FrameView frame, int looks);

}  // namespace fitmate::firmware
