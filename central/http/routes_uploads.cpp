#include "central/http/routes_uploads.h"

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "central/services/meal_diary.h"
#include "central/services/uploads.h"
#include "db/central/nutrition.sql.h"
#include "db/central/uploads.sql.h"
#include "db/sql/transaction.h"

namespace fitmate::central::http {
namespace {

namespace uploads = db::central::uploads_sql;

constexpr std::size_t largest_picture = std::size_t{10} * 1024 * 1024;
// The other fields of the form and what stands around them.
constexpr std::size_t largest_form = largest_picture + std::size_t{64} * 1024;

std::expected<services::Picture, Response> read_picture(const Asked& asked) {
  if (asked.file->size() > largest_picture) {
    return std::unexpected(detail(413, "a picture has at most 10 MiB"));
  }
  auto picture = services::clean_picture(*asked.file);
  if (picture) return *std::move(picture);
  if (picture.error().kind == services::PictureFault::Kind::wrong_type) {
    return std::unexpected(detail(415, picture.error().detail));
  }
  return std::unexpected(
      invalid({{.place = {"body", "image"}, .message = picture.error().detail}}));
}

Reply set_avatar(const ApiServices& services, const Asked& asked) {
  const auto picture = read_picture(asked);
  if (!picture) return picture.error();
  std::optional<db::sql::Row> row;
  services.uploads.keep(
      asked.connection, asked.caller.user, *picture, asked.now, services.random,
      [&](std::string_view url) {
        const auto before = asked.connection.query_one(uploads::find_avatar, asked.caller.user)
                                .value()
                                .get<std::optional<std::string>>("avatar_url");
        row = asked.connection.query_one(uploads::set_avatar, asked.caller.user, url);
        if (before) services::Uploads::drop(asked.connection, *before);
      });
  return *std::move(row);
}

Reply add_progress_photo(const ApiServices& services, const Asked& asked) {
  const auto picture = read_picture(asked);
  if (!picture) return picture.error();
  std::optional<db::sql::Row> row;
  services.uploads.keep(asked.connection, asked.caller.user, *picture, asked.now, services.random,
                        [&](std::string_view url) {
                          row = asked.connection.query_one(uploads::add_progress_photo,
                                                           asked.caller.user, url,
                                                           asked.body.at("note"), asked.now);
                        });
  return *std::move(row);
}

Reply log_meal(const ApiServices& services, const Asked& asked) {
  services::ToldMeal meal{.item = asked.body.get<std::string>("item"),
                          .calories = asked.body.get<std::optional<double>>("calories"),
                          .macros_json = asked.body.get<std::optional<std::string>>("macros_json"),
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
  const auto picture = read_picture(asked);
  if (!picture) return picture.error();
  std::optional<db::sql::Row> row;
  services.uploads.keep(asked.connection, asked.caller.user, *picture, asked.now, services.random,
                        [&](std::string_view url) {
                          meal.image_url = url;
                          row = log();
                        });
  return *std::move(row);
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
  return Response{.status = 200,
                  .body = *std::move(bytes),
                  .content_type = file.ends_with(".png") ? "image/png" : "image/jpeg",
                  .headers = {}};
}

Shape stored(std::string_view name, std::string_view row_id) {
  return {.name = name, .fields = {text("image_url"), required(id(row_id))}};
}

}  // namespace

void add_upload_routes(Routes& routes, const Gate& gate, const ApiServices& services) {
  Group calls{routes, gate};
  const auto upload = [&](Call call, Reply (*handle)(const ApiServices&, const Asked&)) {
    call.who = may::trainee;
    call.file = "image";
    call.most_body = largest_form;
    call.lane = Lane::pictures;
    call.handle = [services, handle](Asked& asked) { return handle(services, asked); };
    calls.post(std::move(call));
  };
  upload({.path = "/api/trainee/avatar",
          .summary = "The own picture: JPEG or PNG, 10 MiB and 12 megapixels at most.",
          .file_required = true,
          .shape = {.name = "Avatar", .fields = {required(text("avatar_url"))}}},
         set_avatar);
  upload({.path = "/api/trainee/upload-progress-photo",
          .summary = "Adds a progress photo.",
          .body = {text("note", 1000)},
          .file_required = true,
          .status = 201,
          .shape = stored("StoredProgressPhoto", "progress_photo_id")},
         add_progress_photo);
  upload({.path = "/api/trainee/nutrition-log",
          .summary = "Logs a meal, with a picture of it or without.",
          .body = {required(text("item", 500)), number("calories", 100'000),
                   of(Kind::json, "macros_json"), of(Kind::instant, "logged_at")},
          .status = 201,
          .shape = stored("StoredMeal", "nutrition_log_id")},
         log_meal);
  calls.pages({.path = "/api/trainee/nutrition-logs",
               .who = may::trainee,
               .summary = "The own meals, newest first.",
               .shape = shapes::meal(),
               .handle = list({db::central::nutrition_sql::count_meals,
                               db::central::nutrition_sql::list_meals},
                              {own_user()})});
  calls.get({.path = "/profile_uploads/{file}",
             .who = may::signed_in,
             .summary = "A picture, for its owner, the owner's trainer and admins.",
             .path_fields = {text("file", 255)},
             .gives = Call::Gives::picture,
             .refusals = {404},
             .handle = [services](Asked& asked) { return show(services, asked); }});
}

}  // namespace fitmate::central::http
