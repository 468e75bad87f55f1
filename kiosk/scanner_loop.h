#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "firmware/scanner.h"
#include "kiosk/scan_box.h"

namespace fitmate::kiosk {

// The thread of a scanner that is no camera: leaves its codes in the box as if a camera had seen
// them, and what is wrong with it.
class ScannerLoop {
 public:
  // All outlive this. `wake` is called, on the thread of step, after anything new was left in the
  // box.
  ScannerLoop(firmware::Scanner& scanner, ScanBox& box, std::function<void()> wake);

  // One turn: waits a moment for a code.
  void step();

  // Turns until it is told to stop.
  void run(const std::stop_token& stop);

 private:
  void tell(const std::string& problem);

  firmware::Scanner& scanner_;
  ScanBox& box_;
  std::function<void()> wake_;
  bool is_mistyping_ = false;
};

}  // namespace fitmate::kiosk
