#pragma once

#include <string>
#include <vector>

namespace fitmate::bench {

// The middle one of the values, the mean of the two where there are two. Not empty.
double median(std::vector<double> values);

// The least value that `part` (0 to 1) of the values do not exceed. Not empty.
double quantile(std::vector<double> values, double part);

// With two digits behind the point where they say anything.
std::string text_of(double number);

// A value that was measured in several rounds: how far it is to be believed.
struct Spread {
  double middle = 0;
  double low = 0;
  double high = 0;
};
Spread spread_of(const std::vector<double>& rounds);
// "1.02 (0.98-1.07)"
std::string text_of(const Spread& spread);

}  // namespace fitmate::bench
