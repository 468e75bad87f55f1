// Meals: from a photo in front of the kiosk to a row and a file at the centre, with the real
// programs.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <format>
#include <fstream>
#include <random>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "firmware/image_file.h"
#include "tests/support/eventually.h"
#include "tests/support/invariants.h"
#include "tests/system/gym.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using db::sql::Engine;

// A plate that differs by its number.
fs::path paint(const fs::path& folder, unsigned number) {
  constexpr int side = 240;
  std::mt19937 random{number};
  firmware::RgbImage image{side, side, {}};
  for (int i = 0; i < side * side * 3; ++i) {
    image.pixels.push_back(static_cast<std::uint8_t>(random()));
  }
  auto file = folder / std::format("plate{}.png", number);
  REQUIRE(firmware::save_png(file, image));
  return file;
}

std::chrono::milliseconds time_of(auto work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

struct Kitchen {
  explicit Kitchen(Engine engine) : gym{engine} {
    gym.start_central();
    kiosk = gym.add_kiosk();
    REQUIRE(gym.sync(kiosk).at("complete") == true);
    user = gym.members("active").front().at("user_id").get<std::int64_t>();
    card = gym.card(user);
  }

  Words meal_words(const fs::path& photo, const std::string& item) const {
    return {program("fitmate-kiosk"),
            "meal",
            "--data",
            gym.kiosk_folder(kiosk),
            "--code",
            card,
            "--photo",
            photo.string(),
            "--item",
            item,
            "--calories",
            "320.5",
            "--protein",
            "12"};
  }
  Process::Finished eat(const fs::path& photo, const std::string& item = "Soup") const {
    return run(meal_words(photo, item), {}, {});
  }
  std::size_t waiting_files() const { return files_in(photos()); }
  fs::path photos() const { return fs::path{gym.kiosk_folder(kiosk)} / "photos"; }
  fs::path uploads() const {
    for (const auto& [key, value] : gym.environment().environment) {
      if (key == "PROFILE_UPLOAD_DIR") return value;
    }
    return {};
  }
  static std::size_t files_in(const fs::path& folder) {
    const fs::directory_iterator all{folder};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  Gym gym;
  TempFolder plates;
  std::size_t kiosk = 0;
  std::int64_t user = 0;
  std::string card;
};

// Every file under a final name is a whole picture that a row names, and the other way round.
void check_uploads(Kitchen& kitchen) {
  std::set<std::string> named;
  for (const auto& row :
       kitchen.gym.database().query("select file, image_url, place from nutrition_photos p"
                                    " join nutrition_logs l on l.id = p.nutrition_log_id")) {
    const auto file = row.get<std::string>("file");
    named.insert(file);
    if (row.get<std::int64_t>("place") != 0) continue;
    CHECK(row.get<std::optional<std::string>>("image_url") == "/profile_uploads/" + file);
  }
  std::set<std::string> there;
  for (const auto& entry : fs::directory_iterator{kitchen.uploads()}) {
    const auto name = entry.path().filename().string();
    CAPTURE(name);
    if (name.ends_with(".jpg"))
      CHECK(firmware::decode_photo(firmware::load_bytes(entry.path()).value()));
    there.insert(name);
  }
  CHECK(there == named);
}

}  // namespace

TEST_CASE("a meal before the kiosk is a row with its picture at the centre") {
  Kitchen kitchen{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto done = kitchen.eat(paint(kitchen.plates.path(), 1));
  REQUIRE(done.exit_code == 0);
  const auto answer = Json::parse(done.out);
  CHECK(answer.at("outcome") == "admitted");
  CHECK(answer.at("direction").is_null());
  CHECK(answer.at("person").at("id") == kitchen.user);
  CHECK(kitchen.gym.status(kitchen.kiosk).at("queue").at("photos") == 1);

  const auto synced = kitchen.gym.sync(kitchen.kiosk);
  CHECK(synced.at("exit") == 0);
  CHECK(synced.at("pushed") == 1);
  CHECK(synced.at("photos") == 1);
  CHECK(kitchen.gym.sync(kitchen.kiosk).at("photos") == 0);
  CHECK(kitchen.gym.status(kitchen.kiosk).at("queue").at("photos") == 0);

  const auto row = kitchen.gym.database().query_one(
      "select user_id, item, calories, image_url, macros_json from nutrition_logs");
  REQUIRE(row);
  CHECK(row->get<std::int64_t>(0) == kitchen.user);
  CHECK(row->get<std::string>(1) == "Soup");
  CHECK(row->get<double>(2) == 320.5);
  const auto url = row->get<std::optional<std::string>>(3).value_or("none");
  CHECK(url.starts_with(std::format("/profile_uploads/user_{}_", kitchen.user)));
  CHECK(Json::parse(row->get<std::string>(4)) == Json{{"protein", 12.0}});
  CHECK(fs::exists(kitchen.uploads() / fs::path{url}.filename()));
  check_uploads(kitchen);
  // It stays at the kiosk until the week is over.
  CHECK(kitchen.waiting_files() == 1);
}

TEST_CASE(
    "a member's avatar at the centre is a small picture at the kiosk, until there is another") {
  Kitchen kitchen{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto have_avatar = [&](unsigned number) {
    const auto name = std::format("user_{}_{:032}.png", kitchen.user, number);
    fs::copy(paint(kitchen.plates.path(), number), kitchen.uploads() / name);
    kitchen.gym.database().execute("update users set avatar_url = $2 where id = $1", kitchen.user,
                                   "/profile_uploads/" + name);
  };
  const auto pictures = [&] {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{kitchen.photos()}) {
      files.push_back(entry.path());
    }
    return files;
  };
  have_avatar(1);
  // What the server does by itself from time to time, it does first of all.
  kitchen.gym.stop_central();
  kitchen.gym.start_central();
  REQUIRE(eventually([&] {
    CHECK(kitchen.gym.sync(kitchen.kiosk).at("exit") == 0);
    return pictures().size() == 1;
  }));
  const auto first = pictures().front();
  CHECK(firmware::decode_photo(firmware::load_bytes(first).value())->width == 240);
  have_avatar(2);
  kitchen.gym.stop_central();
  kitchen.gym.start_central();
  REQUIRE(eventually([&] {
    CHECK(kitchen.gym.sync(kitchen.kiosk).at("exit") == 0);
    return pictures().size() == 1 && pictures().front() != first;
  }));
}

TEST_CASE("a meal that is none is refused by name, and nothing is recorded") {
  Kitchen kitchen{Engine::sqlite};
  const auto& folder = kitchen.plates.path();
  const auto plate = paint(folder, 1);
  std::ofstream{folder / "empty.jpg"}.flush();
  std::ofstream{folder / "text.jpg"} << "no photo at all";
  const auto cut = folder / "cut.png";
  fs::copy(plate, cut);
  fs::resize_file(cut, fs::file_size(cut) / 2);
  for (const auto& file :
       {folder / "empty.jpg", folder / "text.jpg", cut, folder / "missing.jpg"}) {
    CAPTURE(file);
    const auto done = kitchen.eat(file);
    CHECK(done.exit_code == 1);
    CHECK(done.out.empty());
    CHECK(done.err.contains(file.filename().string()));
  }
  CHECK(kitchen.eat(plate, "  ").exit_code == 1);
  CHECK(kitchen.eat(plate, "a\nb").exit_code == 1);
  kitchen.card = "https://example.org";
  CHECK(Json::parse(kitchen.eat(plate).out).at("reason") == "not_ours");
  CHECK(kitchen.gym.status(kitchen.kiosk).at("queue").at("events") == 0);
  CHECK(kitchen.waiting_files() == 0);
}

TEST_CASE(
    "killed at random moments, kiosk, line and centre keep every meal that was printed, once") {
  Kitchen kitchen{GENERATE(Engine::sqlite, Engine::postgres)};
  std::vector<fs::path> plates;
  for (unsigned i = 0; i < 8; ++i) plates.push_back(paint(kitchen.plates.path(), i));
  std::mt19937 random{20261122};
  // As long as they take on this machine, give or take as much.
  const auto meal_takes = time_of([&] { REQUIRE(kitchen.eat(plates[0], "First").exit_code == 0); });
  const auto sync_takes =
      time_of([&] { REQUIRE(kitchen.gym.sync(kitchen.kiosk).at("exit") == 0); });
  const auto within = [&](std::chrono::milliseconds takes) {
    return std::chrono::milliseconds{random() % static_cast<unsigned>(2 * takes.count() + 1)};
  };
  std::set<std::string> printed;
  // A machine that became busier has fewer of them printed before they are killed.
  for (unsigned round = 0; round < 40 || (printed.size() <= 10 && round < 400); ++round) {
    Process kiosk{kitchen.meal_words(plates[round % 8], std::format("Meal {}", round))};
    auto answer = kiosk.read_line(within(meal_takes));
    kiosk.signal(SIGKILL);
    if (!answer) answer = kiosk.read_line();
    if (answer && answer->ends_with('}')) {
      printed.insert(Json::parse(*answer).at("event_id").get<std::string>());
    }
    Process line{
        {program("fitmate-sync"), "--once", "--data", kitchen.gym.kiosk_folder(kitchen.kiosk)}};
    line.read_line(within(sync_takes));
    if (round % 8 == 7) {
      kitchen.gym.kill_central();
      kitchen.gym.start_central();
    }
    line.signal(SIGKILL);
    line.wait();
  }
  REQUIRE(printed.size() > 10);

  const auto last = kitchen.eat(plates[0], "Last");
  REQUIRE(last.exit_code == 0);
  printed.insert(Json::parse(last.out).at("event_id").get<std::string>());
  const auto synced = kitchen.gym.sync(kitchen.kiosk);
  CHECK(synced.at("exit") == 0);
  std::set<std::string> arrived;
  for (const auto& row :
       kitchen.gym.database().query("select event_id, image_url from nutrition_logs")) {
    CHECK(arrived.insert(domain::to_text(row.get<domain::Uuid>(0))).second);
    CHECK(row.get<std::optional<std::string>>(1));
  }
  for (const auto& event : printed) {
    CAPTURE(event);
    CHECK(arrived.contains(event));
  }
  // What the kills left half written went with the next start; nothing lies there without a row.
  kitchen.gym.stop_central();
  kitchen.gym.start_central();
  check_uploads(kitchen);
  REQUIRE(kitchen.gym.sync(kitchen.kiosk).at("exit") == 0);
  const std::vector quiet{QuietKiosk{kitchen.gym.kiosk_folder(kitchen.kiosk), printed}};
  CHECK(find_breaches(kitchen.gym.database(), kitchen.uploads(), quiet) ==
        std::vector<std::string>{});
  for (const auto& entry : fs::directory_iterator{kitchen.photos()}) {
    CHECK(entry.path().extension() == ".jpg");
    CHECK(firmware::decode_photo(firmware::load_bytes(entry.path()).value()));
  }
  CHECK(kitchen.waiting_files() <= plates.size());
}

}  // namespace fitmate::tests
