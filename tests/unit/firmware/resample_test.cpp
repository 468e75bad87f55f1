#include "firmware/resample.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

namespace fitmate::firmware {
namespace {

GreyImage filled(int width, int height, std::uint8_t value) {
  return {width, height,
          std::vector<std::uint8_t>(
              static_cast<std::size_t>(width) * static_cast<std::size_t>(height), value)};
}

TEST_CASE("a plain picture stays plain in every size") {
  REQUIRE(rc::check([](std::uint8_t value) {
    const auto side = [](int limit) { return *rc::gen::inRange(1, limit); };
    const auto from = filled(side(40), side(40), value);
    const auto to = resample(from.view(), side(120), side(120));
    RC_ASSERT(std::ranges::all_of(to.pixels, [&](auto pixel) { return pixel == value; }));
  }));
}

TEST_CASE("half the size is the mean of four pixels") {
  const GreyImage from{4, 2, {0, 100, 10, 20, 200, 100, 30, 40}};
  CHECK(resample(from.view(), 2, 1).pixels == std::vector<std::uint8_t>{100, 25});
}

TEST_CASE("the same size is the same picture") {
  const GreyImage from{3, 2, {0, 255, 7, 200, 1, 99}};
  CHECK(resample(from.view(), 3, 2).pixels == from.pixels);
}

TEST_CASE("a frame with gaps between its rows is resampled without them") {
  const std::vector<std::uint8_t> pixels = {10, 10, 255, 10, 10};
  CHECK(resample(FrameView{pixels, 2, 2, 3}, 1, 1).pixels == std::vector<std::uint8_t>{10});
}

TEST_CASE("colours do not run into each other") {
  const RgbImage from{2, 1, {200, 0, 10, 100, 0, 30}};
  CHECK(resample(from, 1, 1).pixels == std::vector<std::uint8_t>{150, 0, 20});
}

TEST_CASE("the longest side rules, and no side vanishes") {
  const auto image = filled(2000, 10, 5);
  const auto small = at_most(image.view(), 100);
  CHECK(small.width == 100);
  CHECK(small.height == 1);
  CHECK(at_most(image.view(), 2000).width == 2000);
  CHECK(at_most_wide(rgb_of(image.view()), 100).height == 1);
  CHECK(at_most_wide(rgb_of(image.view()), 4000).width == 2000);
}

}  // namespace
}  // namespace fitmate::firmware
