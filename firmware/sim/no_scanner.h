#pragma once

#include "firmware/scanner.h"
#include "firmware/sim/metronome.h"

namespace fitmate::firmware::sim {

// A kiosk without a scanner, by its settings.
class NoScanner final : public Scanner {
 public:
  explicit NoScanner(Waiting waiting = steady_waiting()) : waiting_(std::move(waiting)) {}

  std::optional<ScannedCode> next(std::chrono::milliseconds patience) override {
    waiting_.wait_until(waiting_.now() + patience);
    return {};
  }
  [[nodiscard]] ScannerStatus status() const override {
    ScannerStatus status;
    status.state = ScannerStatus::State::none;
    status.name = "no scanner";
    return status;
  }

 private:
  Waiting waiting_;
};

}  // namespace fitmate::firmware::sim
