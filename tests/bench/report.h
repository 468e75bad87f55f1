#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/bench/statistics.h"

namespace fitmate::bench {

// One line of a benchmark's answer: named values, ours beside its peer or limit of the same run.
using Value = std::variant<std::int64_t, double, std::string, Spread>;
using Row = std::vector<std::pair<std::string, Value>>;

// The rows, which have the same names: a line of JSON each (a spread is three numbers there), or a
// table for people under the title.
void print_report(bool json, const std::string& benchmark, const std::string& title,
                  const std::vector<Row>& rows);

}  // namespace fitmate::bench
