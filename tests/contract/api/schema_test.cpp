#include "db/central/schema.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/http/records.h"
#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;

std::string plan_of(db::sql::Connection& connection, const std::string& sql) {
  const bool postgres = connection.engine() == Engine::postgres;
  std::string plan;
  for (const auto& row : connection.query((postgres ? "explain " : "explain query plan ") + sql)) {
    plan += row.get<std::string>(postgres ? "QUERY PLAN" : "detail") + "\n";
  }
  return plan;
}

}  // namespace

TEST_CASE("Every list and lookup goes by an index") {
  Centre centre{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = centre.connection();
  // Small tables are read whole otherwise.
  if (connection.engine() == Engine::postgres) {
    connection.script("set enable_seqscan = off; set enable_sort = off");
  }
  const std::string uuid = "'01890000-0000-7000-8000-000000000000'";
  for (const auto& [table, owner, order] : std::vector<std::array<std::string, 3>>{
           {"measurements", "trainee_id = 1", "measured_at"},
           {"workouts", "trainee_id = 1", "performed_at"},
           {"progress_photos", "trainee_id = 1", "created_at"},
           {"ai_reports", "trainee_id = 1", "created_at"},
           {"workout_plans", "trainee_id = 1", "created_at"},
           {"workout_plans", "trainer_id = " + uuid, "created_at"},
           {"diet_plans", "trainee_id = 1", "created_at"},
           {"diet_plans", "trainer_id = " + uuid, "created_at"},
           {"pt_sessions", "trainee_id = 1", "session_at"},
           {"pt_sessions", "trainer_id = " + uuid, "session_at"},
           {"trainer_salaries", "trainer_id = " + uuid, "effective_from"},
           {"trainer_revenue", "trainer_id = " + uuid, "paid_at"},
           {"payments", "user_id = 1", "created_at"},
           {"notifications", "user_id = 1", "created_at"},
           {"trainer_messages", "trainee_id = 1", "created_at"},
           {"trainer_messages", "trainer_id = " + uuid, "created_at"},
           {"payments", "id > 0", "created_at"},
           {"expenses", "id > 0", "spent_on"}}) {
    const auto plan = plan_of(connection, "select * from " + table + " where " + owner +
                                              " order by " + order + " desc, id desc limit 50");
    CAPTURE(table, plan);
    CHECK((plan.contains("Index Scan") || plan.contains("USING INDEX")));
    CHECK_FALSE(plan.contains("Sort"));
    CHECK_FALSE(plan.contains("TEMP B-TREE"));
    CHECK_FALSE(plan.contains("Seq Scan"));
  }
}

TEST_CASE("Both engines have the same tables and columns") {
  Centre postgres{Engine::postgres};
  Centre sqlite{Engine::sqlite};
  CHECK(postgres.lines("select table_name, column_name from information_schema.columns"
                       " where table_schema = 'public'"
                       " order by table_name collate \"C\", column_name collate \"C\"") ==
        sqlite.lines("select m.name, c.name from sqlite_schema m, pragma_table_info(m.name) c"
                     " where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\'"
                     " order by m.name, c.name"));
}

TEST_CASE("A database with people in it survives every step of the schema") {
  const FreshDatabase database{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto connection = database.connect();
  const auto now = *domain::parse_instant("2026-03-02T12:00:00Z");
  const auto newest = static_cast<int>(db::central::schema_steps(connection->engine()).size());
  REQUIRE(db::central::migrate(*connection, now, 3));
  connection->script(
      "insert into sync_head (feed_epoch) values ('feed');"
      "insert into users (id, email, name, role, person_number, created_at) values"
      " (1, 'jo@example.com', 'Jo', 'TRAINEE', 7, '2026-03-02T12:00:00.000Z');"
      "insert into trainees (user_id, goal) values (1, 'strength');"
      "insert into trainers (id, user_id, specialization) values"
      " ('01890000-0000-7000-8000-000000000000', 1, 'yoga');"
      "insert into memberships (user_id, membership_type, start_date, end_date, created_at) values"
      " (1, 'basic', '2026-01-01', '2026-12-31', '2026-03-02T12:00:00.000Z');"
      "insert into credentials (id, user_id, kind, generation, valid_from, valid_until, issued_at)"
      " values (11, 1, 0, 1, '2026-03-01', '2026-03-15', '2026-03-02T12:00:00.000Z'),"
      " (12, 1, 1, 1, '2026-03-01', '2027-03-01', '2026-03-02T12:00:00.000Z')");
  for (int step = 4; step <= newest; ++step) {
    CAPTURE(step);
    REQUIRE(db::central::migrate(*connection, now, step));
    CHECK(connection->query_one("select goal from trainees where user_id = 1")
              .value()
              .get<std::string>(0) == "strength");
    CHECK(connection->query_one("select specialization from trainers where user_id = 1")
              .value()
              .get<std::string>(0) == "yoga");
    CHECK(connection->query("select 1 from memberships").size() == 1);
  }
  CHECK(db::central::check_schema(*connection));
  // The phone that was there goes to the kiosks' keypads, at the feed's head.
  const auto phones = connection->query(
      "select f.key, h.pos - f.pos as behind from sync_feed f, sync_head h"
      " where f.table_name = 'credentials'");
  REQUIRE(phones.size() == 1);
  CHECK(phones[0].get<std::int64_t>("key") == 11);
  CHECK(phones[0].get<std::int64_t>("behind") == 0);
  CHECK_THROWS_AS(connection->execute("update trainers set experience_years = -1"),
                  db::sql::SqlError);
}

TEST_CASE("Who leaves takes all that was theirs along") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto id = api.user_of("jo@example.com").value;
  CHECK(api.post("/api/trainee/measurements", jo, Api::Json::object()).status == 201);
  CHECK(api.post("/api/trainee/workouts", jo, {{"exercise_type", "run"}}).status == 201);
  CHECK(api.post("/api/messages", boss, {{"receiver_id", id}, {"message", "x"}}).status == 201);
  CHECK(
      api.post("/api/billing/payments", boss, {{"user_id", id}, {"amount", 1}, {"status", "paid"}})
          .status == 201);
  api.centre.connection().execute("delete from users where id = $1", id);
  for (const auto* table : {"trainees", "measurements", "workouts", "messages", "payments"}) {
    CAPTURE(table);
    const bool admins_own = std::string_view{table} == "trainees";
    CHECK(api.centre.count(table) == (admins_own ? 1 : 0));
  }
}

}  // namespace fitmate::tests
