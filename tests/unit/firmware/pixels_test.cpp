#include "firmware/linux/pixels.h"

#include <cstdlib>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "firmware/image_file.h"

namespace fitmate::firmware::linux_board {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST_CASE("yuyv: every second byte is grey, two pixels share a colour") {
  const PixelLayout layout{PixelFormat::yuyv, 2, 2, 6};
  const Bytes bytes = {82, 90, 145, 240, 0, 0, 41, 240, 235, 110};
  CHECK(grey_copy(layout, bytes)->pixels == Bytes{82, 145, 41, 235});
  const auto colour = colour_copy(layout, bytes, 2);
  // BT.601's primaries: (82, 90, 240) is red, (41, 240, 110) blue.
  CHECK(colour.pixels[0] > 250);
  CHECK(colour.pixels[1] < 5);
  CHECK(colour.pixels[6] < 5);
  CHECK(colour.pixels[8] > 250);
}

TEST_CASE("nv12: the first plane is grey as it lies, the second is colour") {
  const PixelLayout layout{PixelFormat::nv12, 2, 2, 3};
  const Bytes bytes = {82, 82, 0, 16, 235, 0, 90, 240};
  const auto view = grey_in_place(layout, bytes);
  REQUIRE(view);
  CHECK(view->row(1)[1] == 235);
  CHECK_FALSE(grey_copy(layout, bytes));
  const auto colour = colour_copy(layout, bytes, 2);
  CHECK(colour.pixels[0] > 250);
  CHECK(colour.pixels[1] < 5);
}

TEST_CASE("grey: a preview of it is grey") {
  const Bytes bytes = {0, 255, 9, 128, 64};
  const PixelLayout layout{PixelFormat::grey, 2, 2, 3};
  CHECK(colour_copy(layout, bytes, 2).pixels[0] == 0);
  CHECK(colour_copy(layout, bytes, 2).pixels[5] == 255);
}

TEST_CASE("mjpeg: grey and colour come from the picture, the preview in the size asked for") {
  RgbImage red{64, 32, {}};
  for (int i = 0; i < 64 * 32; ++i) red.pixels.insert(red.pixels.end(), {200, 30, 30});
  const auto jpeg = encode_jpeg(red, 95);
  REQUIRE(jpeg);
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(jpeg->data()), jpeg->size());
  const PixelLayout layout{PixelFormat::mjpeg, 64, 32, 0};
  CHECK(std::abs(grey_copy(layout, bytes)->pixels[100] - 81) < 4);
  for (const int width : {64, 63, 32, 20, 8, 1}) {
    CAPTURE(width);
    const auto preview = colour_copy(layout, bytes, width);
    CHECK(preview.width <= width);
    CHECK(preview.height >= 1);
    CHECK(std::abs(preview.pixels[0] - 200) < 8);
  }
}

TEST_CASE("mjpeg: a picture of another size, or none at all, is refused") {
  RgbImage image{16, 16, Bytes(16 * 16 * 3, 99)};
  const auto jpeg = encode_jpeg(image, 90);
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(jpeg->data()), jpeg->size());
  CHECK_FALSE(grey_copy({PixelFormat::mjpeg, 32, 16, 0}, bytes));
  CHECK(colour_copy({PixelFormat::mjpeg, 16, 32, 0}, bytes, 16).width == 0);
  CHECK_FALSE(grey_copy({PixelFormat::mjpeg, 16, 16, 0}, bytes.first(100)));
  CHECK_FALSE(grey_copy({PixelFormat::mjpeg, 16, 16, 0}, {}));
}

TEST_CASE("as many bytes as a layout needs are enough, and one less is refused") {
  REQUIRE(rc::check([] {
    const auto format = *rc::gen::element(PixelFormat::yuyv, PixelFormat::nv12, PixelFormat::grey);
    const int width = *rc::gen::inRange(1, 20);
    const int height = *rc::gen::inRange(1, 20);
    const int stride = least_stride(format, width) + *rc::gen::inRange(0, 9);
    const PixelLayout layout{format, width, height, stride};
    // An allocation of its own, so that the sanitizer sees a byte too many.
    const Bytes bytes(least_bytes(layout), 77);
    RC_ASSERT(grey_in_place(layout, bytes).has_value() != grey_copy(layout, bytes).has_value());
    RC_ASSERT(colour_copy(layout, bytes, *rc::gen::inRange(1, 25)).width >= 1);
    const auto fewer = std::span(bytes).first(bytes.size() - 1);
    RC_ASSERT(!grey_in_place(layout, fewer) && !grey_copy(layout, fewer));
    RC_ASSERT(colour_copy(layout, fewer, 5).width == 0);
  }));
}

}  // namespace
}  // namespace fitmate::firmware::linux_board
