#include "kiosk/commands/scan.h"

#include <ostream>
#include <utility>

#include "kiosk/answer.h"

namespace fitmate::kiosk {

ScanCommand::ScanCommand(CheckIn& check_in, std::function<domain::ClockReading()> clock,
                         std::ostream& out, std::ostream& err)
    : check_in_{check_in}, clock_{std::move(clock)}, out_{out}, err_{err} {}

bool ScanCommand::scan(std::string_view text, std::optional<domain::Instant> late) {
  const auto answer = check_in_.answer(text, clock_(), late);
  out_ << to_json(answer) << '\n' << std::flush;
  if (answer.reason != domain::Reason::store_failed) return true;
  err_ << "fitmate-kiosk: a scan could not be recorded: " << answer.fault << '\n' << std::flush;
  return false;
}

bool ScanCommand::scan_lines(LineReader& lines, std::optional<domain::Instant> late) {
  bool all = true;
  while (const auto line = lines.next()) all = scan(*line, late) && all;
  return all;
}

}  // namespace fitmate::kiosk
