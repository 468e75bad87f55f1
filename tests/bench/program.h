#pragma once

#include <functional>
#include <string>
#include <vector>

namespace fitmate::bench {

struct Asked {
  bool json = false;                // a line of JSON a row, instead of a table
  std::vector<std::string> places;  // where it may work: what the program's head comment names
};

// The whole of a benchmark's main: [--json] PLACE... Says on stderr what `measure` throws.
int run_benchmark(int argc, char** argv, const std::function<void(const Asked&)>& measure);

}  // namespace fitmate::bench
