#include "firmware/qr_reader.h"

#include <algorithm>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "firmware/filters.h"
#include "firmware/sim/drawn_codes.h"
#include "firmware/sim/test_camera.h"

namespace fitmate::firmware {
namespace {

using namespace std::chrono_literals;
using sim::Correction;
using sim::draw_scene;
using sim::HeldCode;
using sim::Optics;
using sim::Pose;

constexpr const char* alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

// As long and of the same letters as ours are.
std::string code_text(std::size_t length) {
  std::string text = "FM1:";
  for (std::size_t i = text.size(); i < length; ++i) text += alphabet[i * i * 7 % 45];
  return text;
}

GreyImage scene(const std::string& text, const Pose& pose, const Optics& optics = {}) {
  const HeldCode code{encode_qr(text, Correction::medium), pose};
  return draw_scene(640, 480, {&code, 1}, optics);
}

TEST_CASE("a phone's code has 41 modules a side and a card's 49") {
  CHECK(encode_qr(code_text(151), Correction::medium).size == 41);
  CHECK(encode_qr(code_text(133), Correction::quartile).size == 49);
}

TEST_CASE("the first look reads a code that is held well, and says where it is") {
  const auto text = code_text(151);
  const auto reading = read_codes_once(scene(text, {.side = 300}).view(), 0);
  REQUIRE(reading.codes.size() == 1);
  CHECK(reading.codes[0].text == text);
  CHECK(std::abs(reading.codes[0].corners[0].x - 170) < 6);
  CHECK(std::abs(reading.codes[0].corners[2].y - 390) < 6);
  CHECK(reading.hint == ReadHint::none);
}

TEST_CASE("each look reads a code that is held well and reports its place in the frame") {
  const auto image = scene(code_text(133), {.side = 330}, {.blur = 0.6});
  for (int look = 0; look < look_count; ++look) {
    CAPTURE(look, look_name(look));
    const auto reading = read_codes_once(image.view(), look);
    REQUIRE(reading.codes.size() == 1);
    CHECK(std::abs(reading.codes[0].corners[0].x - 155) < 8);
  }
}

TEST_CASE("a code in dark mode is read") {
  CHECK(
      read_codes_once(scene("FM1:DARK", {.side = 200, .inverted = true}).view(), 0).codes.size() ==
      1);
}

TEST_CASE("a frame with gaps between its rows is read like one without") {
  const auto image = scene("FM1:GAPS", {.side = 200});
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < image.height; ++y) {
    const auto row = image.view().row(y);
    pixels.insert(pixels.end(), row.begin(), row.end());
    pixels.insert(pixels.end(), 13, 0x55);
  }
  const FrameView view{pixels, image.width, image.height, image.width + 13};
  for (int look = 0; look < look_count; ++look) {
    CAPTURE(look_name(look));
    CHECK(read_codes_once(view, look).codes.size() == 1);
  }
}

TEST_CASE("a photograph larger than a camera's frame is read, its corners in its own pixels") {
  const HeldCode code{encode_qr("FM1:LARGE", Correction::medium), {.side = 500}};
  const auto image = draw_scene(2000, 1500, {&code, 1}, {});
  const auto reading = read_codes(image.view(), 1);
  REQUIRE(reading.codes.size() == 1);
  CHECK(std::abs(reading.codes[0].corners[0].x - 750) < 8);
}

TEST_CASE("what one look cannot read, eight can") {
  const auto image = scene(code_text(151), {.side = 200}, {.blur = 2.7, .noise = 2});
  CHECK(read_codes(image.view(), 1).codes.empty());
  const auto reading = read_codes(image.view(), look_count);
  REQUIRE(reading.codes.size() == 1);
  CHECK(reading.look > 0);
}

TEST_CASE("a stream takes another look at each frame until one reads, and keeps that one") {
  const auto image = scene(code_text(151), {.side = 200}, {.blur = 2.7, .noise = 2});
  QrReader reader;
  Reading reading;
  for (int frame = 0; frame < look_count && reading.codes.empty(); ++frame) {
    reading = reader.read(image.view());
    CHECK(reading.look == frame);
  }
  REQUIRE_FALSE(reading.codes.empty());
  CHECK(reader.read(image.view()).look == reading.look);
}

TEST_CASE("a stream begins again with the first look after the last") {
  const auto empty = draw_scene(320, 240, {}, {});
  QrReader reader;
  for (int frame = 0; frame < 2 * look_count; ++frame) {
    CHECK(reader.read(empty.view()).look == frame % look_count);
  }
}

TEST_CASE("a frame that gave nothing says why, as far as one can see") {
  CHECK(read_codes(draw_scene(320, 240, {}, {}).view(), 1).hint == ReadHint::none);
  CHECK(read_codes(draw_scene(320, 240, {}, {.light = 0.1}).view(), 1).hint == ReadHint::too_dark);
  CHECK(read_codes(draw_scene(320, 240, {}, {.light = 3}).view(), 1).hint == ReadHint::too_bright);
  auto torn = scene(code_text(151), {.side = 300});
  for (int y = 180; y < 300; ++y) {
    const auto at = static_cast<std::size_t>(y) * 640;
    std::fill_n(torn.pixels.begin() + static_cast<std::ptrdiff_t>(at + 250), 100, 0);
  }
  const auto reading = read_codes(torn.view(), 1);
  CHECK(reading.codes.empty());
  CHECK(reading.hint == ReadHint::unreadable);
}

TEST_CASE("frames of no, one and odd size and of noise are looked at and give nothing") {
  CHECK(read_codes({}, look_count).codes.empty());
  std::mt19937 random(3);
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 300}, {300, 1}, {7, 5}, {33, 61}}) {
    GreyImage image{width, height, {}};
    for (int i = 0; i < width * height; ++i) {
      image.pixels.push_back(static_cast<std::uint8_t>(random()));
    }
    CAPTURE(width, height);
    CHECK(read_codes(image.view(), look_count).codes.empty());
  }
}

