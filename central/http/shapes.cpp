#include "central/http/shapes.h"

namespace fitmate::central::http::shapes {
namespace {

Field instant(std::string_view name) {
  return of(Kind::instant, name);
}
Field day(std::string_view name) {
  return of(Kind::day, name);
}
Field money(std::string_view name) {
  return of(Kind::money, name);
}
Field flag(std::string_view name) {
  return required(of(Kind::boolean, name));
}
Field json(std::string_view name) {
  return of(Kind::json, name);
}
Field trainer_id() {
  return of(Kind::uuid, "trainer_id");
}
Field own_id() {
  return required(id("id"));
}
Field trainee_id() {
  return required(id("trainee_id"));
}

// A plan for a trainee: the two kinds differ in their name alone.
Shape plan(std::string_view name) {
  return {.name = name,
          .fields = {own_id(), trainee_id(), trainer_id(), required(text("title")),
                     required(json("plan_json")), required(instant("created_at"))}};
}

}  // namespace

Shape profile() {
  return {.name = "Profile",
          .fields = {own_id(), required(of(Kind::email, "email")), required(of(Kind::name, "name")),
                     required(choice("role", {"ADMIN", "TRAINER", "TRAINEE"})), text("phone"),
                     text("avatar_url"), text("goal"), number("weight"), number("height"),
                     text("fitness_level"), trainer_id(), text("health_conditions")}};
}

Shape visit() {
  return {.name = "Visit",
          .fields = {own_id(), required(instant("check_in_time")), instant("check_out_time"),
                     integer("duration"), text("closed_by")}};
}

Shape membership() {
  return {.name = "Membership",
          .fields = {own_id(), required(text("membership_type")), required(money("price")),
                     required(day("start_date")), required(day("end_date")),
                     integer("visits_total"), required(integer("visits_used")), flag("auto_renew"),
                     required(instant("created_at")), instant("ended_at")}};
}

Shape progress_photo() {
  return {.name = "ProgressPhoto",
          .fields = {own_id(), trainee_id(), required(text("image_url")), text("note"),
                     required(instant("created_at"))}};
}

Shape meal() {
  return {.name = "NutritionLog",
          .fields = {own_id(), required(id("user_id")), required(text("item")), number("calories"),
                     json("macros_json"), text("image_url"), number("confidence"),
                     required(instant("logged_at"))}};
}

Shape measurement() {
  return {.name = "Measurement",
          .fields = {own_id(), trainee_id(), number("weight"), number("chest"), number("waist"),
                     number("hips"), number("body_fat"), required(instant("measured_at"))}};
}

Shape workout() {
  return {
      .name = "Workout",
      .fields = {own_id(), trainee_id(), required(text("exercise_type")), number("calories_burned"),
                 integer("duration"), json("summary_json"), required(instant("performed_at"))}};
}

Shape workout_plan() {
  return plan("WorkoutPlan");
}

Shape diet_plan() {
  return plan("DietPlan");
}

Shape ai_report() {
  return {.name = "AiReport",
          .fields = {own_id(), trainee_id(), required(text("report_type")),
                     required(json("report_json")), required(instant("created_at"))}};
}

Shape pt_session() {
  return {
      .name = "PtSession",
      .fields = {own_id(), trainee_id(), required(trainer_id()), required(instant("session_at")),
                 integer("duration"), text("trainer_notes"), integer("performance_rating")}};
}

Shape trainer() {
  return {.name = "Trainer",
          .fields = {required(of(Kind::uuid, "id")), required(id("user_id")),
                     required(of(Kind::email, "email")), required(of(Kind::name, "name")),
                     text("phone"), required(text("specialization")), text("bio"),
                     text("certifications"), integer("experience_years"), number("rating"),
                     text("bank_account"), text("ifsc_code"), text("aadhar"), text("pan"),
                     text("emergency_contact")}};
}

Shape schedule() {
  return {.name = "Schedule",
          .fields = {own_id(), required(trainer_id()), required(integer("day_of_week")),
                     required(of(Kind::time_of_day, "start_time")),
                     required(of(Kind::time_of_day, "end_time")), flag("is_available")}};
}

Shape shift() {
  return {.name = "Shift",
          .fields = {own_id(), required(trainer_id()), instant("check_in"), instant("check_out"),
                     number("hours_worked"), required(text("status")), instant("scheduled_start"),
                     instant("scheduled_end")}};
}

Shape revenue() {
  return {.name = "Revenue",
          .fields = {own_id(), required(trainer_id()), required(money("amount")),
                     required(text("source")), required(instant("paid_at"))}};
}

Shape salary() {
  return {.name = "Salary",
          .fields = {own_id(), required(trainer_id()), required(money("base_salary")),
                     required(money("commission_per_trainee")), required(money("bonuses")),
                     required(day("effective_from")), required(instant("created_at"))}};
}

Shape document() {
  return {.name = "TrainerDocument",
          .fields = {own_id(), required(trainer_id()), required(text("title")),
                     required(text("document_url")), flag("is_verified"),
                     required(instant("uploaded_at"))}};
}

Shape dashboard() {
  return {.name = "Dashboard",
          .fields = {required(trainer_id()), number("rating"), required(integer("trainees")),
                     required(money("revenue")), required(number("hours_worked")),
                     required(integer("pt_sessions")), required(day("since"))}};
}

Shape assignment() {
  return {.name = "Assignment", .fields = {trainee_id(), required(trainer_id())}};
}

Shape payment() {
  return {
      .name = "Payment",
      .fields = {own_id(), required(id("user_id")), id("membership_id"), required(money("amount")),
                 required(choice("status", {"pending", "paid", "failed"})), text("transaction_id"),
                 text("receipt_pdf_url"), flag("is_refund"), money("refund_amount"),
                 text("refund_reason"), required(instant("created_at"))}};
}

Shape package() {
  return {
      .name = "PtPackage",
      .fields = {own_id(), required(text("name")), required(integer("sessions_count")),
                 required(integer("duration_days")), required(money("price")), flag("is_active")}};
}

Shape expense() {
  return {.name = "Expense",
          .fields = {own_id(), required(text("category")), required(money("amount")),
                     text("description"), text("bill_url"), required(day("spent_on")),
                     required(instant("created_at"))}};
}

Shape message() {
  return {.name = "Message",
          .fields = {own_id(), required(id("sender_id")), required(id("receiver_id")),
                     required(text("message")), flag("is_read"), instant("read_at"),
                     required(instant("created_at"))}};
}

Shape trainer_message() {
  return {.name = "TrainerMessage",
          .fields = {own_id(), trainee_id(), required(trainer_id()), required(id("sender_id")),
                     required(text("message")), required(instant("created_at"))}};
}

Shape notification() {
  return {.name = "Notification",
          .fields = {own_id(), required(id("user_id")), required(text("title")), text("body"),
                     required(text("notification_type")), flag("is_read"), instant("read_at"),
                     required(instant("created_at"))}};
}

Shape settings() {
  return {
      .name = "Settings",
      .fields = {required(of(Kind::name, "gym_name")), required(text("timezone")),
                 required(text("currency")), required(integer("already_in_minutes")),
                 required(integer("visit_closes_hours")), required(integer("shift_closes_hours")),
                 required(integer("member_again_seconds")),
                 required(integer("trainer_again_seconds")), required(integer("grace_days")),
                 required(integer("expiring_days")), required(integer("stale_warns_hours")),
                 required(integer("stale_refuses_hours")), required(integer("clock_unsure_hours")),
                 flag("visits_per_day"), required(integer("late_after_minutes")),
                 required(integer("left_early_minutes")), required(integer("half_day_percent"))}};
}

Shape admin_session() {
  return {
      .name = "AdminSession",
      .fields = {required(of(Kind::uuid, "id")), required(text("ip_address")),
                 required(instant("login_time")), flag("2fa_verified"), instant("logout_time")}};
}

Shape trainer_card() {
  return {.name = "TrainerCard",
          .fields = {required(of(Kind::uuid, "id")), required(of(Kind::name, "name")),
                     required(text("specialization")), text("bio"), text("certifications"),
                     integer("experience_years"), number("rating")}};
}

Shape pass() {
  return {.name = "Pass",
          .fields = {required(text("text")), required(text("capsule")), required(text("totp_key")),
                     required(integer("step_seconds")), required(integer("digits")),
                     required(day("valid_until"))}};
}

}  // namespace fitmate::central::http::shapes
