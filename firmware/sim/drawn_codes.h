#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "firmware/frame.h"

namespace fitmate::firmware::sim {

// ISO/IEC 18004: how much of a code may be lost (7, 15, 25, 30 %).
enum class Correction { low, medium, quartile, high };

// A QR code as a square of modules, without its quiet zone.
struct Modules {
  int size = 0;
  std::vector<std::uint8_t> dark;  // row by row, 1 is dark

  [[nodiscard]] bool is_dark(int x, int y) const {
    return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) +
                static_cast<std::size_t>(x)] != 0;
  }
};

// The smallest code that holds the text. Throws std::invalid_argument when none does.
Modules encode_qr(std::string_view text, Correction correction);

// Where and how a code is held up before the camera. Angles are radians.
struct Pose {
  double x = 0.5;  // its middle, as a part of the picture's width and height
  double y = 0.5;
  double side = 300;      // of the code without its quiet zone, in pixels of the picture
  double turn = 0;        // in the picture's plane
  double tilt_x = 0;      // backwards
  double tilt_y = 0;      // sideways
  double bend = 0;        // how far its middle bulges, as a part of the side: a shirt, a bottle
  double crease = 0;      // how far a fold down its middle shortens one half, as a part of the side
  bool inverted = false;  // a phone in dark mode
  std::uint8_t ink = 20;  // of the dark modules, 0 to 255
  std::uint8_t paper = 235;  // of the light ones and of the quiet zone
  double margin = 4;         // quiet zone, in modules
};

// What the lens and the room do to the whole picture.
struct Optics {
  double blur = 0;        // standard deviation in pixels
  double motion = 0;      // length of a sideways smear in pixels
  double light = 1;       // factor on everything, then cut at 255
  double shade = 0;       // how much darker the right edge is than the left one, 0 to 1
  double glare = 0;       // how much a lamp's reflection adds at its middle, in grey levels
  double glare_x = 0.55;  // its middle and its radius, as parts of the picture's width
  double glare_y = 0.5;
  double glare_radius = 0.12;
  double noise = 0;        // standard deviation in grey levels
  std::uint32_t seed = 1;  // of the noise
};

struct HeldCode {
  Modules modules;
  Pose pose;
};

// A picture of a dim room with these codes in it, the later before the earlier. The same arguments
// give the same picture.
GreyImage draw_scene(int width, int height, std::span<const HeldCode> codes, const Optics& optics);

}  // namespace fitmate::firmware::sim
