#include <format>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/centre.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;

// The statements of the calls of people, by "file: name".
std::map<std::string, std::string> statements() {
  std::map<std::string, std::string> all;
  for (const auto* stem : {"billing", "coaching", "gym", "memberships", "messages", "own_records",
                           "people", "portraits", "profiles", "schedules", "sessions", "settings",
                           "staff", "trainers", "tries", "uploads"}) {
    std::ifstream file{std::format("{}/db/central/{}.sql", FITMATE_SOURCE_DIR, stem)};
    std::string name;
    for (std::string line; std::getline(file, line);) {
      constexpr std::string_view mark = "-- name: ";
      if (line.starts_with(mark)) {
        name = std::format("{}: {}", stem, line.substr(mark.size()));
      } else if (!name.empty()) {
        all[name] += line + "\n";
      }
    }
  }
  return all;
}

// Whatever its values are.
std::vector<std::string> plan_of(db::sql::Connection& connection, const std::string& sql) {
  const bool is_sqlite = connection.engine() == Engine::sqlite;
  std::vector<db::sql::Value> values;
  while (sql.contains(std::format("${}", values.size() + 1))) values.emplace_back();
  std::vector<std::string> plan;
  const auto read = [&](const db::sql::Rows& rows) {
    for (const auto& row : rows) {
      plan.push_back(row.get<std::string>(is_sqlite ? "detail" : "QUERY PLAN"));
    }
  };
  if (is_sqlite) {
    read(connection.query_with("explain query plan " + sql, values));
    return plan;
  }
  std::string nulls;
  for (std::size_t i = 0; i < values.size(); ++i) nulls += i == 0 ? "null" : ", null";
  connection.script("prepare asked as " + sql);
  read(connection.query("explain execute asked" + (nulls.empty() ? "" : "(" + nulls + ")")));
  connection.script("deallocate asked");
  return plan;
}

// Does a step of the plan go through all that is there? Where an index gives the order and the list
// is cut, it ends early.
bool reads_all(const std::vector<std::string>& plan, std::size_t step, bool is_cut) {
  static const std::regex scan{"(SCAN (?!CONSTANT)[a-z_0-9]+)( USING .*)?|.*Seq Scan on .*"};
  static const std::regex index{
      ".*Index (Only )?Scan (Backward )?using .*|.*Bitmap Index Scan on.*"};
  const auto& line = plan[step];
  std::smatch found;
  if (std::regex_match(line, found, scan)) return !(is_cut && found[2].matched);
  if (!std::regex_match(line, index) || is_cut) return false;
  return step + 1 == plan.size() || !plan[step + 1].contains("Index Cond");
}

}  // namespace

TEST_CASE("No statement reads a table whole but those that are for all of it") {
  Centre centre{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = centre.connection();
  // Small tables are read whole otherwise.
  if (connection.engine() == Engine::postgres) {
    connection.script("set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
  }
  std::set<std::string> reading_all;
  const auto all = statements();
  for (const auto& [name, sql] : all) {
    CAPTURE(name);
    const auto plan = plan_of(connection, sql);
    const bool is_cut = sql.contains("limit");
    for (std::size_t i = 0; i < plan.size(); ++i) {
      if (reads_all(plan, i, is_cut)) {
        reading_all.insert(name);
        UNSCOPED_INFO(name << ": " << plan[i]);
      }
    }
  }
  CHECK(all.size() > 130);
  // How many there are in all; the one row of the gym; what the chores look through, which is few;
  // and whom a change of the visits' rules concerns.
  std::set<std::string> expected{"billing: count_expenses",   "billing: count_packages",
                                 "billing: count_payments",   "gym: load_gym",
                                 "portraits: drop_given_up",  "sessions: forget_otps",
                                 "settings: limited_users",   "settings: load_settings",
                                 "settings: update_settings", "staff: count_trainers"};
  // In the order of its rows, and of what two indexes gave.
  if (connection.engine() == Engine::sqlite) {
    expected.insert({"billing: list_packages", "messages: list_messages"});
  }
  CHECK(reading_all == expected);
}

}  // namespace fitmate::tests
