#include "central/http/routes_trainee.h"

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "central/services/passes.h"
#include "central/services/uploads.h"
#include "db/central/billing.sql.h"
#include "db/central/coaching.sql.h"
#include "db/central/gym.h"
#include "db/central/own_records.sql.h"
#include "db/central/profiles.sql.h"
#include "db/central/staff.sql.h"
#include "db/central/uploads.sql.h"
#include "db/sql/transaction.h"

namespace fitmate::central::http {
namespace {

namespace own = db::central::own_records_sql;
namespace coaching = db::central::coaching_sql;
namespace profiles = db::central::profiles_sql;
namespace uploads = db::central::uploads_sql;
using db::sql::Value;

// A picture comes by its own call: here the one that is there is given up. False where another is
// named.
bool keep_or_drop_avatar(const Asked& asked) {
  if (!asked.body.has("avatar_url")) return true;
  const auto wanted = asked.body.get<std::optional<std::string>>("avatar_url");
  const auto kept = asked.connection.query_one(uploads::find_avatar, asked.caller.user)
                        .value()
                        .get<std::optional<std::string>>("avatar_url");
  if (wanted || !kept) return wanted == kept;
  asked.connection.query_one(uploads::set_avatar, asked.caller.user, std::nullopt);
  services::Uploads::drop(asked.connection, *kept);
  return true;
}

// A trainer that is not there is a foreign key's fault, a phone that somebody has a unique one's.
Reply update_profile(Asked& asked) {
  static const auto of_person = std::vector{own_user()} + changes({"name", "phone"});
  static const auto of_trainee =
      std::vector{own_user()} +
      changes({"goal", "weight", "height", "fitness_level", "trainer_id", "health_conditions"});
  db::sql::Transaction transaction{asked.connection};
  if (!keep_or_drop_avatar(asked)) {
    return invalid({{.place = {"body", "avatar_url"},
                     .message = "a picture is uploaded by POST /api/trainee/avatar"}});
  }
  asked.connection.query_with(profiles::update_person, values_of(of_person, asked));
  asked.connection.execute(profiles::ensure_trainee, asked.caller.user);
  asked.connection.query_with(profiles::update_trainee, values_of(of_trainee, asked));
  auto row = asked.connection.query_one(profiles::load_profile, asked.caller.user).value();
  transaction.commit();
  return row;
}

Reply show_pass(const ApiServices& services, const Asked& asked) {
  const auto keys = services.keys.keys();
  const auto gym = db::central::load_gym(asked.connection).value();
  const auto passes = services::issue_passes(asked.connection, keys, gym,
                                             {.users = {asked.caller.user}, .shown_at = {}},
                                             asked.now, services.random);
  if (!passes) return detail(404, passes.error().detail);
  const auto& pass = passes->front();
  const auto totp_key = domain::credential_totp_key(
      keys.totp.at(pass.capsule.totp_epoch), pass.capsule.credential, pass.capsule.generation);
  return make_row({{"text", pass.text},
                   {"capsule", pass.text.substr(0, domain::card_text_size)},
                   {"totp_key", domain::to_hex(totp_key)},
                   {"step_seconds", std::int64_t{domain::step_length.count()}},
                   {"digits", std::int64_t{8}},
                   {"valid_until", domain::to_text(pass.capsule.valid_until)}});
}

void add_profile(Group& calls) {
  calls.get({.path = "/api/trainee/profile",
             .who = may::trainee,
             .summary = "The own profile.",
             .shape = shapes::profile(),
             .handle = record(profiles::load_profile, {own_user()})});
  calls.post({.path = "/api/trainee/update-profile",
              .who = may::trainee,
              .summary = "Changes what is given; null empties it.",
              .body = {never_null(of(Kind::name, "name")), of(Kind::phone, "phone"), text("goal"),
                       number("weight", 1000), number("height", 300), text("fitness_level", 100),
                       of(Kind::uuid, "trainer_id"), text("health_conditions", 4000),
                       text("avatar_url", 300)},
              .shape = shapes::profile(),
              .refusals = {404, 409},
              .handle = update_profile});
}

void add_measures(Group& calls) {
  calls.post(
      {.path = "/api/trainee/measurements",
       .who = may::trainee,
       .summary = "Adds a measurement: kg, cm, and per cent of fat.",
       .body = {number("weight", 1000), number("chest", 1000), number("waist", 1000),
                number("hips", 1000), number("body_fat", 100), of(Kind::instant, "measured_at")},
       .status = 201,
       .shape = shapes::measurement(),
       .handle = record(own::add_measurement,
                        {own_user(), given("weight"), given("chest"), given("waist"), given("hips"),
                         given("body_fat"), given_or_now("measured_at")})});
  calls.pages({.path = "/api/trainee/measurements",
               .who = may::trainee,
               .summary = "The own measurements, newest first.",
               .shape = shapes::measurement(),
               .handle = list({own::count_measurements, own::list_measurements}, {own_user()})});
  calls.post(
      {.path = "/api/trainee/workouts",
       .who = may::trainee,
       .summary = "Adds a workout; duration in minutes.",
       .body = {required(text("exercise_type", 100)), number("calories_burned", 100'000),
                integer("duration", 0, 1440), of(Kind::json, "summary_json"),
                of(Kind::instant, "performed_at")},
       .status = 201,
       .shape = shapes::workout(),
       .handle = record(own::add_workout,
                        {own_user(), given("exercise_type"), given("calories_burned"),
                         given("duration"), given("summary_json"), given_or_now("performed_at")})});
  calls.pages({.path = "/api/trainee/workouts",
               .who = may::trainee,
               .summary = "The own workouts, newest first.",
               .shape = shapes::workout(),
               .handle = list({own::count_workouts, own::list_workouts}, {own_user()})});
}

void add_lists(Group& calls) {
  const auto own_list = [&](const char* path, const char* summary, Shape shape, Listing listing) {
    calls.pages({.path = path,
                 .who = may::trainee,
                 .summary = summary,
                 .shape = std::move(shape),
                 .handle = list(listing, {own_user()})});
  };
  own_list("/api/trainee/attendance", "The own visits, newest first.", shapes::visit(),
           {own::count_attendance, own::list_attendance});
  own_list("/api/trainee/memberships", "The own memberships, newest first.", shapes::membership(),
           {own::count_memberships, own::list_memberships});
  own_list("/api/trainee/progress-photos", "The own progress photos, newest first.",
           shapes::progress_photo(), {own::count_progress_photos, own::list_progress_photos});
  own_list("/api/trainee/payments", "The own payments, newest first.", shapes::payment(),
           {db::central::billing_sql::count_payments_of_person,
            db::central::billing_sql::list_payments_of_person});
  own_list("/api/trainee/workout-plans", "The workout plans made for oneself, newest first.",
           shapes::workout_plan(), {coaching::count_workout_plans, coaching::list_workout_plans});
  own_list("/api/trainee/diet-plans", "The diet plans made for oneself, newest first.",
           shapes::diet_plan(), {coaching::count_diet_plans, coaching::list_diet_plans});
  own_list("/api/trainee/ai-reports", "The reports on oneself, newest first.", shapes::ai_report(),
           {coaching::count_ai_reports, coaching::list_ai_reports});
  own_list("/api/trainee/pt-sessions", "The own sessions with a trainer, newest first.",
           shapes::pt_session(), {coaching::count_pt_sessions, coaching::list_pt_sessions});
  calls.pages({.path = "/api/trainee/trainers",
               .who = may::trainee,
               .summary = "The trainers, as anybody may know them.",
               .shape = shapes::trainer_card(),
               .handle = list({db::central::staff_sql::count_trainers,
                               db::central::staff_sql::list_trainers})});
}

}  // namespace

void add_trainee_routes(Routes& routes, const Gate& gate, const ApiServices& services) {
  Group calls{routes, gate};
  add_profile(calls);
  add_measures(calls);
  add_lists(calls);
  calls.get({.path = "/api/trainee/pass",
             .who = may::trainee | may::trainer,
             .summary = "What the own phone shows: the text now, and what it is made of later.",
             .shape = shapes::pass(),
             .handle = [services](Asked& asked) { return show_pass(services, asked); }});
}

}  // namespace fitmate::central::http
