#include <array>
#include <filesystem>
#include <format>
#include <fstream>
#include <iterator>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "central/services/ingest.h"
#include "central/services/jpeg.h"
#include "central/services/meal_photos.h"
#include "firmware/image_file.h"
#include "tests/support/centre.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

using namespace std::string_literals;
using central::services::PhotoAnswer;
using central::services::remove_undone_photos;
using central::services::take_push;
using db::sql::Engine;
using Kind = PhotoAnswer::Kind;

constexpr auto logs =
    "select user_id, item, calories, logged_at, image_url from nutrition_logs order by item";
constexpr auto urls = "select item, image_url from nutrition_logs order by item";

std::string jpeg(std::uint8_t shade) {
  const firmware::RgbImage image{32, 24,
                                 std::vector<std::uint8_t>(std::size_t{32} * 24 * 3, shade)};
  const auto bytes = firmware::encode_jpeg(image, 80).value();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

domain::Photo photo_of(const std::string& bytes) {
  return {.sha256 = domain::sha256(domain::as_bytes(bytes)),
          .size = std::ssize(bytes),
          .type = "image/jpeg"};
}

domain::MealPhotographed meal(domain::UserId user, const std::string& item,
                              const std::vector<std::string>& photos) {
  domain::MealPhotographed meal{
      .user = user, .code = *accepted(user).code, .item = item, .calories = 250.5, .photos = {}};
  for (const auto& bytes : photos) meal.photos.push_back(photo_of(bytes));
  return meal;
}

// A centre with a folder of uploads, Ada, and a kiosk.
struct Kitchen {
  explicit Kitchen(Engine engine) : centre{engine} { central::services::prepare_uploads(uploads); }
  void push(const FakeKiosk& from, std::size_t first = 0, std::size_t count = 1000) {
    const auto outcome =
        take_push(centre.connection(), from.id(), from.push(first, count), from.now());
    REQUIRE(std::holds_alternative<sync::PushAnswer>(outcome));
  }
  PhotoAnswer put(const domain::Hash& sha256, std::string_view bytes) {
    return central::services::take_meal_photo(centre.connection(), uploads, sha256, bytes,
                                              kiosk.now());
  }
  PhotoAnswer put(const std::string& bytes) { return put(photo_of(bytes).sha256, bytes); }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{uploads}) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  Centre centre;
  TempFolder folder;
  std::filesystem::path uploads = folder.path() / "uploads";
  domain::UserId ada = centre.add_person("Ada");
  FakeKiosk kiosk{centre.add_kiosk()};
};

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

}  // namespace

TEST_CASE("A meal is a row of nutrition_logs at once, and has its picture once that is stored") {
  Kitchen kitchen{each_engine()};
  kitchen.kiosk.record(meal(kitchen.ada, "Soup", {jpeg(1)}));
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.centre.line(logs).starts_with("1 Soup 250.5 "));
  CHECK(kitchen.centre.line(urls) == "Soup -");

  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
  const auto files = kitchen.files();
  REQUIRE(files.size() == 1);
  CHECK(files[0].starts_with("user_1_"));
  CHECK(kitchen.centre.line(urls) == "Soup /profile_uploads/" + files[0]);
  CHECK(firmware::load_rgb(kitchen.uploads / files[0])->width == 32);
  CHECK(kitchen.put(jpeg(1)).kind == Kind::there);
  CHECK(kitchen.files() == files);
}

TEST_CASE(
    "What was said of protein, carbs and fat is the row's macros_json, and nothing where not") {
  Kitchen kitchen{each_engine()};
  auto dal = meal(kitchen.ada, "Dal", {});
  dal.macros = {.protein = 18, .fat = 9.5};
  kitchen.kiosk.record(dal);
  kitchen.kiosk.record(meal(kitchen.ada, "Soup", {}));
  kitchen.push(kitchen.kiosk);
  const auto rows =
      kitchen.centre.connection().query("select macros_json from nutrition_logs order by item");
  REQUIRE(rows.size() == 2);
  const auto macros = nlohmann::json::parse(rows[0].get<std::string>("macros_json"));
  CHECK(macros == nlohmann::json{{"protein", 18.0}, {"fat", 9.5}});
  CHECK_FALSE(rows[1].get<std::optional<std::string>>("macros_json"));
}

