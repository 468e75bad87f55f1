#include <algorithm>
#include <format>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "central/services/housekeeping.h"
#include "central/services/picture.h"
#include "firmware/image_file.h"
#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using central::http::Method;
using db::sql::Engine;
using Json = Api::Json;

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

firmware::RgbImage some_picture(int width, int height) {
  firmware::RgbImage image{.width = width, .height = height, .pixels = {}};
  image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3,
                      std::uint8_t{90});
  return image;
}

std::string jpeg(int width = 64, int height = 48) {
  return text_of(firmware::encode_jpeg(some_picture(width, height), 90).value());
}

std::string png(int width = 64, int height = 48) {
  const TempFolder folder;
  const auto file = folder.path() / "picture.png";
  REQUIRE(firmware::save_png(file, some_picture(width, height)));
  return text_of(firmware::load_bytes(file).value());
}

std::string part(const std::string& name, const std::string& content,
                 const std::string& filename = {}) {
  return std::format("--XX\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n{}\r\n", name,
                     filename.empty() ? "" : "; filename=\"" + filename + "\"", content);
}

class Form {
 public:
  explicit Form(Engine engine) : api{engine}, jo{api.trainee("jo@example.com")} {}

  Api::Answer post(const std::string& path, const std::string& parts) {
    return api.call(Method::post, path, jo, parts + "--XX--\r\n",
                    "multipart/form-data; boundary=XX");
  }
  Api::Answer photo(const std::string& bytes) {
    return post("/api/trainee/upload-progress-photo", part("image", bytes, "../../etc/passwd.jpg"));
  }
  std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator{api.upload_dir()}, {});
  }

  Api api;
  std::string jo;
};

}  // namespace

