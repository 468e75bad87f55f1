#include "tests/bench/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <format>

namespace fitmate::bench {

double median(std::vector<double> values) {
  assert(!values.empty());
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double quantile(std::vector<double> values, double part) {
  assert(!values.empty() && part >= 0 && part <= 1);
  std::ranges::sort(values);
  const auto rank = std::ceil(part * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

Spread spread_of(const std::vector<double>& rounds) {
  return {
      .middle = median(rounds), .low = std::ranges::min(rounds), .high = std::ranges::max(rounds)};
}

std::string text_of(double number) {
  return std::format("{:.{}f}", number, number < 100 ? 2 : 0);
}

std::string text_of(const Spread& spread) {
  return std::format("{} ({}-{})", text_of(spread.middle), text_of(spread.low),
                     text_of(spread.high));
}

}  // namespace fitmate::bench
