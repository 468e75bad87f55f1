#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string_view>

#include "domain/instant.h"
#include "domain/trusted_clock.h"
#include "kiosk/check_in.h"
#include "kiosk/commands/line_reader.h"

namespace fitmate::kiosk {

// Puts codes through the path of the camera: one line of JSON each, written and flushed only after
// the commit.
class ScanCommand {
 public:
  // All outlive this.
  ScanCommand(CheckIn& check_in, std::function<domain::ClockReading()> clock, std::ostream& out,
              std::ostream& err);

  // Whether the code's answer could be recorded.
  bool scan(std::string_view text, std::optional<domain::Instant> late);

  // Each line until the end or a signal; whether all could be recorded.
  bool scan_lines(LineReader& lines, std::optional<domain::Instant> late);

 private:
  CheckIn& check_in_;
  std::function<domain::ClockReading()> clock_;
  std::ostream& out_;
  std::ostream& err_;
};

}  // namespace fitmate::kiosk
