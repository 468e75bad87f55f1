#include "tests/bench/table.h"

#include <algorithm>
#include <cassert>
#include <print>

namespace fitmate::bench {
namespace {

// What a person sees of UTF-8: its first bytes.
std::size_t letters(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string space(width - std::min(width, letters(text)), ' ');
  return right ? space + text : text + space;
}

}  // namespace

void print_table(const std::string& title, const Row& heading, std::span<const Row> rows) {
  std::vector<std::size_t> widths;
  std::size_t first = letters(heading.name);
  widths.reserve(heading.cells.size());
  for (const auto& cell : heading.cells) widths.push_back(letters(cell));
  for (const auto& row : rows) {
    assert(row.cells.size() == widths.size());
    first = std::max(first, letters(row.name));
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], letters(row.cells[i]));
    }
  }
  const auto print_row = [&](const Row& row) {
    std::print("{}", padded(row.name, first, false));
    for (std::size_t i = 0; i < widths.size(); ++i) {
      std::print("  {}", padded(row.cells[i], widths[i], true));
    }
    std::println("");
  };
  std::println("{}", title);
  print_row(heading);
  for (const auto& row : rows) print_row(row);
}

double median(std::vector<double> values) {
  assert(!values.empty());
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace fitmate::bench
