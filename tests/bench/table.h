#pragma once

#include <span>
#include <string>
#include <vector>

namespace fitmate::bench {

// One line of a benchmark's answer: what was measured, ours beside its peer of the same run.
struct Row {
  std::string name;
  std::vector<std::string> cells;
};

// A table for people: columns as wide as they need to be.
void print_table(const std::string& title, const Row& heading, std::span<const Row> rows);

// The middle one of the values, the mean of the two where there are two. Not empty.
double median(std::vector<double> values);

}  // namespace fitmate::bench
