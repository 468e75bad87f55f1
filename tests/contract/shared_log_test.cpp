#include <chrono>

#include <catch2/catch_test_macros.hpp>

#include "db/kiosk/session.h"
#include "db/sql/sqlite_connection.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::db {
namespace {

// A program that reads the file and, when it believes to be the last, puts its log away.
std::string read_by_another(const std::filesystem::path& file) {
  return tests::run({"sqlite3", file.string(), "select count(*) from rows"}).out;
}

TEST_CASE("a program that comes and goes leaves the centre's log to the one that stays") {
  const tests::TempFolder folder;
  const auto file = folder.path() / "fitmate.db";
  const auto first = sql::connect_sqlite(file, std::chrono::seconds{5});
  first->script("create table rows (id integer primary key) strict");
  const auto second = sql::connect_sqlite(file, std::chrono::seconds{5});
  CHECK(read_by_another(file) == "0\n");
  first->execute("insert into rows values (1)");
  CHECK(read_by_another(file) == "1\n");
  CHECK(second->query("select id from rows").size() == 1);
}

TEST_CASE("a program that comes and goes leaves the kiosk's log to the one that stays") {
  const tests::TempFolder folder;
  const auto file = folder.path() / "kiosk.db";
  kiosk::Session first{file, {}};
  first.query("create table rows (id integer primary key) strict").run();
  kiosk::Session second{file, {}};
  CHECK(read_by_another(file) == "0\n");
  first.query("insert into rows values (1)").run();
  CHECK(read_by_another(file) == "1\n");
}

}  // namespace
}  // namespace fitmate::db