TEST_CASE("A progress photo is encoded anew under a name of ours, and shown to its owner") {
  Form form{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto kept = form.post("/api/trainee/upload-progress-photo",
                              part("note", "after") + part("image", jpeg() + "<script>", "a.php"));
  CAPTURE(kept.text);
  REQUIRE(kept.status == 201);
  const auto url = kept.body.at("image_url").get<std::string>();
  CHECK(url.starts_with(
      std::format("/profile_uploads/user_{}_", form.api.user_of("jo@example.com").value)));
  CHECK(url.ends_with(".jpg"));
  CHECK(form.files() == 1);
  const auto shown = form.api.get(url, form.jo);
  CHECK(shown.status == 200);
  CHECK(shown.text.starts_with("\xff\xd8\xff"));
  CHECK_FALSE(shown.text.contains("<script>"));
  const auto listed = form.api.get("/api/trainee/progress-photos", form.jo).body;
  CHECK(listed.at("items").at(0).at("image_url") == url);
  CHECK(listed.at("items").at(0).at("note") == "after");
  CHECK(listed.at("items").at(0).at("id") == kept.body.at("progress_photo_id"));
  CHECK(form.api.centre.count("uploads_begun") == 0);
}

TEST_CASE(
    "A picture is shown to its owner, the owner's trainer and admins; to others it is not there") {
  Form form{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& api = form.api;
  const auto tom = api.trainer("tom@example.com");
  const auto ann = api.trainee("ann@example.com");
  const auto boss = api.admin("boss@example.com");
  const auto url = form.photo(png()).body.at("image_url").get<std::string>();
  CHECK(url.ends_with(".png"));
  CHECK(api.get(url, form.jo).text.starts_with("\x89PNG"));
  CHECK(api.get(url, boss).status == 200);
  CHECK(api.get(url, ann).status == 404);
  CHECK(api.get(url, tom).status == 404);
  CHECK(api.get(url, {}).status == 401);
  CHECK(api.post("/api/trainer/assign-trainee", tom,
                 {{"trainee_id", api.user_of("jo@example.com").value}})
            .status == 200);
  CHECK(api.get(url, tom).status == 200);
  for (const auto* name : {"user_1_x.jpg", "..", "%2e%2e", "fitmate.db", "user_1_.jpg"}) {
    CHECK(api.get(std::string{"/profile_uploads/"} + name, boss).status == 404);
  }
}

TEST_CASE("What is no picture of ours is refused and leaves nothing") {
  Form form{Engine::sqlite};
  CHECK(form.photo("GIF89a....").status == 415);
  CHECK(form.photo("<svg xmlns='http://www.w3.org/2000/svg'/>").status == 415);
  CHECK(form.photo("%PDF-1.7").status == 415);
  const auto whole = jpeg();
  for (std::size_t cut = 4; cut < whole.size(); cut += 97) {
    CHECK(form.photo(whole.substr(0, cut)).status == 422);
  }
  const auto picture = png();
  for (std::size_t cut = 9; cut < picture.size(); cut += 7) {
    CHECK(form.photo(picture.substr(0, cut)).status == 422);
  }
  CHECK(form.photo(png(4096, 3073)).status == 422);
  CHECK(form.photo(std::string(10 * 1024 * 1024 + 1, 'x')).status == 413);
  CHECK(form.photo(std::string(10 * 1024 * 1024, 'x')).status == 415);
  CHECK(form.post("/api/trainee/upload-progress-photo", part("note", "x")).status == 422);
  CHECK(form.files() == 0);
  CHECK(form.api.centre.count("progress_photos") == 0);
  CHECK(form.api.centre.count("uploads_begun") == 0);
}

TEST_CASE("A picture of twelve megapixels is taken, its comments are not") {
  const auto large = central::services::clean_picture(png(4096, 3072));
  REQUIRE(large);
  auto hiding = jpeg();
  const std::string secret = "Exif GPS 48.2 N";
  const std::string length{static_cast<char>(0), static_cast<char>(secret.size() + 2)};
  hiding.insert(2, "\xff\xe1" + length + secret);
  const auto clean = central::services::clean_picture(hiding);
  REQUIRE(clean);
  CHECK_FALSE(clean->bytes.contains("GPS"));
}

TEST_CASE("A new avatar takes the place of the old one, whose file goes") {
  Form form{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto first = form.post("/api/trainee/avatar", part("image", jpeg(), "a.jpg"));
  CAPTURE(first.text);
  REQUIRE(first.status == 200);
  const auto second = form.post("/api/trainee/avatar", part("image", jpeg(), "a.jpg"));
  const auto url = second.body.at("avatar_url");
  CHECK(form.api.get("/api/trainee/profile", form.jo).body.at("avatar_url") == url);
  CHECK(form.files() == 2);
  CHECK(form.api.uploads().sweep(form.api.centre.connection(), form.api.now) == 1);
  CHECK(form.files() == 1);
  CHECK(form.api.get(url, form.jo).status == 200);
  CHECK(form.api.get(first.body.at("avatar_url"), form.jo).status == 404);
}

TEST_CASE("A profile gives the own picture up, and names no other") {
  Form form{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto change = [&](const Json& url) {
    return form.api.post("/api/trainee/update-profile", form.jo, {{"avatar_url", url}});
  };
  CHECK(change(nullptr).status == 200);
  const auto url = form.post("/api/trainee/avatar", part("image", jpeg(), "a.jpg"))
                       .body.at("avatar_url")
                       .get<std::string>();
  const auto other = change("/profile_uploads/user_1_00000000000000000000000000000000.jpg");
  CHECK(other.status == 422);
  CHECK(other.body.at("detail").at(0).at("loc") == Json{"body", "avatar_url"});
  CHECK(change(url).body.at("avatar_url") == url);
  CHECK(form.api.get(url, form.jo).status == 200);
  CHECK(change(nullptr).body.at("avatar_url").is_null());
  CHECK(form.api.uploads().sweep(form.api.centre.connection(), form.api.now) == 1);
  CHECK(form.files() == 0);
}

TEST_CASE("A file that a program died over is found an hour later, and none that is named") {
  Form form{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = form.api.centre.connection();
  const auto& uploads = form.api.uploads();
  const auto owner = form.api.user_of("jo@example.com");
  const auto picture = central::services::clean_picture(jpeg()).value();
  CHECK_THROWS_AS(
      uploads.keep(connection, owner, picture, form.api.now, domain::system_random(),
                   [](std::string_view) -> bool { throw std::runtime_error{"power cut"}; }),
      std::runtime_error);
  CHECK(form.files() == 1);
  CHECK(uploads.sweep(connection, form.api.now + 1h) == 0);
  CHECK(uploads.sweep(connection, form.api.now + 1h + 1ms) == 1);
  CHECK(form.files() == 0);

  const auto url = form.photo(jpeg()).body.at("image_url").get<std::string>();
  connection.execute("insert into uploads_begun (file, begun_at) values ($1, $2)",
                     url.substr(url.rfind('/') + 1), domain::Instant{});
  CHECK(uploads.sweep(connection, form.api.now) == 1);
  CHECK(form.api.get(url, form.jo).status == 200);
}

TEST_CASE("A file that cannot be removed is named, and keeps no other chore from being done") {
  Form form{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = form.api.centre.connection();
  const auto stuck = std::format("user_1_{:032}.jpg", 1);
  const auto loose = std::format("user_1_{:032}.jpg", 2);
  for (const auto& file : {stuck, loose}) {
    connection.execute("insert into uploads_begun (file, begun_at) values ($1, $2)", file,
                       domain::Instant{});
  }
  std::filesystem::create_directories(form.api.upload_dir() / stuck / "of somebody else");
  std::ofstream{form.api.upload_dir() / loose} << "picture";
  const auto gone = form.api.user_of("jo@example.com");
  connection.execute("delete from trainees where user_id = $1", gone);
  connection.execute("delete from users where id = $1", gone);
  central::services::Housekeeper housekeeper{form.api.uploads()};
  const auto late = form.api.now + 91 * 24h;
  connection.execute("update sync_feed set changed_at = $1 where op = 'delete'", form.api.now);
  CHECK_THROWS_WITH(housekeeper.work(connection, late), ContainsSubstring(stuck));
  CHECK_FALSE(std::filesystem::exists(form.api.upload_dir() / loose));
  CHECK(form.api.centre.count("uploads_begun") == 1);
  CHECK(form.api.centre.count("sync_feed where op = 'delete'") == 0);
}

TEST_CASE("A meal is logged as an event, with a picture or without") {
  Form form{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto with =
      form.post("/api/trainee/nutrition-log",
                part("item", "Soup") + part("calories", "250.5") +
                    part("macros_json", R"({"protein":12})") + part("confidence", "0.87") +
                    part("logged_at", "2026-03-01T18:30:00Z") + part("image", jpeg(), "soup.jpg"));
  CAPTURE(with.text);
  REQUIRE(with.status == 201);
  const auto without = form.post("/api/trainee/nutrition-log", part("item", "Tea"));
  CAPTURE(without.text);
  REQUIRE(without.status == 201);
  CHECK(without.body.at("image_url").is_null());
  const auto meals = form.api.get("/api/trainee/nutrition-logs", form.jo).body;
  REQUIRE(meals.at("total") == 2);
  CHECK(meals.at("items").at(0).at("item") == "Tea");
  const auto& soup = meals.at("items").at(1);
  CHECK(soup.at("id") == with.body.at("nutrition_log_id"));
  CHECK(soup.at("image_url") == with.body.at("image_url"));
  CHECK(soup.at("calories") == 250.5);
  CHECK(soup.at("macros_json") == Json{{"protein", 12}});
  CHECK(soup.at("confidence") == 0.87);
  CHECK(meals.at("items").at(0).at("confidence").is_null());
  CHECK(form.post("/api/trainee/nutrition-log", part("item", "Tea") + part("confidence", "1.01"))
            .status == 422);
  CHECK(soup.at("logged_at") == "2026-03-01T18:30:00.000Z");
  CHECK(form.api.get(soup.at("image_url"), form.jo).status == 200);
  CHECK(form.api.centre.lines("select type, time_quality from sync_inbox order by seq") ==
        std::vector<std::string>{"meal_photographed entered", "meal_photographed boot"});
}

TEST_CASE("Every bad field of a form is named at once") {
  Form form{Engine::sqlite};
  const auto refused =
      form.post("/api/trainee/nutrition-log", part("calories", "many") + part("macros_json", "[1") +
                                                  part("logged_at", "yesterday"));
  CHECK(refused.status == 422);
  CHECK(refused.body.at("detail").size() == 4);
  CHECK(form.post("/api/trainee/nutrition-log", part("item", "a\xff")).status == 422);
  CHECK(
      form.post("/api/trainee/nutrition-log", part("item", "a") + part("calories", "-1")).status ==
      422);
  CHECK(form.api.post("/api/trainee/nutrition-log", form.jo, {{"item", "a"}}).status == 415);
  for (const std::string body :
       {"", "--XX", "--XX\r\n", "--XX\r\n\r\n\r\n--XX--",
        "--YY\r\nContent-Disposition: form-data; name=\"item\"\r\n\r\na\r\n--YY--"}) {
    CAPTURE(body);
    CHECK(form.api
              .call(Method::post, "/api/trainee/nutrition-log", form.jo, body,
                    "multipart/form-data; boundary=XX")
              .status == 422);
  }
  CHECK(form.api.centre.count("nutrition_logs") == 0);
}

}  // namespace fitmate::tests
