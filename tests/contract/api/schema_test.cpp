#include "db/central/schema.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/http/records.h"
#include "db/central/billing.sql.h"
#include "db/central/coaching.sql.h"
#include "db/central/messages.sql.h"
#include "db/central/nutrition.sql.h"
#include "db/central/own_records.sql.h"
#include "db/central/profiles.sql.h"
#include "db/central/sessions.sql.h"
#include "db/central/staff.sql.h"
#include "db/central/uploads.sql.h"
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

// The statement as a call sends it, with its values in their places.
std::string first_page(std::string_view statement, const std::string& owner) {
  std::vector<std::string> values{"50", "0"};
  if (!owner.empty()) values.insert(values.begin(), owner);
  std::string sql{statement};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto mark = "$" + std::to_string(i + 1);
    for (auto at = sql.find(mark); at != std::string::npos; at = sql.find(mark)) {
      sql.replace(at, mark.size(), values[i]);
    }
  }
  return sql;
}

}  // namespace

TEST_CASE("Every list goes by an index, in its order") {
  Centre centre{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = centre.connection();
  // Small tables are read whole otherwise.
  if (connection.engine() == Engine::postgres) {
    connection.script("set enable_seqscan = off; set enable_sort = off");
  }
  const std::string person = "1";
  const std::string trainer = "'01890000-0000-7000-8000-000000000000'";
  namespace sql = db::central;
  for (const auto& [statement, owner] : std::vector<std::pair<std::string_view, std::string>>{
           {sql::own_records_sql::list_attendance, person},
           {sql::own_records_sql::list_progress_photos, person},
           {sql::own_records_sql::list_measurements, person},
           {sql::own_records_sql::list_workouts, person},
           {sql::nutrition_sql::list_meals, person},
           {sql::coaching_sql::list_workout_plans, person},
           {sql::coaching_sql::list_workout_plans_of_trainer, trainer},
           {sql::coaching_sql::list_diet_plans, person},
           {sql::coaching_sql::list_diet_plans_of_trainer, trainer},
           {sql::coaching_sql::list_ai_reports, person},
           {sql::coaching_sql::list_pt_sessions, person},
           {sql::coaching_sql::list_pt_sessions_of_trainer, trainer},
           {sql::staff_sql::list_trainers, ""},
           {sql::staff_sql::list_attendance, trainer},
           {sql::staff_sql::list_revenue, trainer},
           {sql::staff_sql::list_salaries, trainer},
           {sql::uploads_sql::list_documents, trainer},
           {sql::profiles_sql::list_all, ""},
           {sql::billing_sql::list_payments, ""},
           {sql::billing_sql::list_payments_of_person, person},
           {sql::billing_sql::list_packages, ""},
           {sql::billing_sql::list_expenses, ""},
           {sql::messages_sql::list_of_trainee, person},
           {sql::messages_sql::list_of_trainer, trainer},
           {sql::messages_sql::list_notifications, person},
           {sql::sessions_sql::list_admin_sessions, person}}) {
    const auto plan = plan_of(connection, first_page(statement, owner));
    CAPTURE(statement, plan);
    CHECK((plan.contains("Index") || plan.contains("USING INDEX") ||
           plan.contains("USING INTEGER PRIMARY KEY") || plan.contains("SCAN pt_packages")));
    CHECK_FALSE(plan.contains("->  Sort "));
    CHECK_FALSE(plan.contains("USE TEMP B-TREE FOR ORDER BY"));
    CHECK_FALSE(plan.contains("Seq Scan"));
  }
  // What one person or trainer has few of is found by an index, and sorted; so are the two pages
  // of messages.
  for (const auto& [statement, owner] : std::vector<std::pair<std::string_view, std::string>>{
           {sql::messages_sql::list_messages, person},
           {sql::own_records_sql::list_memberships, person},
           {sql::staff_sql::list_schedule, trainer},
           {sql::profiles_sql::list_of_trainer, trainer}}) {
    const auto plan = plan_of(connection, first_page(statement, owner));
    CAPTURE(statement, plan);
    CHECK((plan.contains("Index") || plan.contains("USING INDEX")));
    CHECK_FALSE(plan.contains("Seq Scan"));
    CHECK_FALSE(plan.contains("BitmapOr"));
    CHECK_FALSE(plan.contains("MULTI-INDEX OR"));
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
      " (12, 1, 1, 1, '2026-03-01', '2027-03-01', '2026-03-02T12:00:00.000Z');"
      "insert into sync_inbox (event_id, kiosk_id, store_epoch, seq, type, user_id, effective_at,"
      " time_quality, flag, received_at, body) values"
      " ('01890000-0000-7000-8000-000000000001', 1, '0', 1, 'checked_out', 1,"
      " '2026-03-02T12:00:00.000Z', 'boot', 'exit_without_entry', '2026-03-02T12:00:00.000Z', "
      "'{}')");
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
  CHECK(connection->query("select 1 from sync_inbox where lone_exit and flag is null").size() == 1);
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
