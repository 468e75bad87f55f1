#include "central/http/routes_staff.h"

#include <format>

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "central/services/fields.h"
#include "central/services/staff.h"
#include "db/central/profiles.sql.h"
#include "db/central/schedules.h"
#include "db/central/staff.h"
#include "db/central/staff.sql.h"
#include "db/central/uploads.sql.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"

namespace fitmate::central::http {
namespace {

namespace profiles = db::central::profiles_sql;
namespace staff = db::central::staff_sql;
namespace uploads = db::central::uploads_sql;

std::vector<Field> detail_fields() {
  return {required(text("specialization", 200)),
          text("bio", 4000),
          text("certifications", 1000),
          integer("experience_years", 0, 100),
          text("bank_account", 64),
          text("ifsc_code", 32),
          text("aadhar", 32),
          text("pan", 32),
          text("emergency_contact", 200)};
}

std::vector<Field> account_fields() {
  std::vector<Field> fields{required(of(Kind::email, "email")),
                            required(of(Kind::password, "password")),
                            required(of(Kind::name, "name")), of(Kind::phone, "phone")};
  for (auto& field : detail_fields()) fields.push_back(std::move(field));
  return fields;
}

std::vector<Field> changeable_fields() {
  auto fields = detail_fields();
  fields.front() = never_null(text("specialization", 200));
  fields.push_back(number("rating", 5));
  return fields;
}

// What belongs to a trainer, each also by itself.
std::vector<Section> of_trainer() {
  return {{"trainees", shapes::profile(), profiles::count_of_trainer, profiles::list_of_trainer},
          {"schedule", shapes::schedule(), staff::count_schedule, staff::list_schedule},
          {"attendance", shapes::shift(), staff::count_attendance, staff::list_attendance},
          {"revenue", shapes::revenue(), staff::count_revenue, staff::list_revenue},
          {"salaries", shapes::salary(), staff::count_salaries, staff::list_salaries},
          {"documents", shapes::document(), uploads::count_documents, uploads::list_documents}};
}

services::TrainerDetails details_of(const Given& body) {
  const auto text_of = [&](std::string_view name) {
    return body.get<std::optional<std::string>>(name);
  };
  return {.specialization = body.get<std::string>("specialization"),
          .bio = text_of("bio"),
          .certifications = text_of("certifications"),
          .experience_years = body.get<std::optional<std::int64_t>>("experience_years"),
          .bank_account = text_of("bank_account"),
          .ifsc_code = text_of("ifsc_code"),
          .aadhar = text_of("aadhar"),
          .pan = text_of("pan"),
          .emergency_contact = text_of("emergency_contact")};
}

Reply answer(const services::Keys& keys, const Asked& asked,
             const services::DeskResult<domain::TrainerId>& made) {
  if (!made) {
    const bool taken = made.error().kind == services::DeskError::Kind::taken;
    return detail(taken ? 409 : 404, made.error().detail);
  }
  return services::mask_sealed(keys, db::central::load_trainer(asked.connection, *made).value());
}

Reply make_trainer(const ApiServices& services, const Asked& asked) {
  const auto keys = services.keys.keys();
  return answer(
      keys, asked,
      services::make_trainer(asked.connection, keys, asked.body.get<domain::UserId>("user_id"),
                             details_of(asked.body), asked.now, services.random));
}

Reply make_account(const ApiServices& services, const Asked& asked) {
  const auto keys = services.keys.keys();
  const db::central::NewPerson person{
      .email = asked.body.get<std::string>("email"),
      .name = asked.body.get<std::string>("name"),
      .phone = asked.body.get<std::optional<std::string>>("phone"),
      .role = db::central::Role::trainer,
      .password_hash = domain::hash_password(asked.body.get<std::string>("password"))};
  return answer(keys, asked,
                services::make_trainer_account(asked.connection, keys, person,
                                               details_of(asked.body), asked.now, services.random));
}

Reply change_trainer(const ApiServices& services, const Asked& asked) {
  std::vector<services::TrainerChange> changes;
  for (const auto& field : changeable_fields()) {
    if (asked.body.has(field.name)) {
      changes.push_back({.column = field.name, .value = asked.body.at(field.name)});
    }
  }
  const auto keys = services.keys.keys();
  const auto row = services::change_trainer(asked.connection, keys,
                                            asked.path.get<domain::TrainerId>("trainer_id"),
                                            changes, services.random);
  if (!row) return detail(404, "there is no such trainer");
  return services::mask_sealed(keys, *row);
}

Reply show_trainer(const ApiServices& services, const Asked& asked) {
  const auto id = asked.path.get<domain::TrainerId>("trainer_id");
  const auto row = db::central::load_trainer(asked.connection, id);
  if (!row) return detail(404, "there is no such trainer");
  return Whole{.row = services::mask_sealed(services.keys.keys(), *row),
               .pages = load_sections(asked, of_trainer(), asked.path.at("trainer_id"))};
}

Reply show_own(const ApiServices& services, const Asked& asked) {
  const auto row = db::central::load_trainer(asked.connection, asked.caller.trainer.value());
  return services::mask_sealed(services.keys.keys(), row.value());
}

// What a trainer may say of themselves; the rest is the office's.
Reply update_own(const ApiServices& services, const Asked& asked) {
  static const auto of_person = std::vector{own_user()} + changes({"name", "phone"});
  static const auto of_trainer =
      std::vector{own_trainer()} + changes({"bio", "certifications", "emergency_contact"});
  db::sql::Transaction transaction{asked.connection};
  asked.connection.execute_with(profiles::update_person, values_of(of_person, asked));
  asked.connection.execute_with(staff::update_own_trainer, values_of(of_trainer, asked));
  auto row = show_own(services, asked);
  transaction.commit();
  return row;
}

Reply list_trainers(const ApiServices& services, const Asked& asked) {
  auto page = load_page(asked, {staff::count_trainers, staff::list_trainers}, {});
  const auto keys = services.keys.keys();
  for (auto& row : page.rows) row = services::mask_sealed(keys, row);
  return page;
}

Reply set_hours(const Asked& asked) {
  const auto time = [&](std::string_view name) {
    return services::parse_time_of_day(asked.body.get<std::string>(name)).value();
  };
  const db::central::DaySchedule hours{
      .trainer = asked.body.get<domain::TrainerId>("trainer_id"),
      .day_of_week = asked.body.get<int>("day_of_week"),
      .start = time("start_time"),
      .end = time("end_time"),
      .is_available = asked.body.get<std::optional<bool>>("is_available").value_or(true)};
  if (hours.start == hours.end) {
    return invalid({{.place = {"body", "end_time"},
                     .message = "Value error, is the same as start_time",
                     .type = "value_error"}});
  }
  const auto id = services::set_schedule(asked.connection, hours, asked.now);
  if (!id) return detail(404, id.error().detail);
  return make_row({{"id", *id},
                   {"trainer_id", asked.body.at("trainer_id")},
                   {"day_of_week", asked.body.at("day_of_week")},
                   {"start_time", asked.body.at("start_time")},
                   {"end_time", asked.body.at("end_time")},
                   {"is_available", std::int64_t{hours.is_available ? 1 : 0}}});
}

void add_trainers(Group& calls, const ApiServices& services) {
  auto fields = detail_fields();
  fields.insert(fields.begin(), required(id("user_id")));
  calls.post({.path = "/api/trainer/create",
              .who = may::admin,
              .summary = "Makes a person a trainer; four fields are sealed and masked.",
              .body = std::move(fields),
              .status = 201,
              .shape = shapes::trainer(),
              .refusals = {404, 409},
              .handle = [services](Asked& asked) { return make_trainer(services, asked); }});
  calls.post({.path = "/api/admin/create-trainer",
              .who = may::admin,
              .summary = "Makes an account and its trainer at once.",
              .body = account_fields(),
              .status = 201,
              .shape = shapes::trainer(),
              .refusals = {409},
              .lane = Lane::passwords,
              .handle = [services](Asked& asked) { return make_account(services, asked); }});
  calls.pages({.path = "/api/admin/trainers",
               .who = may::admin,
               .summary = "All trainers.",
               .shape = shapes::trainer(),
               .handle = [services](Asked& asked) { return list_trainers(services, asked); }});
}

// A trainer whole, changed, and list by list.
void add_one_trainer(Group& calls, const ApiServices& services) {
  const std::string path = "/api/admin/trainers/{trainer_id}";
  calls.get({.path = path,
             .who = may::admin,
             .summary = "A trainer, and a page of each list.",
             .path_fields = {of(Kind::uuid, "trainer_id")},
             .query = page_fields(),
             .shape = shapes::trainer(),
             .sections = of_trainer(),
             .refusals = {404},
             .handle = [services](Asked& asked) { return show_trainer(services, asked); }});
  calls.post({.path = path,
              .who = may::admin,
              .summary = "Changes what is given; null empties it.",
              .path_fields = {of(Kind::uuid, "trainer_id")},
              .body = changeable_fields(),
              .shape = shapes::trainer(),
              .refusals = {404},
              .handle = [services](Asked& asked) { return change_trainer(services, asked); }});
  for (const auto& section : of_trainer()) {
    calls.pages({.path = std::format("{}/{}", path, section.name),
                 .who = may::admin,
                 .summary = std::format("A trainer's {}.", section.name),
                 .path_fields = {of(Kind::uuid, "trainer_id")},
                 .shape = section.shape,
                 .handle = list({section.count, section.page}, {in_path("trainer_id")})});
  }
}

}  // namespace

void add_staff_routes(Routes& routes, const Gate& gate, const ApiServices& services) {
  Group calls{routes, gate};
  add_trainers(calls, services);
  add_one_trainer(calls, services);
  calls.get({.path = "/api/trainer/profile",
             .who = may::trainer,
             .summary = "The own row, its sealed fields masked.",
             .shape = shapes::trainer(),
             .handle = [services](Asked& asked) { return show_own(services, asked); }});
  calls.post(
      {.path = "/api/trainer/update-profile",
       .who = may::trainer,
       .summary = "Changes what is given of the own row; null empties it.",
       .body = {never_null(of(Kind::name, "name")), of(Kind::phone, "phone"), text("bio", 4000),
                text("certifications", 1000), text("emergency_contact", 200)},
       .shape = shapes::trainer(),
       .refusals = {409},
       .handle = [services](Asked& asked) { return update_own(services, asked); }});
  calls.post(
      {.path = "/api/admin/schedules",
       .who = may::admin,
       .summary = "The trainer's only hours on that day of the week (0 is Monday) from now on; not"
                  " available: none.",
       .body = {required(of(Kind::uuid, "trainer_id")), required(integer("day_of_week", 0, 6)),
                required(of(Kind::time_of_day, "start_time")),
                required(of(Kind::time_of_day, "end_time")), of(Kind::boolean, "is_available")},
       .status = 201,
       .shape = shapes::schedule(),
       .refusals = {404},
       .handle = [](Asked& asked) { return set_hours(asked); }});
  calls.post(
      {.path = "/api/admin/salaries",
       .who = may::admin,
       .summary = "What a trainer earns from a day on.",
       .body = {required(of(Kind::uuid, "trainer_id")), required(of(Kind::money, "base_salary")),
                of(Kind::money, "commission_per_trainee"), of(Kind::money, "bonuses"),
                required(of(Kind::day, "effective_from"))},
       .status = 201,
       .shape = shapes::salary(),
       .refusals = {404},
       .handle = record(staff::add_salary, {given("trainer_id"), given("base_salary"),
                                            given_or("commission_per_trainee", std::int64_t{0}),
                                            given_or("bonuses", std::int64_t{0}),
                                            given("effective_from"), at_once()})});
}

}  // namespace fitmate::central::http
