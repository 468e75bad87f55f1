#include "tests/bench/door_row.h"

#include "tests/bench/statistics.h"

namespace fitmate::bench {

Row door_row(const std::string& name, const std::vector<double>& times) {
  return {{"door", name},
          {"scans", std::ssize(times)},
          {"median ms", median(times)},
          {"p99 ms", quantile(times, 0.99)},
          {"longest ms", quantile(times, 1)}};
}

}  // namespace fitmate::bench
