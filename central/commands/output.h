#pragma once

#include <ostream>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace fitmate::central::commands {

using Json = nlohmann::ordered_json;

// What a command answers, row by row: JSON lines as they come, or for people, when all are there, a
// table, and a single row one line a field.
class Output {
 public:
  Output(std::ostream& out, bool json) : out_{out}, json_{json} {}

  void row(const Json& row);  // an object
  // For people alone: several tables in one answer.
  void table(const std::vector<Json>& rows);
  bool is_json() const { return json_; }

  // Prints what waits. False if not everything could be written.
  bool finish();

 private:
  void print_fields(const Json& row);
  std::ostream& out_;
  bool json_;
  std::vector<Json> rows_;
};

// A field for people: text as it is but for control characters, nothing for null.
std::string to_cell(const Json& value);

}  // namespace fitmate::central::commands
