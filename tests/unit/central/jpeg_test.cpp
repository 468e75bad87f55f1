#include "central/services/jpeg.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "tests/support/lying_picture.h"

namespace fitmate::central::services {
namespace {

TEST_CASE("a picture is kept as it is to be seen, however it lies in its file") {
  const auto orientation = GENERATE(range(1, 9));
  const auto big_first = GENERATE(false, true);
  CAPTURE(orientation, big_first);
  const auto jpeg =
      tests::with_segment(tests::lit_corner(), tests::exif_of(orientation, big_first));
  const auto kept = clean_jpeg(jpeg).value();
  const auto light = tests::find_light(kept);
  CHECK(light.corner == tests::seen_corners.at(static_cast<std::size_t>(orientation - 1)));
  CHECK(light.is_high == (orientation >= 5));
  CHECK_FALSE(kept.contains("Exif"));
}

}  // namespace
}  // namespace fitmate::central::services