TEST_CASE("the test camera's codes can be read while they are held, one after the other") {
  Moment now{1s};
  const auto one = code_text(151);
  const auto two = code_text(133);
  sim::TestCamera camera({one, two},
                         {[&] { return now; }, [&](Moment until) { now = std::max(now, until); }});
  constexpr int round = sim::TestCamera::coming + sim::TestCamera::staying +
                        sim::TestCamera::going + sim::TestCamera::nobody;
  for (int beat = 0; beat < 2 * round; ++beat) {
    const auto frame = camera.next(1s);
    REQUIRE(frame);
    const int held = beat % round - sim::TestCamera::coming;
    if (held < 0 || held % 5 != 0) continue;
    CAPTURE(beat);
    const auto codes = read_codes(frame->grey(), 1).codes;
    if (held < sim::TestCamera::staying) {
      REQUIRE(codes.size() == 1);
      CHECK(codes[0].text == (beat < round ? one : two));
    } else if (held >= sim::TestCamera::staying + sim::TestCamera::going) {
      CHECK(codes.empty());
    }
  }
}

TEST_CASE("levelling brings a dim and shaded edge to full contrast") {
  GreyImage image{60, 20, {}};
  for (int i = 0; i < 60 * 20; ++i) {
    const int x = i % 60;
    image.pixels.push_back(static_cast<std::uint8_t>(40 + x / 2 + (x / 3 % 2) * 12));
  }
  const auto even = levelled(image.view(), 8);
  const auto [low, high] = std::ranges::minmax(even.view().row(10));
  CHECK(low < 80);
  CHECK(high > 176);
}

TEST_CASE("a mean over boxes keeps a plain picture and the edge of its frame") {
  const GreyImage image{5, 3, std::vector<std::uint8_t>(15, 200)};
  CHECK(box_mean(image.view(), 100).pixels == image.pixels);
  const GreyImage point{3, 1, {0, 90, 0}};
  CHECK(box_mean(point.view(), 1).pixels == std::vector<std::uint8_t>{30, 30, 30});
}

}  // namespace
}  // namespace fitmate::firmware
