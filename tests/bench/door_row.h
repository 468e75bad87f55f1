#pragma once

#include <string>
#include <vector>

#include "tests/bench/report.h"

namespace fitmate::bench {

// What members waited at the door, in ms from the code to the durable answer. Not empty.
Row door_row(const std::string& name, const std::vector<double>& times);

}  // namespace fitmate::bench
