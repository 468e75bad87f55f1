#include "tests/system/central_program.h"

#include <algorithm>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

namespace fitmate::tests {

CentralProgram::CentralProgram(db::sql::Engine engine) : database_{engine} {
  set("DATABASE_URL", database_.url());
  set("KEY_DIR", (folder() / "keys").string());
  set("GYM_TIMEZONE", "Europe/Vienna");
  REQUIRE(row({"migrate"}).at("from") == 0);
}

void CentralProgram::set(const std::string& key, const std::string& value) {
  unset(key);
  environment_.emplace_back(key, value);
}

void CentralProgram::unset(const std::string& key) {
  std::erase_if(environment_, [&](const auto& entry) { return entry.first == key; });
}

Process CentralProgram::start(const std::vector<std::string>& arguments) {
  std::vector command{program("fitmate-central")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return {command, {.environment = environment_, .folder = folder().string()}};
}

Process::Finished CentralProgram::run(const std::vector<std::string>& arguments,
                                      std::string_view input) {
  std::vector command{program("fitmate-central")};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return tests::run(command, input, {.environment = environment_, .folder = folder().string()});
}

std::vector<CentralProgram::Json> CentralProgram::rows(const std::vector<std::string>& arguments,
                                                       std::string_view input) {
  auto with_json = arguments;
  with_json.emplace_back("--json");
  const auto finished = run(with_json, input);
  CAPTURE(arguments, finished.err);
  REQUIRE(finished.exit_code == 0);
  std::vector<Json> rows;
  std::istringstream lines{finished.out};
  for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
  return rows;
}

CentralProgram::Json CentralProgram::row(const std::vector<std::string>& arguments,
                                         std::string_view input) {
  const auto all = rows(arguments, input);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string CentralProgram::fault(int exit_code, const std::vector<std::string>& arguments,
                                  std::string_view input) {
  const auto finished = run(arguments, input);
  CAPTURE(arguments, finished.out, finished.err);
  CHECK(finished.exit_code == exit_code);
  CHECK(finished.out.empty());
  CHECK(finished.err.starts_with("fitmate-central: "));
  CHECK(std::ranges::count(finished.err, '\n') == 1);
  return finished.err;
}

}  // namespace fitmate::tests