TEST_CASE("Pushed again in any pieces, a meal stays one row with its picture") {
  Kitchen kitchen{each_engine()};
  for (const auto* item : {"Soup", "Rice", "Egg"}) {
    kitchen.kiosk.record(meal(kitchen.ada, item, {jpeg(1)}));
  }
  kitchen.push(kitchen.kiosk, 0, 2);
  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
  kitchen.push(kitchen.kiosk);
  kitchen.push(kitchen.kiosk, 1, 2);
  CHECK(kitchen.centre.count("nutrition_logs") == 3);
  CHECK(kitchen.centre.count("nutrition_photos") == 3);
  // The third meal named the same picture after it was stored: it is asked for once more.
  CHECK(kitchen.centre.line("select image_url from nutrition_logs where item = 'Egg'") == "-");
  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
  CHECK(kitchen.files().size() == 3);
  CHECK(kitchen.centre.line("select count(*) from nutrition_logs where image_url is null") == "0");
}

TEST_CASE("Of several photos the first is the row's picture, whichever comes first") {
  Kitchen kitchen{each_engine()};
  kitchen.kiosk.record(meal(kitchen.ada, "Feast", {jpeg(1), jpeg(2), jpeg(3)}));
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.put(jpeg(3)).kind == Kind::stored);
  CHECK(kitchen.put(jpeg(2)).kind == Kind::stored);
  CHECK(kitchen.centre.line(urls) == "Feast -");
  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
  const auto first = kitchen.centre.line("select file from nutrition_photos where place = 0");
  CHECK(kitchen.centre.line(urls) == "Feast /profile_uploads/" + first);
  CHECK(kitchen.files().size() == 3);
}

TEST_CASE("A photo that no meal names is asked for later, and leaves nothing") {
  Kitchen kitchen{each_engine()};
  CHECK(kitchen.put(jpeg(1)).kind == Kind::unknown);
  CHECK(kitchen.files().empty());
  kitchen.kiosk.record(meal(kitchen.ada, "Soup", {jpeg(1)}));
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
}

TEST_CASE("Two people with the same picture have a file each") {
  Kitchen kitchen{each_engine()};
  const auto grace = kitchen.centre.add_person("Grace");
  kitchen.kiosk.record(meal(kitchen.ada, "Soup", {jpeg(1)}));
  kitchen.kiosk.record(meal(grace, "Soup too", {jpeg(1)}));
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
  CHECK(kitchen.files().size() == 2);
  CHECK(kitchen.centre.line("select count(distinct image_url) from nutrition_logs") == "2");
}

TEST_CASE("Bytes of another hash, and what is no photo, are refused and leave nothing") {
  Kitchen kitchen{each_engine()};
  const auto whole = jpeg(1);
  const auto cut = whole.substr(0, whole.size() - 20);
  const std::string script = "<script>alert(1)</script>";
  const std::string png = "\x89PNG\r\n\x1a\n and so on";
  const auto two = whole + "PK\x03\x04 a second file";
  for (const auto& bytes : {cut, script, png, two, std::string{}}) {
    kitchen.kiosk.record(meal(kitchen.ada, "Soup", {bytes}));
  }
  kitchen.kiosk.record(meal(kitchen.ada, "Soup", {whole}));
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.put(photo_of(whole).sha256, jpeg(2)).kind == Kind::damaged);
  for (const auto& bytes : {cut, script, png, two, std::string{}}) {
    CAPTURE(bytes.size());
    const auto answer = kitchen.put(bytes);
    CHECK(answer.kind == Kind::not_a_photo);
    CHECK_FALSE(answer.detail.empty());
  }
  CHECK(kitchen.files().empty());
  CHECK(kitchen.put(whole).kind == Kind::stored);
}

