#include "central/http/routes_uploads.h"

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "central/http/upload.h"
#include "central/services/meal_diary.h"
#include "central/services/picture.h"
#include "central/services/uploads.h"
#include "db/central/nutrition.sql.h"
#include "db/central/uploads.sql.h"
#include "db/sql/transaction.h"

namespace fitmate::central::http {
namespace {

namespace uploads = db::central::uploads_sql;

Reply set_avatar(const ApiServices& services, const Asked& asked) {
  return keep_upload(
      services, asked, asked.caller.user, services::clean_picture, [&](std::string_view url) {
        const auto before = asked.connection.query_one(uploads::find_avatar, asked.caller.user)
                                .value()
                                .get<std::optional<std::string>>("avatar_url");
        auto row = asked.connection.query_one(uploads::set_avatar, asked.caller.user, url);
        if (before) services::Uploads::drop(asked.connection, *before);
        return row;
      });
}

Reply add_progress_photo(const ApiServices& services, const Asked& asked) {
  return keep_upload(
      services, asked, asked.caller.user, services::clean_picture, [&](std::string_view url) {
        return asked.connection.query_one(uploads::add_progress_photo, asked.caller.user, url,
                                          asked.body.at("note"), asked.now);
      });
}

Reply log_meal(const ApiServices& services, const Asked& asked) {
  services::ToldMeal meal{.item = asked.body.get<std::string>("item"),
                          .calories = asked.body.get<std::optional<double>>("calories"),
                          .macros_json = asked.body.get<std::optional<std::string>>("macros_json"),
                          .confidence = asked.body.get<std::optional<double>>("confidence"),
                          .logged_at = asked.body.get<std::optional<domain::Instant>>("logged_at"),
                          .image_url = std::nullopt};
  const auto log = [&] {
    return services::log_meal(asked.connection, asked.caller.user, meal, asked.now,
                              services.random);
  };
  if (!asked.file) {
    db::sql::Transaction transaction{asked.connection};
    auto row = log();
    transaction.commit();
    return row;
  }
  return keep_upload(services, asked, asked.caller.user, services::clean_picture,
                     [&](std::string_view url) -> std::optional<db::sql::Row> {
                       meal.image_url = url;
                       return log();
                     });
}

bool may_see(const Asked& asked, domain::UserId owner) {
  if (owner == asked.caller.user || standing_of(asked.caller) == may::admin) return true;
  return asked.caller.trainer &&
         asked.connection.query_one(uploads::may_see, owner, *asked.caller.trainer).has_value();
}

Reply show(const ApiServices& services, const Asked& asked) {
  const auto file = asked.path.get<std::string>("file");
  const auto owner = services::owner_of(file);
  auto bytes = owner && may_see(asked, *owner) ? services.uploads.load(file) : std::nullopt;
  if (!bytes) return detail(404, "there is no such file for you");
  const bool is_pdf = file.ends_with(".pdf");
  Response response{.status = 200,
                    .body = *std::move(bytes),
                    .content_type = is_pdf                   ? "application/pdf"
                                    : file.ends_with(".png") ? "image/png"
                                                             : "image/jpeg",
                    .headers = {}};
  if (is_pdf) response.headers.emplace_back("Content-Disposition", "attachment");
  return response;
}

Shape stored(std::string_view name, std::string_view row_id) {
  return {.name = name, .fields = {text("image_url"), required(id(row_id))}};
}

}  // namespace

void add_upload_routes(Routes& routes, const Gate& gate, const ApiServices& services) {
  Group calls{routes, gate};
  const auto upload = [&](Call call, bool is_required,
                          Reply (*handle)(const ApiServices&, const Asked&)) {
    call.who = may::trainee;
    call.handle = [services, handle](Asked& asked) { return handle(services, asked); };
    calls.post(with_file(std::move(call), "image", is_required));
  };
  upload({.path = "/api/trainee/avatar",
          .summary = "The own picture: JPEG or PNG, 10 MiB and 12 megapixels at most.",
          .shape = {.name = "Avatar", .fields = {required(text("avatar_url"))}}},
         true, set_avatar);
  upload({.path = "/api/trainee/upload-progress-photo",
          .summary = "Adds a progress photo.",
          .body = {text("note", 1000)},
          .status = 201,
          .shape = stored("StoredProgressPhoto", "progress_photo_id")},
         true, add_progress_photo);
  upload({.path = "/api/trainee/nutrition-log",
          .summary = "Logs a meal, with a picture of it or without.",
          .body = {required(text("item", 500)), number("calories", 100'000),
                   of(Kind::json, "macros_json"), number("confidence", 1),
                   of(Kind::instant, "logged_at")},
          .status = 201,
          .shape = stored("StoredMeal", "nutrition_log_id")},
         false, log_meal);
  calls.pages({.path = "/api/trainee/nutrition-logs",
               .who = may::trainee,
               .summary = "The own meals, newest first.",
               .shape = shapes::meal(),
               .handle = list({db::central::nutrition_sql::count_meals,
                               db::central::nutrition_sql::list_meals},
                              {own_user()})});
  calls.get({.path = "/profile_uploads/{file}",
             .who = may::signed_in,
             .summary = "A file, for its owner, the owner's trainer and admins.",
             .path_fields = {text("file", 255)},
             .gives = Call::Gives::file,
             .refusals = {404},
             .handle = [services](Asked& asked) { return show(services, asked); }});
}

}  // namespace fitmate::central::http
