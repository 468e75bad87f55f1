#include "central/commands/output.h"

#include <algorithm>
#include <format>
#include <map>
#include <string>

namespace fitmate::central::commands {
namespace {

// Of characters, not bytes; wide ones count as one.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, width_of(text)), ' ');
}

std::string to_line(const Json& row) {
  return row.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_cell(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_number_float()) return std::format("{:.2f}", value.get<double>());
  auto text = value.is_string() ? value.get<std::string>() : to_line(value);
  // Nothing in a name may drive the terminal.
  std::ranges::replace_if(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }, '?');
  return text;
}

void Output::row(const Json& row) {
  if (!json_) {
    rows_.push_back(row);
    return;
  }
  out_ << to_line(row) << '\n';
}

bool Output::finish() {
  if (rows_.size() == 1) print_fields(rows_.front());
  if (rows_.size() > 1) table(rows_);
  rows_.clear();
  out_.flush();
  return out_.good();
}

void Output::print_fields(const Json& row) {
  std::size_t widest = 0;
  for (const auto& [name, value] : row.items()) widest = std::max(widest, name.size());
  for (const auto& [name, value] : row.items()) {
    out_ << padded(name, widest) << "  " << to_cell(value) << '\n';
  }
}

void Output::table(const std::vector<Json>& rows) {
  if (rows.empty()) return;
  std::vector<std::string> names;
  std::map<std::string, std::size_t> widths;
  for (const auto& [name, value] : rows.front().items()) {
    names.push_back(name);
    widths[name] = name.size();
  }
  std::vector<std::map<std::string, std::string>> lines;
  for (const auto& row : rows) {
    auto& line = lines.emplace_back();
    for (const auto& name : names) {
      line[name] = to_cell(row.value(name, Json{}));
      widths[name] = std::max(widths[name], width_of(line[name]));
    }
  }
  const auto print = [&](auto cell_of) {
    std::string line;
    for (const auto& name : names) line += padded(cell_of(name), widths[name]) + "  ";
    line.erase(line.find_last_not_of(' ') + 1);
    out_ << line << '\n';
  };
  print([](const std::string& name) { return name; });
  for (const auto& line : lines) {
    print([&](const std::string& name) { return line.at(name); });
  }
}

}  // namespace fitmate::central::commands
