#include "kiosk/meal_photo.h"

#include <algorithm>
#include <cstring>
#include <random>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "domain/crypto.h"
#include "firmware/image_file.h"
#include "tests/support/lying_picture.h"
#include "tests/support/temp_folder.h"

namespace fitmate::kiosk {
namespace {

using namespace std::string_literals;

firmware::RgbImage noise(int width, int height) {
  std::mt19937 random{7};
  firmware::RgbImage image{width, height, {}};
  image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  std::ranges::generate(image.pixels, [&] { return static_cast<std::uint8_t>(random()); });
  return image;
}

firmware::RgbImage plain(int width, int height) {
  return {width, height,
          std::vector<std::uint8_t>(
              static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 90)};
}

std::vector<std::byte> jpeg_of(const firmware::RgbImage& image) {
  return firmware::encode_jpeg(image, 85).value();
}

bool holds(const std::vector<std::byte>& bytes, std::string_view text) {
  const auto wanted = domain::as_bytes(text);
  return !std::ranges::search(bytes, wanted).empty();
}

void append(std::vector<std::byte>& bytes, std::string_view text) {
  const auto more = domain::as_bytes(text);
  bytes.insert(bytes.end(), more.begin(), more.end());
}

std::string fault_of(const std::vector<std::byte>& bytes) {
  const auto photo = read_meal_photo(bytes);
  return photo ? "" : photo.error().detail;
}

// A JPEG's start with the frame header of a picture of that size, and nothing behind it.
std::vector<std::byte> jpeg_header(unsigned width, unsigned height) {
  auto bytes = jpeg_of(plain(16, 16));
  const std::array marker{std::byte{0xff}, std::byte{0xc0}};
  const auto frame = std::ranges::search(bytes, marker).begin();
  frame[5] = static_cast<std::byte>(height >> 8U);
  frame[6] = static_cast<std::byte>(height);
  frame[7] = static_cast<std::byte>(width >> 8U);
  frame[8] = static_cast<std::byte>(width);
  return bytes;
}

TEST_CASE("a kept photo is a JPEG of at most 1600 pixels, named by its own hash") {
  const auto photo = make_meal_photo(noise(4000, 3000));
  CHECK(photo.photo.sha256 == domain::sha256(photo.jpeg));
  CHECK(photo.photo.size == std::ssize(photo.jpeg));
  CHECK(photo.photo.type == "image/jpeg");
  CHECK(photo.jpeg.size() <= photo_bytes_most);
  const auto decoded = firmware::decode_rgb(photo.jpeg);
  REQUIRE(decoded);
  CHECK(std::max(decoded->width, decoded->height) <= photo_longest_side);
  CHECK(decoded->width * 3 == decoded->height * 4);
}

TEST_CASE("a small picture keeps its size, and the same picture its hash") {
  const auto photo = make_meal_photo(plain(1280, 720));
  const auto decoded = firmware::decode_rgb(photo.jpeg);
  CHECK((decoded->width == 1280 && decoded->height == 720));
  CHECK(make_meal_photo(plain(1280, 720)).photo == photo.photo);
}

TEST_CASE("EXIF does not go on") {
  auto bytes = jpeg_of(plain(64, 64));
  const auto exif = "Exif\0\0GPS 48.2082 N 16.3738 E"s;
  const auto size = exif.size() + 2;
  std::vector<std::byte> segment{std::byte{0xff}, std::byte{0xe1},
                                 static_cast<std::byte>(size >> 8U), static_cast<std::byte>(size)};
  append(segment, exif);
  bytes.insert(bytes.begin() + 2, segment.begin(), segment.end());
  REQUIRE(holds(bytes, "GPS 48"));

  const auto photo = read_meal_photo(bytes);
  REQUIRE(photo);
  CHECK_FALSE(holds(photo->jpeg, "GPS 48"));
  CHECK(photo->photo == read_meal_photo(jpeg_of(plain(64, 64)))->photo);
}

TEST_CASE("a phone's photo is kept as it is to be seen, however it lies in its file") {
  const auto orientation = GENERATE(range(1, 9));
  CAPTURE(orientation);
  const auto file = tests::with_segment(tests::lit_corner(), tests::exif_of(orientation, true));
  const auto kept = read_meal_photo(std::as_bytes(std::span{file})).value().jpeg;
  const auto light = tests::find_light({reinterpret_cast<const char*>(kept.data()), kept.size()});
  CHECK(light.corner == tests::seen_corners.at(static_cast<std::size_t>(orientation - 1)));
  CHECK(light.is_high == (orientation >= 5));
}

TEST_CASE("a PNG is taken as a JPEG") {
  const tests::TempFolder folder;
  const auto file = folder.path() / "plate.png";
  REQUIRE(firmware::save_png(file, plain(80, 60)));
  const auto photo = read_meal_photo(firmware::load_bytes(file).value());
  REQUIRE(photo);
  CHECK(photo->jpeg[0] == std::byte{0xff});
}

TEST_CASE("what is no photo is refused by name") {
  CHECK(fault_of({}) == "the file is empty");
  std::vector<std::byte> text;
  append(text, "%PDF-1.7 not a picture");
  CHECK(fault_of(text) == "neither JPEG nor PNG");
  std::vector<std::byte> grey;
  append(grey, "P5 1 1 255\n\x7f");
  CHECK(fault_of(grey) == "neither JPEG nor PNG");
  CHECK(fault_of(jpeg_header(10000, 10000)).contains("12 megapixels"));
  CHECK(fault_of(jpeg_header(65500, 65500)).contains("12 megapixels"));
}

TEST_CASE("a photo that carries a second file is refused by name") {
  auto bytes = jpeg_of(plain(64, 64));
  append(bytes, "PK\x03\x04 a whole archive <script>");
  CHECK(fault_of(bytes).contains("another file lies behind the picture"));
}

TEST_CASE("a JPEG cut short anywhere is refused, and never crashes") {
  const auto whole = jpeg_of(noise(64, 48));
  REQUIRE(read_meal_photo(whole));
  for (std::size_t size = 0; size + 2 < whole.size(); size += 7) {
    CAPTURE(size);
    CHECK_FALSE(
        fault_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}).empty());
  }
}

TEST_CASE("whatever one byte becomes, the answer is a sound photo or a named fault") {
  const auto whole = jpeg_of(noise(32, 24));
  std::mt19937 random{11};
  for (int i = 0; i < 3000; ++i) {
    auto bytes = whole;
    bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    const auto photo = read_meal_photo(bytes);
    if (photo) {
      CHECK(firmware::decode_photo(photo->jpeg));
    } else {
      CHECK_FALSE(photo.error().detail.empty());
    }
  }
}

}  // namespace
}  // namespace fitmate::kiosk
