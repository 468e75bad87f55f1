#include "central/services/exif.h"

#include <algorithm>
#include <array>
#include <format>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <rapidcheck.h>

#include "central/services/jpeg.h"
#include "firmware/image_file.h"

namespace fitmate::central::services {
namespace {

using firmware::RgbImage;

constexpr int wide = 32;
constexpr int high = 16;

// Black but for the corner at the left of the top, a quarter of the width and of the height.
std::string corner() {
  RgbImage image{.width = wide, .height = high, .pixels = {}};
  for (int y = 0; y < high; ++y) {
    for (int x = 0; x < wide; ++x) {
      const auto light = static_cast<std::uint8_t>(x < wide / 2 && y < high / 2 ? 255 : 0);
      image.pixels.insert(image.pixels.end(), {light, light, light});
    }
  }
  const auto bytes = firmware::encode_jpeg(image, 95).value();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// An EXIF segment with that Orientation, after a tag that is of no interest.
std::string exif(int orientation, bool big_first) {
  const auto number = [&](unsigned value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * (size - 1 - i)));
    if (!big_first) std::ranges::reverse(bytes);
    return bytes;
  };
  const auto entry = [&](unsigned tag, unsigned value) {
    return number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + number(0, 2);
  };
  return std::string{"Exif\0\0", 6} + (big_first ? "MM" : "II") + number(42, 2) + number(8, 4) +
         number(2, 2) + entry(0x0100, 99) + entry(0x0112, static_cast<unsigned>(orientation)) +
         number(0, 4);
}

std::string with_segment(const std::string& jpeg, const std::string& payload) {
  const auto length = payload.size() + 2;
  return jpeg.substr(0, 2) + "\xff\xe1" + static_cast<char>(length >> 8U) +
         static_cast<char>(length & 0xffU) + payload + jpeg.substr(2);
}

// Where the light corner of the picture is: "left top" and so on.
std::string place_of_light(const std::string& jpeg, bool& is_on_its_side) {
  const auto image = firmware::decode_rgb(std::as_bytes(std::span{jpeg})).value();
  is_on_its_side = image.width == high && image.height == wide;
  const auto is_light = [&](int x, int y) {
    return image.pixels[static_cast<std::size_t>(y * image.width + x) * 3] > 128;
  };
  const auto right = image.width - 1;
  const auto bottom = image.height - 1;
  if (is_light(0, 0)) return "left top";
  if (is_light(right, 0)) return "right top";
  return is_light(0, bottom) ? "left bottom" : is_light(right, bottom) ? "right bottom" : "nowhere";
}

TEST_CASE("a picture is kept as it is to be seen, however it lies in its file") {
  // Where the file's left top corner is seen (CIPA DC-008, 4.6.4).
  constexpr std::array<const char*, 8> corners{"left top",     "right top",  "right bottom",
                                               "left bottom",  "left top",   "right top",
                                               "right bottom", "left bottom"};
  const auto orientation = GENERATE(range(1, 9));
  const auto big_first = GENERATE(false, true);
  CAPTURE(orientation, big_first);
  const auto jpeg = with_segment(corner(), exif(orientation, big_first));
  CHECK(orientation_of(jpeg) == orientation);
  const auto kept = clean_jpeg(jpeg).value();
  bool is_on_its_side = false;
  CHECK(place_of_light(kept, is_on_its_side) ==
        corners.at(static_cast<std::size_t>(orientation - 1)));
  CHECK(is_on_its_side == (orientation >= 5));
  CHECK_FALSE(kept.contains("Exif"));
}

TEST_CASE("a picture without EXIF, or with one that says nothing known, stays as it lies") {
  CHECK(orientation_of(corner()) == 1);
  CHECK(orientation_of(with_segment(corner(), exif(0, true))) == 1);
  CHECK(orientation_of(with_segment(corner(), exif(9, false))) == 1);
  CHECK(orientation_of("") == 1);
}

TEST_CASE("whatever stands where EXIF should be is read without harm") {
  REQUIRE(rc::check([] {
    auto payload = exif(6, *rc::gen::arbitrary<bool>());
    const auto at = *rc::gen::inRange<std::size_t>(6, payload.size());
    payload[at] = *rc::gen::arbitrary<char>();
    payload.resize(*rc::gen::inRange<std::size_t>(0, payload.size() + 1));
    const auto found = orientation_of(with_segment(corner(), payload));
    RC_ASSERT(found >= 1 && found <= 8);
    const auto noise = *rc::gen::arbitrary<std::string>();
    RC_ASSERT(orientation_of("\xff\xd8\xff\xe1" + noise) >= 1);
  }));
}

}  // namespace
}  // namespace fitmate::central::services
