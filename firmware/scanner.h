#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "firmware/frame.h"

namespace fitmate::firmware {

struct ScannerStatus {
  enum class State {
    ready,     // codes come when there are any
    starting,  // not tried yet
    gone,      // unplugged, in use by another program or no scanner; it is tried again by itself
    none,      // this kiosk has no scanner, by its settings
  };
  State state = State::starting;
  std::string name;            // the device's own name
  std::string problem;         // what is wrong and what to do; empty while all is well
  std::uint64_t codes = 0;     // handed out
  std::uint64_t broken = 0;    // thrown away: longer than any code, or with keys lost within
  std::uint64_t restarts = 0;  // times it came back
};

// What a scanner read.
struct ScannedCode {
  std::string text;  // ASCII
  Moment at;         // when its last letter came
};

// PORT. A device that reads codes by itself. One that is unplugged or busy is a status and comes
// back by itself; only next() makes it try, so call it again and again. One thread.
class Scanner {
 public:
  Scanner() = default;
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;
  virtual ~Scanner() = default;

  // Waits up to `patience` for the next code, in the order in which they were read. It waits also
  // while the scanner is gone, so a loop around it is never busy.
  [[nodiscard]] virtual std::optional<ScannedCode> next(std::chrono::milliseconds patience) = 0;
  [[nodiscard]] virtual ScannerStatus status() const = 0;
};

}  // namespace fitmate::firmware
