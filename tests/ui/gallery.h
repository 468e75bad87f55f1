#pragma once

#include <string>
#include <vector>

#include "kiosk/screen.h"

namespace fitmate::tests {

// Every kind of screen once, in the states that members and staff meet, and in those that are hard
// to lay out.
struct Picture {
  std::string name;
  kiosk::Screen screen;
  bool with_camera = false;  // its picture, or a portrait where the screen shows one
};
std::vector<Picture> gallery();

}  // namespace fitmate::tests
