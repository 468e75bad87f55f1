// The ways in which PostgreSQL can be lost in the middle of a call, each at its own moment.

#include <csignal>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/eventually.h"
#include "tests/support/postgres_server.h"
#include "tests/system/served_centre.h"

namespace fitmate::tests {
namespace {

using Json = ServedCentre::Json;

// A measurement that is written meets the fault that this table names.
constexpr const char* faults = R"(
create table fault (at text not null, state text not null);
create function meet_fault() returns trigger language plpgsql as $$
declare
  wanted text;
begin
  select state into wanted from fault where at = tg_argv[0];
  if wanted = 'gone' then
    perform pg_terminate_backend(pg_backend_pid());
  elsif wanted = 'stall' then
    perform pg_advisory_xact_lock(1);
  elsif wanted is not null then
    raise exception using errcode = wanted, message = 'as the test asked';
  end if;
  return new;
end $$;
create trigger at_once before insert on measurements
  for each row execute function meet_fault('statement');
create constraint trigger at_the_end after insert on measurements
  deferrable initially deferred for each row execute function meet_fault('commit');
)";

class Fixture {
 public:
  Fixture() : centre{db::sql::Engine::postgres}, connection{centre.central.connect()} {
    connection->script(faults);
  }
  void arm(const std::string& at, const std::string& state) {
    connection->execute("delete from fault");
    connection->execute("insert into fault values ($1, $2)", at, state);
  }
  HttpAnswer meet(const std::string& at, const std::string& state) {
    arm(at, state);
    return measure();
  }
  HttpAnswer measure() const {
    return centre.post("/api/trainee/measurements", {{"weight", 70}}, centre.trainee);
  }
  std::int64_t measurements() const {
    return connection->query_one("select count(*) from measurements")->get<std::int64_t>(0);
  }

  ServedCentre centre;
  std::unique_ptr<db::sql::Connection> connection;
};

void check_is_try_again(const HttpAnswer& answer) {
  CAPTURE(answer.body);
  CHECK(answer.status == 503);
  CHECK(answer.headers.contains("retry-after"));
  CHECK(Json::parse(answer.body).at("detail").get<std::string>().starts_with("the centre"));
}

}  // namespace

TEST_CASE("However PostgreSQL is lost within a call, the caller may try again, and nothing stays") {
  Fixture test;
  for (const auto* at : {"statement", "commit"}) {
    for (const auto* state :
         {"gone",  "08000", "08003", "08006", "25006", "25P03", "40001", "40P01",
          "53000", "53100", "53200", "53300", "53400", "55P03", "57014", "57P01",
          "57P02", "57P03", "57P04", "57P05", "58000", "58030"}) {
      CAPTURE(at, state);
      check_is_try_again(test.meet(at, state));
      CHECK(test.measurements() == 0);
    }
    CHECK(test.meet(at, "XX000").status == 500);
  }
  test.connection->execute("delete from fault");
  CHECK(test.measure().status == 201);
  CHECK(test.centre.log().contains("\"error\":\"as the test asked (SQLSTATE 57P02)\""));
}

TEST_CASE("A server that takes nobody is one that may be tried again, and is not ready") {
  Fixture test;
  const auto name = test.connection->query_one("select current_database()")->get<std::string>(0);
  // Nobody shuts the door of the room they are in.
  const auto beside =
      db::sql::open_database(PostgresServer::shared().create_database()).value().connect();
  const auto open = [&](const std::string& yes_or_no) {
    beside->script("alter database " + name + " allow_connections " + yes_or_no);
  };
  open("false");
  beside->query("select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = $1",
                name);
  check_is_try_again(test.measure());
  check_is_try_again(test.centre.post(
      "/api/auth/login", {{"email", "jo@example.com"}, {"password", ServedCentre::password}}));
  check_is_try_again(test.centre.get("/health/ready"));
  CHECK(test.centre.get("/health/live").status == 200);
  open("true");
  CHECK(test.measure().status == 201);
  CHECK(test.centre.get("/health/ready").status == 200);
}

TEST_CASE("A server whose database stands still ends nonetheless when it is told to") {
  Fixture test;
  test.arm("statement", "stall");
  test.connection->query("select pg_advisory_lock(1)");
  std::jthread caller{[&test] {
    try {
      test.measure();
    } catch (const std::exception&) {  // nobody answers it any more
    }
  }};
  pid_t stalled = 0;
  REQUIRE(eventually([&] {
    const auto row = test.connection->query_one(
        "select pid from pg_stat_activity"
        " where wait_event = 'advisory' and datname = current_database()");
    if (row) stalled = row->get<pid_t>(0);
    return row.has_value();
  }));
  REQUIRE(::kill(stalled, SIGSTOP) == 0);
  test.centre.process->signal(SIGTERM);
  const auto ended = test.centre.process->wait();
  ::kill(stalled, SIGCONT);
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.contains("stopped with calls unfinished"));
}

}  // namespace fitmate::tests
