#include "central/services/portraits.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/feed.h"
#include "central/services/jpeg.h"
#include "db/central/feed.h"
#include "db/central/portraits.h"
#include "firmware/image_file.h"
#include "tests/support/centre.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

using central::services::make_portrait;
using central::services::make_portraits;
using central::services::portrait_side;
using db::sql::Engine;

const domain::Instant now = *domain::parse_instant("2026-03-02T12:00:00Z");

// One colour above, another below.
firmware::RgbImage two_halves(int width, int height, std::uint8_t above, std::uint8_t below) {
  firmware::RgbImage image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    image.pixels.insert(image.pixels.end(), static_cast<std::size_t>(width) * 3,
                        y < height / 2 ? above : below);
  }
  return image;
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string jpeg_of(const firmware::RgbImage& image) {
  return text_of(firmware::encode_jpeg(image, 95).value());
}

std::string png_of(const firmware::RgbImage& image) {
  const TempFolder folder;
  const auto file = folder.path() / "picture.png";
  REQUIRE(firmware::save_png(file, image));
  return text_of(firmware::load_bytes(file).value());
}

firmware::RgbImage decoded(const std::string& jpeg) {
  return firmware::decode_photo(domain::as_bytes(jpeg)).value();
}

std::uint8_t shade_at(const firmware::RgbImage& image, int x, int y) {
  return image.pixels[(static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                       static_cast<std::size_t>(x)) *
                      3];
}

// A centre with a folder of uploads and Ada.
struct Album {
  explicit Album(Engine engine) : centre{engine}, ada{centre.add_person("Ada")} {
    central::services::begin_run(centre.connection(), now, domain::system_random());
  }
  void upload(const std::string& picture) {
    CHECK(uploads.keep(centre.connection(), ada, {.extension = "jpg", .bytes = picture}, now,
                       domain::system_random(), [&](std::string_view url) {
                         centre.connection().execute(
                             "update users set avatar_url = $2 where id = $1", ada, url);
                         return true;
                       }));
  }
  std::optional<domain::Hash> told_to_kiosks() {
    for (const auto& change : db::central::load_changes(centre.connection(), 0, 100, {})) {
      if (change.table != domain::people_table || !change.row) continue;
      return std::get<domain::PulledPerson>(*change.row).portrait;
    }
    return std::nullopt;
  }
  std::int64_t feed_head() { return db::central::load_head(centre.connection()).pos; }

  Centre centre;
  TempFolder folder;
  central::services::Uploads uploads{folder.path()};
  domain::UserId ada;
};

}  // namespace

TEST_CASE("A portrait is the square middle of the picture, no larger than kiosks show it") {
  const auto wide = decoded(make_portrait(jpeg_of(two_halves(1200, 800, 40, 200))).value());
  CHECK(wide.width == portrait_side);
  CHECK(wide.height == portrait_side);
  CHECK(std::abs(shade_at(wide, 128, 20) - 40) < 6);
  CHECK(std::abs(shade_at(wide, 128, 235) - 200) < 6);
}

TEST_CASE("Of a high picture the portrait has more of what is above: that is where heads are") {
  const auto high = decoded(make_portrait(jpeg_of(two_halves(600, 1800, 40, 200))).value());
  CHECK(std::abs(shade_at(high, 128, 120) - 40) < 6);
  CHECK(std::abs(shade_at(high, 128, 135) - 40) < 6);
  CHECK(std::abs(shade_at(high, 128, 250) - 200) < 6);
}

TEST_CASE("A small picture is not made larger, down to one pixel") {
  CHECK(decoded(make_portrait(png_of(two_halves(40, 30, 9, 9))).value()).width == 30);
  CHECK(decoded(make_portrait(png_of(two_halves(1, 5, 9, 9))).value()).width == 1);
}

TEST_CASE("Of what is no picture there is no portrait, and the error says why") {
  CHECK_FALSE(make_portrait("no picture"));
  CHECK_FALSE(make_portrait(""));
  const auto cut = jpeg_of(two_halves(300, 300, 1, 2)).substr(0, 900);
  REQUIRE_FALSE(make_portrait(cut));
  CHECK_FALSE(make_portrait(cut).error().detail.empty());
}

TEST_CASE("An avatar becomes a portrait once, and the kiosks hear of it") {
  Album album{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = album.centre.connection();
  CHECK(make_portraits(connection, album.uploads) == 0);
  album.upload(jpeg_of(two_halves(600, 600, 40, 200)));
  CHECK_FALSE(album.told_to_kiosks());
  CHECK(make_portraits(connection, album.uploads) == 1);
  const auto told = album.told_to_kiosks();
  REQUIRE(told);
  const auto jpeg = db::central::load_portrait(connection, *told);
  REQUIRE(jpeg);
  CHECK(domain::sha256(domain::as_bytes(*jpeg)) == *told);
  CHECK(decoded(*jpeg).width == portrait_side);

  const auto head = album.feed_head();
  CHECK(make_portraits(connection, album.uploads) == 0);
  CHECK(album.feed_head() == head);
}

TEST_CASE("Another avatar takes the portrait's place") {
  Album album{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = album.centre.connection();
  album.upload(jpeg_of(two_halves(300, 300, 40, 200)));
  make_portraits(connection, album.uploads);
  const auto first = album.told_to_kiosks().value();
  album.upload(jpeg_of(two_halves(300, 300, 90, 10)));
  CHECK(make_portraits(connection, album.uploads) == 1);
  CHECK(album.told_to_kiosks() != first);
  CHECK_FALSE(db::central::load_portrait(connection, first));
  CHECK(album.centre.count("portraits") == 1);
}

TEST_CASE("An avatar whose file is lost or damaged has no portrait, and is looked at once") {
  Album album{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = album.centre.connection();
  const bool lost = GENERATE(false, true);
  album.upload(lost ? "gone" : "no picture at all");
  if (lost) std::filesystem::remove_all(album.folder.path());
  CHECK(make_portraits(connection, album.uploads) == 1);
  CHECK(make_portraits(connection, album.uploads) == 0);
  CHECK_FALSE(album.told_to_kiosks());
}

TEST_CASE("With the avatar the portrait goes, and the kiosks hear of it") {
  Album album{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = album.centre.connection();
  album.upload(jpeg_of(two_halves(300, 300, 40, 200)));
  make_portraits(connection, album.uploads);
  REQUIRE(album.told_to_kiosks());
  const auto head = album.feed_head();
  connection.execute("update users set avatar_url = null where id = $1", album.ada);
  make_portraits(connection, album.uploads);
  CHECK(album.centre.count("portraits") == 0);
  CHECK_FALSE(album.told_to_kiosks());
  CHECK(album.feed_head() == head + 1);
}

TEST_CASE("With the person the portrait goes") {
  Album album{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& connection = album.centre.connection();
  album.upload(jpeg_of(two_halves(300, 300, 40, 200)));
  make_portraits(connection, album.uploads);
  connection.execute("delete from users where id = $1", album.ada);
  CHECK(album.centre.count("portraits") == 0);
  CHECK_FALSE(album.told_to_kiosks());
}

}  // namespace fitmate::tests
