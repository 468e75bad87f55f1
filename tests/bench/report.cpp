#include "tests/bench/report.h"

#include <algorithm>
#include <format>
#include <print>

#include <nlohmann/json.hpp>

namespace fitmate::bench {
namespace {

using Json = nlohmann::ordered_json;

struct ToText {
  std::string operator()(std::int64_t number) const { return std::format("{}", number); }
  std::string operator()(double number) const { return text_of(number); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const Spread& spread) const { return text_of(spread); }
};

std::string with_underscores(std::string name) {
  std::ranges::replace(name, ' ', '_');
  return name;
}

struct ToJson {
  Json& line;
  std::string name;

  void operator()(const Spread& spread) const {
    line[name] = spread.middle;
    line[name + "_low"] = spread.low;
    line[name + "_high"] = spread.high;
  }
  void operator()(const auto& value) const { line[name] = value; }
};

void print_lines(const std::string& benchmark, const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    Json line{{"benchmark", benchmark}};
    for (const auto& [name, value] : row) std::visit(ToJson{line, with_underscores(name)}, value);
    std::println("{}", line.dump());
  }
}

// Columns as wide as they need to be: texts to the left, numbers to the right.
void print_column_lines(const std::vector<Row>& rows) {
  std::vector<std::string> lines(rows.size() + 1);
  for (std::size_t column = 0; column < rows.front().size(); ++column) {
    std::vector<std::string> cells{rows.front()[column].first};
    for (const auto& row : rows) cells.push_back(std::visit(ToText{}, row[column].second));
    const auto width = std::ranges::max(cells, {}, &std::string::size).size();
    const bool text = std::holds_alternative<std::string>(rows.front()[column].second);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      lines[i] += text ? std::format("{:<{}}  ", cells[i], width)
                       : std::format("{:>{}}  ", cells[i], width);
    }
  }
  for (const auto& line : lines) std::println("{}", line.substr(0, line.find_last_not_of(' ') + 1));
}

}  // namespace

void print_report(bool json, const std::string& benchmark, const std::string& title,
                  const std::vector<Row>& rows) {
  if (json) {
    print_lines(benchmark, rows);
  } else if (!rows.empty()) {
    std::println("{}: {}", benchmark, title);
    print_column_lines(rows);
  }
}

}  // namespace fitmate::bench
