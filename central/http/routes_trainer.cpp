#include "central/http/routes_trainer.h"

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "central/services/gym_day.h"
#include "central/services/punches.h"
#include "db/central/coaching.sql.h"
#include "db/central/gym.h"
#include "db/central/profiles.sql.h"
#include "db/central/staff.sql.h"

namespace fitmate::central::http {
namespace {

namespace coaching = db::central::coaching_sql;
namespace profiles = db::central::profiles_sql;
namespace staff = db::central::staff_sql;

// The numbers of the month so far, by the gym's calendar.
Reply show_dashboard(Asked& asked) {
  const auto gym = db::central::load_gym(asked.connection).value();
  const std::chrono::year_month_day today{services::day_of(gym, asked.now)};
  const domain::Day first{today.year() / today.month() / 1};
  const auto since = domain::start_of_day(first, services::zone_of(gym));
  const auto row =
      asked.connection.query_one(staff::load_dashboard, asked.caller.trainer.value(), since)
          .value();
  return make_row({{"trainer_id", row.get<db::sql::Value>("trainer_id")},
                   {"rating", row.get<db::sql::Value>("rating")},
                   {"trainees", row.get<db::sql::Value>("trainees")},
                   {"revenue", row.get<db::sql::Value>("revenue")},
                   {"hours_worked", row.get<db::sql::Value>("hours_worked")},
                   {"pt_sessions", row.get<db::sql::Value>("pt_sessions")},
                   {"since", domain::to_text(first)}});
}

std::optional<std::string_view> forbids_other_trainer(const Asked& asked) {
  const auto wanted = asked.body.get<std::optional<domain::TrainerId>>("trainer_id");
  const bool by_admin = standing_of(asked.caller) == may::admin;
  if (by_admin || !wanted || wanted == asked.caller.trainer) return std::nullopt;
  return "a trainee is given to another trainer by an admin";
}

// A trainer takes a trainee whom nobody has; an admin gives any to any.
Reply assign_trainee(Asked& asked) {
  const auto wanted = asked.body.get<std::optional<domain::TrainerId>>("trainer_id");
  const bool by_admin = standing_of(asked.caller) == may::admin;
  if (by_admin && !wanted) {
    return invalid(
        {{.place = {"body", "trainer_id"}, .message = "Field required", .type = "missing"}});
  }
  auto row = asked.connection.query_one(by_admin ? profiles::assign : profiles::assign_free,
                                        asked.body.at("trainee_id"),
                                        wanted ? *wanted : asked.caller.trainer.value());
  if (!row) return detail(404, "there is no such trainee for you");
  return *std::move(row);
}

Reply mark_attendance(const ApiServices& services, const Asked& asked) {
  const auto kind = asked.body.get<std::string>("action") == "check_in"
                        ? services::Punch::check_in
                        : services::Punch::check_out;
  auto row = services::punch(asked.connection,
                             {.user = asked.caller.user, .trainer = asked.caller.trainer.value()},
                             kind, asked.now, services.random);
  if (!row) return detail(409, row.error());
  return *std::move(row);
}

void add_own(Group& calls) {
  calls.get({.path = "/api/trainer/dashboard",
             .who = may::trainer,
             .summary = "The own numbers of the month so far.",
             .shape = shapes::dashboard(),
             .handle = show_dashboard});
  const auto own_list = [&](const char* path, const char* summary, Shape shape, Listing listing) {
    calls.pages({.path = path,
                 .who = may::trainer,
                 .summary = summary,
                 .shape = std::move(shape),
                 .handle = list(listing, {own_trainer()})});
  };
  own_list("/api/trainer/trainees", "The own trainees.", shapes::profile(),
           {profiles::count_of_trainer, profiles::list_of_trainer});
  own_list("/api/trainer/schedule", "The own hours.", shapes::schedule(),
           {staff::count_schedule, staff::list_schedule});
  own_list("/api/trainer/attendance", "The own shifts, newest first.", shapes::shift(),
           {staff::count_attendance, staff::list_attendance});
  own_list("/api/trainer/revenue", "The own earnings, newest first.", shapes::revenue(),
           {staff::count_revenue, staff::list_revenue});
  own_list("/api/trainer/salaries", "The own salaries, newest first.", shapes::salary(),
           {staff::count_salaries, staff::list_salaries});
  own_list("/api/trainer/workout-plans", "The own workout plans, newest first.",
           shapes::workout_plan(),
           {coaching::count_workout_plans_of_trainer, coaching::list_workout_plans_of_trainer});
  own_list("/api/trainer/diet-plans", "The own diet plans, newest first.", shapes::diet_plan(),
           {coaching::count_diet_plans_of_trainer, coaching::list_diet_plans_of_trainer});
  own_list("/api/trainer/pt-sessions", "The own sessions, newest first.", shapes::pt_session(),
           {coaching::count_pt_sessions_of_trainer, coaching::list_pt_sessions_of_trainer});
}

void add_writing(Group& calls) {
  calls.post({.path = "/api/trainer/assign-trainee",
              .who = may::trainer | may::admin,
              .summary = "Takes a trainee whom nobody has; an admin gives any to any.",
              .body = {required(id("trainee_id")), of(Kind::uuid, "trainer_id")},
              .shape = shapes::assignment(),
              .forbids = forbids_other_trainer,
              .refusals = {404},
              .handle = assign_trainee});
  calls.post({.path = "/api/trainer/revenue",
              .who = may::trainer,
              .summary = "Adds an own earning.",
              .body = {required(of(Kind::money, "amount")), required(text("source", 64)),
                       of(Kind::instant, "paid_at")},
              .status = 201,
              .shape = shapes::revenue(),
              .handle = record(staff::add_revenue, {own_trainer(), given("amount"), given("source"),
                                                    given_or_now("paid_at")})});
  const auto plan = [&](const char* path, const char* summary, Shape shape, std::string_view sql) {
    calls.post({.path = path,
                .who = may::trainer,
                .summary = summary,
                .body = {required(id("trainee_id")), required(text("title", 200)),
                         required(of(Kind::json, "plan_json"))},
                .status = 201,
                .shape = std::move(shape),
                .refusals = {404},
                .handle = record(sql, {given("trainee_id"), own_trainer(), given("title"),
                                       given("plan_json"), at_once()})});
  };
  plan("/api/trainer/workout-plans", "Makes a workout plan for an own trainee.",
       shapes::workout_plan(), coaching::add_workout_plan);
  plan("/api/trainer/diet-plans", "Makes a diet plan for an own trainee.", shapes::diet_plan(),
       coaching::add_diet_plan);
  calls.post({.path = "/api/trainer/ai-reports",
              .who = may::trainer,
              .summary = "Keeps a report on an own trainee.",
              .body = {required(id("trainee_id")), required(text("report_type", 100)),
                       required(of(Kind::json, "report_json"))},
              .status = 201,
              .shape = shapes::ai_report(),
              .refusals = {404},
              .handle = record(coaching::add_ai_report,
                               {given("trainee_id"), own_trainer(), given("report_type"),
                                given("report_json"), at_once()})});
  calls.post(
      {.path = "/api/trainer/pt-sessions",
       .who = may::trainer,
       .summary = "Keeps a session with an own trainee; duration in minutes.",
       .body = {required(id("trainee_id")), of(Kind::instant, "session_at"),
                integer("duration", 0, 1440), text("trainer_notes", 4000),
                integer("performance_rating", 1, 5)},
       .status = 201,
       .shape = shapes::pt_session(),
       .refusals = {404},
       .handle = record(coaching::add_pt_session,
                        {given("trainee_id"), own_trainer(), given_or_now("session_at"),
                         given("duration"), given("trainer_notes"), given("performance_rating")})});
}

}  // namespace

void add_trainer_routes(Routes& routes, const Gate& gate, const ApiServices& services) {
  Group calls{routes, gate};
  calls.post({.path = "/api/trainer/mark-attendance",
              .who = may::trainer,
              .summary = "Begins or ends the own shift now.",
              .body = {required(choice("action", {"check_in", "check_out"}))},
              .shape = shapes::shift(),
              .refusals = {409},
              .handle = [services](Asked& asked) { return mark_attendance(services, asked); }});
  add_own(calls);
  add_writing(calls);
}

}  // namespace fitmate::central::http
