#include "central/http/routes_admin.h"

#include <algorithm>

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "central/services/front_desk.h"
#include "central/services/gym_day.h"
#include "central/services/settings.h"
#include "db/central/gym.h"
#include "db/central/own_records.sql.h"
#include "db/central/profiles.sql.h"
#include "db/central/sessions.sql.h"
#include "db/central/settings.sql.h"

namespace fitmate::central::http {
namespace {

namespace own = db::central::own_records_sql;
namespace profiles = db::central::profiles_sql;

constexpr std::initializer_list<std::string_view> setting_names{"gym_name",
                                                                "timezone",
                                                                "currency",
                                                                "already_in_minutes",
                                                                "visit_closes_hours",
                                                                "shift_closes_hours",
                                                                "member_again_seconds",
                                                                "trainer_again_seconds",
                                                                "grace_days",
                                                                "expiring_days",
                                                                "stale_warns_hours",
                                                                "stale_refuses_hours",
                                                                "clock_unsure_hours",
                                                                "visits_per_day",
                                                                "late_after_minutes",
                                                                "left_early_minutes",
                                                                "half_day_percent"};

std::string_view object_to_timezone(const std::string& text) {
  return services::is_time_zone(text) ? "" : "is no time zone, as Europe/Vienna";
}

std::string_view object_to_currency(const std::string& text) {
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() == 3 && std::ranges::all_of(text, is_letter) ? "" : "is no currency, as EUR";
}

std::vector<Field> setting_fields() {
  constexpr std::int64_t most = 100'000;
  auto timezone = text("timezone", 64);
  timezone.objection = object_to_timezone;
  auto currency = text("currency", 3);
  currency.objection = object_to_currency;
  std::vector<Field> fields{of(Kind::name, "gym_name"),
                            timezone,
                            currency,
                            integer("already_in_minutes", 0, most),
                            integer("visit_closes_hours", 1, most),
                            integer("shift_closes_hours", 1, most),
                            integer("member_again_seconds", 0, most),
                            integer("trainer_again_seconds", 0, most),
                            integer("grace_days", 0, most),
                            integer("expiring_days", 0, most),
                            integer("stale_warns_hours", 1, most),
                            integer("stale_refuses_hours", 1, most),
                            integer("clock_unsure_hours", 0, most),
                            of(Kind::boolean, "visits_per_day"),
                            integer("late_after_minutes", 0, most),
                            integer("left_early_minutes", 0, most),
                            integer("half_day_percent", 0, 100)};
  for (auto& field : fields) field.nullable = false;
  return fields;
}

Reply change_settings(Asked& asked) {
  static const auto parameters = changes(setting_names);
  return services::change_settings(asked.connection, values_of(parameters, asked));
}

Reply add_membership(const Asked& asked) {
  const auto& body = asked.body;
  const db::central::NewMembership membership{
      .user = body.get<domain::UserId>("user_id"),
      .type = body.get<std::string>("membership_type"),
      .price = body.get<std::optional<std::int64_t>>("price").value_or(0),
      .start = body.get<domain::Day>("start_date"),
      .end = body.get<domain::Day>("end_date"),
      .visits_total = body.get<std::optional<std::int64_t>>("visits_total"),
      .auto_renew = body.get<std::optional<bool>>("auto_renew").value_or(false)};
  if (membership.end < membership.start) {
    return invalid({{.place = {"body", "end_date"}, .message = "must not be before start_date"}});
  }
  const auto added = services::add_membership(asked.connection, membership, asked.now);
  if (!added) return detail(404, added.error().detail);
  return asked.connection.query_one(own::find_membership, added->id).value();
}

Reply end_memberships(const Asked& asked) {
  const auto gym = db::central::load_gym(asked.connection).value();
  const auto ended =
      services::end_memberships(asked.connection, asked.body.get<domain::UserId>("user_id"),
                                services::day_of(gym, asked.now), asked.now);
  if (!ended) return detail(404, ended.error().detail);
  return make_row({{"ended", std::ssize(*ended)}});
}

void add_members(Group& calls) {
  calls.pages({.path = "/api/admin/trainees",
               .who = may::admin,
               .summary = "All trainees.",
               .shape = shapes::profile(),
               .handle = list({profiles::count_all, profiles::list_all})});
  calls.post({.path = "/api/admin/memberships",
              .who = may::admin,
              .summary = "Adds a membership; end_date is its last valid day.",
              .body = {required(id("user_id")), required(text("membership_type", 100)),
                       of(Kind::money, "price"), required(of(Kind::day, "start_date")),
                       required(of(Kind::day, "end_date")), integer("visits_total"),
                       of(Kind::boolean, "auto_renew")},
              .status = 201,
              .shape = shapes::membership(),
              .refusals = {404},
              .handle = [](Asked& asked) { return add_membership(asked); }});
  calls.post({.path = "/api/admin/end-memberships",
              .who = may::admin,
              .summary = "Ends at once all memberships of a person that have not passed.",
              .body = {required(id("user_id"))},
              .shape = {.name = "EndedMemberships", .fields = {required(integer("ended"))}},
              .refusals = {404},
              .handle = [](Asked& asked) { return end_memberships(asked); }});
  calls.pages(
      {.path = "/api/admin/trainees/{trainee_id}/memberships",
       .who = may::admin,
       .summary = "A person's memberships, newest first.",
       .path_fields = {id("trainee_id")},
       .shape = shapes::membership(),
       .handle = list({own::count_memberships, own::list_memberships}, {in_path("trainee_id")})});
}

}  // namespace

void add_admin_routes(Routes& routes, const Gate& gate) {
  Group calls{routes, gate};
  add_members(calls);
  calls.pages({.path = "/api/admin/sessions",
               .who = may::admin,
               .summary = "The own sessions, newest first.",
               .shape = shapes::admin_session(),
               .handle = list({db::central::sessions_sql::count_admin_sessions,
                               db::central::sessions_sql::list_admin_sessions},
                              {own_user()})});
  calls.get({.path = "/api/admin/settings",
             .who = may::admin,
             .summary = "The gym's settings.",
             .shape = shapes::settings(),
             .handle = record(db::central::settings_sql::load_settings, {})});
  calls.post({.path = "/api/admin/settings",
              .who = may::admin,
              .summary = "Changes what is given; kiosks pull it.",
              .body = setting_fields(),
              .shape = shapes::settings(),
              .handle = change_settings});
}

}  // namespace fitmate::central::http
