#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <rapidcheck.h>

#include "db/sql/row_set.h"
#include "db/sql/transaction.h"
#include "tests/support/fresh_database.h"

namespace fitmate::db::sql {
namespace {

using std::chrono::milliseconds;
using tests::FreshDatabase;

constexpr const char* postgres_table =
    "create table t (id bigint primary key generated always as identity, whole bigint,"
    " number double precision, words text, bytes bytea, yes boolean, at timestamptz, day date,"
    " uuid uuid, json jsonb)";
constexpr const char* sqlite_table =
    "create table t (id integer primary key, whole integer, number real, words text, bytes blob,"
    " yes integer, at text, day text, uuid text, json text)";

struct Fixture {
  explicit Fixture(Engine engine) : database{engine}, connection{database.connect()} {
    connection->script(engine == Engine::postgres ? postgres_table : sqlite_table);
  }

  template <class T>
  std::optional<T> through(const std::string& column, const std::optional<T>& value) {
    connection->execute("delete from t");
    connection->execute("insert into t (" + column + ") values ($1)", value);
    const auto row = connection->query_one("select " + column + " from t");
    CHECK(row->get<std::optional<T>>(0) == row->get<std::optional<T>>(column));
    return row->get<std::optional<T>>(column);
  }

  FreshDatabase database;
  std::unique_ptr<Connection> connection;
};

Bytes any_bytes() {
  auto bytes = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
  Bytes result(bytes.size());
  std::ranges::transform(bytes, result.begin(), [](auto byte) { return std::byte{byte}; });
  return result;
}

std::string any_text() {
  return *rc::gen::container<std::string>(
      rc::gen::element<char>('\x01', '\t', '\n', ' ', '"', '\'', '$', '1', ':', 'A', '\\', '\x7f'));
}

domain::Uuid any_uuid() {
  domain::Uuid id;
  for (auto& byte : id.bytes) byte = std::byte{*rc::gen::arbitrary<std::uint8_t>()};
  return id;
}

// Years 1 to 9999, which both engines and RFC 3339 can spell.
domain::Instant any_instant() {
  return domain::Instant{
      milliseconds{*rc::gen::inRange<std::int64_t>(-62'135'596'800'000, 253'402'300'800'000)}};
}

TEST_CASE("values of every type come back from SQL as they went in") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  const Transaction sparing_the_disk{*sql.connection};
  REQUIRE(rc::check([&] {
    const auto whole = *rc::gen::arbitrary<std::int64_t>();
    RC_ASSERT(sql.through<std::int64_t>("whole", whole) == whole);
    const auto bits = std::bit_cast<std::uint64_t>(whole);
    RC_ASSERT(sql.through<domain::CredentialId>("whole", domain::CredentialId{bits})->value ==
              bits);
    const auto number = *rc::gen::arbitrary<double>();
    RC_ASSERT(sql.through<double>("number", number) == number);
    const auto words = any_text() + "Žluťoučký 馬 🐴";
    RC_ASSERT(sql.through<std::string>("words", words) == words);
    const auto bytes = any_bytes();
    RC_ASSERT(sql.through<Bytes>("bytes", bytes) == bytes);
    const auto yes = *rc::gen::arbitrary<bool>();
    RC_ASSERT(sql.through<bool>("yes", yes) == yes);
    const auto at = any_instant();
    RC_ASSERT(sql.through<domain::Instant>("at", at) == at);
    const domain::Day day{std::chrono::days{*rc::gen::inRange(-700'000, 2'900'000)}};
    RC_ASSERT(sql.through<domain::Day>("day", day) == day);
    const auto id = any_uuid();
    RC_ASSERT(sql.through<domain::EventId>("uuid", domain::EventId{id})->value == id);
  }));
}

TEST_CASE("the ends of the ranges come back from SQL") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  using Whole = std::numeric_limits<std::int64_t>;
  using Number = std::numeric_limits<double>;
  for (const auto whole : {Whole::min(), Whole::max()}) {
    CHECK(sql.through<std::int64_t>("whole", whole) == whole);
  }
  for (const auto number : {Number::lowest(), Number::max(), Number::min(), 0.1}) {
    CHECK(sql.through<double>("number", number) == number);
  }
  CHECK(sql.through<std::string>("words", "") == "");
  CHECK(sql.through<Bytes>("bytes", Bytes{}) == Bytes{});
  const std::string long_text(300'000, 'x');
  CHECK(sql.through<std::string>("words", long_text) == long_text);
}

TEST_CASE("null comes back from SQL as nothing, and is refused where a value is asked for") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  CHECK_FALSE(sql.through<std::int64_t>("whole", std::nullopt));
  CHECK_FALSE(sql.through<double>("number", std::nullopt));
  CHECK_FALSE(sql.through<std::string>("words", std::nullopt));
  CHECK_FALSE(sql.through<Bytes>("bytes", std::nullopt));
  CHECK_FALSE(sql.through<domain::Instant>("at", std::nullopt));
  const auto row = sql.connection->query_one("select whole, words from t");
  CHECK_THROWS_AS(row->get<int>("whole"), SqlError);
  CHECK_THROWS_AS(row->get<std::string>("words"), SqlError);
}

TEST_CASE("a column is read only as what it holds") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  sql.connection->execute("insert into t (whole, words) values ($1, $2)", 40'000, "no number");
  const auto row = sql.connection->query_one("select whole, words, 2 as two from t");
  CHECK(row->get<std::uint16_t>("whole") == 40'000);
  CHECK(row->get<double>("whole") == 40'000.0);
  CHECK_THROWS_AS(row->get<std::int16_t>("whole"), SqlError);
  CHECK_THROWS_AS(row->get<std::string>("whole"), SqlError);
  CHECK_THROWS_AS(row->get<bool>("two"), SqlError);
  CHECK_THROWS_AS(row->get<int>("words"), SqlError);
  CHECK_THROWS_AS(row->get<domain::Instant>("words"), SqlError);
  CHECK_THROWS_AS(row->get<domain::Uuid>("words"), SqlError);
  CHECK_THROWS_AS(row->get<int>("missing"), SqlError);
}

TEST_CASE("sums and counts are read as numbers on both engines") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  for (const auto whole : {1, 2, 3})
    sql.connection->execute("insert into t (whole) values ($1)", whole);
  const auto row = sql.connection->query_one("select count(*) as n, sum(whole) as total from t");
  CHECK(row->get<int>("n") == 3);
  CHECK(row->get<std::int64_t>("total") == 6);
}

TEST_CASE("a parameter may stand anywhere and more than once") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  sql.connection->execute("insert into t (whole, words) values ($2, $1)", "a", 7);
  const auto rows = sql.connection->query(
      "select words from t where whole = $2 and words = $1 and $2 < 10 and whole < $2 + 1", "a", 7);
  CHECK(rows.size() == 1);
}

TEST_CASE("a wrong number of parameters is refused") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  CHECK_THROWS_AS(sql.connection->query("select whole from t where whole = $1"), SqlError);
  CHECK_THROWS_AS(sql.connection->query("select whole from t where whole = $1", 1, 2), SqlError);
  CHECK_THROWS_AS(sql.connection->query("select 1; select 2"), SqlError);
}

TEST_CASE("text with a zero byte is refused instead of cut") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  using namespace std::string_literals;
  CHECK_THROWS_AS(sql.through<std::string>("words", "a\0b"s), SqlError);
}

TEST_CASE("a statement tells how many rows it touched") {
  Fixture sql{GENERATE(Engine::sqlite, Engine::postgres)};
  for (const auto whole : {1, 2, 3})
    sql.connection->execute("insert into t (whole) values ($1)", whole);
  CHECK(sql.connection->execute("update t set words = 'x' where whole > $1", 1) == 2);
  CHECK(sql.connection->execute("delete from t where whole > $1", 3) == 0);
  CHECK_THROWS_AS(sql.connection->query_one("select whole from t"), SqlError);
  CHECK_FALSE(sql.connection->query_one("select whole from t where whole = $1", 4));
}

TEST_CASE("500 rows go in by one statement, with its own parameters before them") {
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres);
  Fixture sql{engine};
  const Transaction sparing_the_disk{*sql.connection};
  REQUIRE(rc::check([&] {
    sql.connection->execute("delete from t");
    RowSet rows{*sql.connection,
                {{"whole", "bigint"},
                 {"number", "double precision"},
                 {"yes", "boolean"},
                 {"at", "timestamptz"},
                 {"day", "date"},
                 {"uuid", "uuid"}}};
    const auto words = any_text() + "ž\n\"\\";
    const auto at = any_instant();
    const domain::Day day{std::chrono::days{*rc::gen::inRange(-700'000, 2'900'000)}};
    const auto id = any_uuid();
    const auto whole = *rc::gen::arbitrary<std::int64_t>();
    rows.add(whole, std::nullopt, true, at, day, id);
    for (int i = 1; i < 500; ++i) {
      rows.add(i, i / 4.0, false, std::nullopt, std::nullopt, std::nullopt);
    }
    const auto inserted = rows.execute(
        "insert into t (whole, number, yes, at, day, uuid, words)"
        " select whole, number, yes, at, day, uuid, $1 from r where 1 = $2",
        words, 1);
    RC_ASSERT(inserted == 500);
    const auto first = sql.connection->query_one("select * from t where number is null");
    RC_ASSERT(first->get<std::int64_t>("whole") == whole);
    RC_ASSERT(first->get<std::string>("words") == words);
    RC_ASSERT(first->get<bool>("yes"));
    RC_ASSERT(first->get<domain::Instant>("at") == at);
    RC_ASSERT(first->get<domain::Day>("day") == day);
    RC_ASSERT(first->get<domain::Uuid>("uuid") == id);
    const auto total = sql.connection->query_one(
        "select sum(number) as total, count(at) + count(day) + count(uuid) as given from t");
    RC_ASSERT(total->get<double>("total") == 31187.5);
    RC_ASSERT(total->get<int>("given") == 3);
  }));
}

TEST_CASE("a set's texts arrive as they are, and its whole numbers up to their columns' limits") {
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres);
  Fixture sql{engine};
  REQUIRE(rc::check([&] {
    const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::exec(any_text));
    RowSet rows{*sql.connection, {{"words", "text"}, {"small", "smallint"}, {"whole", "integer"}}};
    for (const auto& one : words) rows.add(one, std::int16_t{-32768}, 2'147'483'647);
    const auto back = rows.query("select words, small, whole from r");
    RC_ASSERT(back.size() == words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
      RC_ASSERT(back[i].get<std::string>(0) == words[i]);
      RC_ASSERT(back[i].get<int>(1) == -32768);
      RC_ASSERT(back[i].get<int>(2) == 2'147'483'647);
    }
  }));
}

TEST_CASE("a set refuses what its column cannot hold") {
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres);
  Fixture sql{engine};
  const auto refused = [](auto add) {
    try {
      add();
    } catch (const SqlError& error) {
      return error.kind() == SqlErrorKind::invalid_value;
    }
    return false;
  };
  RowSet rows{*sql.connection, {{"words", "text"}, {"small", "smallint"}, {"whole", "integer"}}};
  CHECK(refused([&] { rows.add(std::string_view{"a\0b", 3}, 1, 1); }));
  CHECK(refused([&] { rows.add("a", 32768, 1); }));
  CHECK(refused([&] { rows.add("a", 1, 2'147'483'648); }));
}

}  // namespace
}  // namespace fitmate::db::sql