TEST_CASE("What hides in a photo does not reach the uploads, and 100 megapixels do not either") {
  auto hiding = jpeg(1);
  hiding.insert(2, "\xff\xe1\x00\x10"s + "Exif\0\0GPS 48.2"s);
  hiding += "PK\x03\x04 a second file";
  const auto clean = central::services::clean_jpeg(hiding);
  REQUIRE(clean);
  CHECK_FALSE(clean->contains("GPS"));
  CHECK_FALSE(clean->contains("PK\x03\x04"));

  auto huge = jpeg(1);
  const auto frame = huge.find("\xff\xc0");
  huge.replace(frame + 5, 4, "\x27\x10\x27\x10");  // 10000 x 10000
  const auto refused = central::services::clean_jpeg(huge);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().contains("12 megapixels"));
}

TEST_CASE("An undone meal has no row, and its picture goes") {
  Kitchen kitchen{each_engine()};
  const auto soup = kitchen.kiosk.record(meal(kitchen.ada, "Soup", {jpeg(1)}));
  kitchen.kiosk.record(meal(kitchen.ada, "Rice", {jpeg(2)}));
  kitchen.push(kitchen.kiosk);
  REQUIRE(kitchen.put(jpeg(1)).kind == Kind::stored);
  REQUIRE(kitchen.put(jpeg(2)).kind == Kind::stored);
  kitchen.kiosk.record(domain::Annulled{soup});
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.centre.count("nutrition_logs") == 1);
  CHECK(remove_undone_photos(kitchen.centre.connection(), kitchen.uploads) == 1);
  CHECK(remove_undone_photos(kitchen.centre.connection(), kitchen.uploads) == 0);
  CHECK(kitchen.files().size() == 1);
  // The kiosk may still have it to send.
  CHECK(kitchen.put(jpeg(1)).kind == Kind::there);
  CHECK(kitchen.files().size() == 1);
}

TEST_CASE("A meal that was undone before it came makes no row") {
  Kitchen kitchen{each_engine()};
  auto soup = kitchen.kiosk.make(meal(kitchen.ada, "Soup", {jpeg(1)}));
  kitchen.kiosk.record(domain::Annulled{soup.id});
  kitchen.kiosk.record(soup);
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.centre.count("nutrition_logs") == 0);
}

TEST_CASE("A meal of somebody unknown is kept as an event, and makes no row") {
  Kitchen kitchen{each_engine()};
  kitchen.kiosk.record(meal({77}, "Soup", {jpeg(1)}));
  kitchen.push(kitchen.kiosk);
  CHECK(kitchen.centre.count("nutrition_logs") == 0);
  CHECK(kitchen.centre.line("select flag from sync_inbox") == "person_unknown");
}

TEST_CASE("A server killed between file and row leaves a file that the next try owns") {
  Kitchen kitchen{each_engine()};
  kitchen.kiosk.record(meal(kitchen.ada, "Soup", {jpeg(1)}));
  kitchen.push(kitchen.kiosk);
  const auto name = kitchen.centre.line("select file from nutrition_photos");
  std::ofstream{kitchen.uploads / name} << "whole, and named";
  std::ofstream{kitchen.uploads / (name + ".Xy12ab")} << "half";
  central::services::prepare_uploads(kitchen.uploads);
  CHECK(kitchen.files() == std::vector{name});
  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
  CHECK(kitchen.files() == std::vector{name});
  CHECK(firmware::load_rgb(kitchen.uploads / name));
}

TEST_CASE("A folder that cannot be written stores nothing, and the next try does") {
  Kitchen kitchen{each_engine()};
  kitchen.kiosk.record(meal(kitchen.ada, "Soup", {jpeg(1)}));
  kitchen.push(kitchen.kiosk);
  std::filesystem::remove(kitchen.uploads);
  CHECK_THROWS(kitchen.put(jpeg(1)));
  CHECK(kitchen.centre.line(urls) == "Soup -");
  central::services::prepare_uploads(kitchen.uploads);
  CHECK(kitchen.put(jpeg(1)).kind == Kind::stored);
}

}  // namespace fitmate::tests
