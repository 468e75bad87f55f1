#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/fresh_database.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {

// fitmate-central with a folder and a database of its own, run as a person would run it.
class CentralProgram {
 public:
  using Json = nlohmann::json;

  // Migrated already.
  explicit CentralProgram(db::sql::Engine engine);

  // Beside DATABASE_URL and KEY_DIR.
  void set(const std::string& key, const std::string& value);
  void unset(const std::string& key);

  Process start(const std::vector<std::string>& arguments);
  Process::Finished run(const std::vector<std::string>& arguments, std::string_view input = {});
  // With --json, which must succeed and print JSON alone: one value a line.
  std::vector<Json> rows(const std::vector<std::string>& arguments, std::string_view input = {});
  Json row(const std::vector<std::string>& arguments, std::string_view input = {});
  // Must fail with that exit code, print nothing, and complain in one line, which is given.
  std::string fault(int exit_code, const std::vector<std::string>& arguments,
                    std::string_view input = {});

  std::unique_ptr<db::sql::Connection> connect() const { return database_.connect(); }
  std::filesystem::path folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
  FreshDatabase database_;
  std::vector<std::pair<std::string, std::string>> environment_;
};

}  // namespace fitmate::tests
