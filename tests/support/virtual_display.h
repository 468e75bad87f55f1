#pragma once

#include <string>

#include "firmware/frame.h"
#include "tests/support/process.h"

namespace fitmate::tests {

// An X server without a screen, for windows of this process and of those it starts: DISPLAY is set
// while it lives.
class VirtualDisplay {
 public:
  // With a `frame_folder`, the file Xvfb_screen0 in it is the screen's memory (X's window dump
  // format), which others may map and watch.
  VirtualDisplay(int width, int height, const std::string& frame_folder = {});
  ~VirtualDisplay();
  VirtualDisplay(const VirtualDisplay&) = delete;
  VirtualDisplay& operator=(const VirtualDisplay&) = delete;

  // A finger down and up again at this pixel.
  void tap(int x, int y) const;
  // What is to be seen now.
  [[nodiscard]] firmware::RgbImage photograph() const;

 private:
  Process server_;
};

}  // namespace fitmate::tests
