#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/bench/shaped_line.h"

namespace fitmate::bench {

inline constexpr std::size_t scans_an_hour = 600;
inline constexpr std::size_t meals_an_hour = 40;

struct Hour {
  std::vector<double> door;       // ms from each member's code to the durable answer
  double seconds = 0;             // that its replay took
  std::set<std::string> printed;  // ids of the events that the kiosk said to have kept
};

// An hour of a busy gym at the kiosk in that folder, as fast as it goes: a member a scan through
// `fitmate-kiosk scan -`, beside them a meal each 15 scans through `fitmate-kiosk meal`, one after
// the other. In each of its 60 minutes the line is gone for 12 seconds, where there is one. Throws
// where anything could not be kept.
Hour replay_busy_hour(const std::string& folder, const std::vector<std::string>& cards,
                      const std::vector<std::filesystem::path>& plates, ShapedLine* line);

// The same members came in two hours before, every second of them.
void let_half_in(const std::string& folder, const std::vector<std::string>& cards,
                 const std::string& at, std::set<std::string>& printed);

}  // namespace fitmate::bench
