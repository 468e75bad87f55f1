#include "domain/upright.h"

#include <array>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <rapidcheck.h>

#include "tests/support/lying_picture.h"

namespace fitmate::domain {
namespace {

using tests::exif_of;
using tests::with_segment;

const std::string jpeg{"\xff\xd8\xff\xda\x00\x04..", 8};

// A letter a pixel, a slash between the rows.
Pixels picture_of(std::string_view letters) {
  Pixels picture{.width = 0, .height = 1, .bytes = {}};
  for (const char letter : letters) {
    if (letter == '/') {
      ++picture.height;
    } else {
      picture.bytes.insert(picture.bytes.end(), 3, static_cast<std::uint8_t>(letter));
    }
  }
  picture.width = static_cast<int>(picture.bytes.size()) / 3 / picture.height;
  return picture;
}

std::string letters_of(const Pixels& picture) {
  std::string letters;
  for (std::size_t i = 0; i < picture.bytes.size(); i += 3) {
    if (i > 0 && i / 3 % static_cast<std::size_t>(picture.width) == 0) letters += '/';
    letters += static_cast<char>(picture.bytes[i]);
  }
  return letters;
}

TEST_CASE("the orientation is read, whichever byte comes first") {
  const auto orientation = GENERATE(range(1, 9));
  CHECK(orientation_of(with_segment(jpeg, exif_of(orientation, true))) == orientation);
  CHECK(orientation_of(with_segment(jpeg, exif_of(orientation, false))) == orientation);
  // Behind another segment of the same kind.
  const auto second = with_segment(with_segment(jpeg, exif_of(orientation, true)), "http://ns");
  CHECK(orientation_of(second) == orientation);
}

TEST_CASE("a picture without EXIF, or with one that says nothing known, stays as it lies") {
  CHECK(orientation_of(jpeg) == 1);
  CHECK(orientation_of(with_segment(jpeg, exif_of(0, true))) == 1);
  CHECK(orientation_of(with_segment(jpeg, exif_of(9, false))) == 1);
  CHECK(orientation_of("") == 1);
  auto no_jpeg = with_segment(jpeg, exif_of(6, true));
  no_jpeg[1] = 'P';
  CHECK(orientation_of(no_jpeg) == 1);
}

TEST_CASE("whatever stands where EXIF should be is read without harm") {
  REQUIRE(rc::check([] {
    auto payload = exif_of(6, *rc::gen::arbitrary<bool>());
    const auto at = *rc::gen::inRange<std::size_t>(6, payload.size());
    payload[at] = *rc::gen::arbitrary<char>();
    payload.resize(*rc::gen::inRange<std::size_t>(0, payload.size() + 1));
    const auto found = orientation_of(with_segment(jpeg, payload));
    RC_ASSERT(found >= 1 && found <= 8);
    const auto noise = *rc::gen::arbitrary<std::string>();
    RC_ASSERT(orientation_of("\xff\xd8\xff\xe1" + noise) >= 1);
  }));
}

TEST_CASE("a picture is turned as its orientation says") {
  constexpr std::array seen{"abc/def",  "cba/fed",  "fed/cba",  "def/abc",
                            "ad/be/cf", "da/eb/fc", "fc/eb/da", "cf/be/ad"};
  const auto orientation = GENERATE(range(1, 9));
  const auto turned = turn_upright(picture_of("abc/def"), orientation);
  CHECK(letters_of(turned) == seen.at(static_cast<std::size_t>(orientation - 1)));
}

}  // namespace
}  // namespace fitmate::domain
