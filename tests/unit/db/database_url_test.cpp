#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "db/sql/database.h"
#include "tests/support/temp_folder.h"

namespace fitmate::db::sql {
namespace {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("the scheme of DATABASE_URL chooses the engine") {
  CHECK(open_database("postgresql://u:p%40ss@one:5432,two/fitmate?sslmode=require")->engine() ==
        Engine::postgres);
  CHECK(open_database("postgres:///fitmate?host=/run/postgresql")->engine() == Engine::postgres);
  CHECK(open_database("sqlite:///fitmate.db")->engine() == Engine::sqlite);
  CHECK(open_database("sqlite:////tmp/fitmate.db")->engine() == Engine::sqlite);
}

TEST_CASE("four slashes lead to an absolute path, three to one from here") {
  const tests::TempFolder folder;
  const auto file = folder.path() / "fitmate.db";
  open_database("sqlite:///" + file.string())->connect();
  CHECK(std::filesystem::exists(file));
  CHECK_FALSE(open_database("sqlite://" + file.string()));
}

TEST_CASE("a DATABASE_URL that cannot be meant is refused without its password") {
  for (const auto* url : {"", "fitmate.db", "mysql://u:geheim@host/db", "sqlite://fitmate.db",
                          "sqlite:///", "sqlite:////nowhere/at/all/fitmate.db",
                          "postgresql://u:p@geheim@host/db", "postgresql://u:12/geheim@host/db",
                          "postgresql://u:geheim/x/db", "postgresql://u:p@h:geheim/db",
                          "postgresql://u:p@h/db?geheim=1", "postgresql://u:%geheim@h/db"}) {
    CAPTURE(url);
    const auto database = open_database(url);
    REQUIRE_FALSE(database);
    CHECK_THAT(database.error().detail, ContainsSubstring("DATABASE_URL"));
    CHECK_THAT(database.error().detail, ContainsSubstring("write postgresql://"));
    CHECK_THAT(database.error().detail, !ContainsSubstring("geheim"));
  }
}

TEST_CASE("a server that cannot be reached is named without the password") {
  const auto database = open_database("postgresql://u:geheim@/db?host=/nowhere");
  try {
    database->connect();
    FAIL("it connected");
  } catch (const SqlError& error) {
    CHECK(error.kind() == SqlErrorKind::connection_lost);
    CHECK_THAT(error.what(), ContainsSubstring("DATABASE_URL") && ContainsSubstring("/nowhere"));
    CHECK_THAT(error.what(), !ContainsSubstring("geheim"));
  }
}

}  // namespace
}  // namespace fitmate::db::sql
