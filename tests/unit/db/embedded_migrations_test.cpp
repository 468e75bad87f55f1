#include <catch2/catch_test_macros.hpp>

#include "tests/unit/db/schema/migrations.h"

namespace fitmate::tests::unit::db {
namespace {

TEST_CASE("embedded steps keep their number, name and every sign of their text") {
  REQUIRE(schema::migrations.size() == 2);
  CHECK(schema::migrations[0].number == 1);
  CHECK(schema::migrations[0].name == "0001_first");
  CHECK(schema::migrations[0].sql == "create table first (a text default ';[x]\\\"${y}');\n");
  CHECK(schema::migrations[1].number == 10);
}

}  // namespace
}  // namespace fitmate::tests::unit::db
