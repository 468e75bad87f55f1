#include "central/http/routes_history.h"

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "db/central/billing.sql.h"
#include "db/central/coaching.sql.h"
#include "db/central/nutrition.sql.h"
#include "db/central/own_records.sql.h"
#include "db/central/profiles.sql.h"
#include "db/central/staff.sql.h"

namespace fitmate::central::http {
namespace {

namespace billing = db::central::billing_sql;
namespace coaching = db::central::coaching_sql;
namespace own = db::central::own_records_sql;
namespace profiles = db::central::profiles_sql;
namespace nutrition = db::central::nutrition_sql;
namespace staff = db::central::staff_sql;

std::vector<Section> training() {
  return {
      {"workouts", shapes::workout(), own::count_workouts, own::list_workouts},
      {"measurements", shapes::measurement(), own::count_measurements, own::list_measurements},
      {"nutrition_logs", shapes::meal(), nutrition::count_meals, nutrition::list_meals},
      {"attendance", shapes::visit(), own::count_attendance, own::list_attendance},
      {"progress_photos", shapes::progress_photo(), own::count_progress_photos,
       own::list_progress_photos},
      {"workout_plans", shapes::workout_plan(), coaching::count_workout_plans,
       coaching::list_workout_plans},
      {"diet_plans", shapes::diet_plan(), coaching::count_diet_plans, coaching::list_diet_plans},
      {"ai_reports", shapes::ai_report(), coaching::count_ai_reports, coaching::list_ai_reports},
      {"pt_sessions", shapes::pt_session(), coaching::count_pt_sessions,
       coaching::list_pt_sessions}};
}

std::vector<Section> everything() {
  auto sections = training();
  sections.push_back({"trainer", shapes::trainer_card(), {}, staff::find_trainer_of});
  sections.push_back(
      {"memberships", shapes::membership(), own::count_memberships, own::list_memberships});
  sections.push_back({"payments", shapes::payment(), billing::count_payments_of_person,
                      billing::list_payments_of_person});
  return sections;
}

}  // namespace

void add_history_routes(Routes& routes, const Gate& gate) {
  Group calls{routes, gate};
  calls.get({.path = "/api/trainer/trainees/{trainee_id}",
             .who = may::trainer,
             .summary = "An own trainee, and a page of each list, newest first.",
             .path_fields = {id("trainee_id")},
             .query = page_fields(),
             .shape = shapes::profile(),
             .sections = training(),
             .refusals = {404},
             .handle = whole(profiles::load_own_trainee, {in_path("trainee_id"), own_trainer()},
                             "trainee_id", training())});
  calls.get({.path = "/api/admin/trainees/{trainee_id}",
             .who = may::admin,
             .summary = "A trainee, the own trainer, and a page of each list, newest first.",
             .path_fields = {id("trainee_id")},
             .query = page_fields(),
             .shape = shapes::profile(),
             .sections = everything(),
             .refusals = {404},
             .handle = whole(profiles::load_trainee, {in_path("trainee_id")}, "trainee_id",
                             everything())});
}

}  // namespace fitmate::central::http
