#pragma once

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "db/sql/connection.h"

namespace fitmate::tests {

// A kiosk after the line healed and all is quiet.
struct QuietKiosk {
  std::filesystem::path folder;
  std::set<std::string> printed;  // the event ids that `scan -` and `meal` printed
  bool is_complete = true;        // its copy is to be the centre's
};

// What is not as the invariants of sync/README.md want it, in words that begin with their number;
// empty where all hold. Reads every kiosk's store, the centre's database and its uploads; changes
// nothing. Programs of the kiosks do not run meanwhile.
std::vector<std::string> find_breaches(db::sql::Connection& centre,
                                       const std::filesystem::path& uploads,
                                       std::span<const QuietKiosk> kiosks);

}  // namespace fitmate::tests
