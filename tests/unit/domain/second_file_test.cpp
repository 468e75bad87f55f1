#include "domain/second_file.h"

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <rapidcheck.h>

#include "tests/support/lying_picture.h"

namespace fitmate::domain {
namespace {

using namespace std::string_literals;

// A chunk's CRC is not looked at.
std::string chunk(std::string_view type, std::string_view data) {
  return "\0\0\0"s + static_cast<char>(data.size()) + std::string{type} + std::string{data} +
         "\0\0\0\0"s;
}

const std::string png = "\x89PNG\r\n\x1a\n" + chunk("IHDR", "0123456789abc") +
                        chunk("IDAT", "pixels") + chunk("IEND", "");

std::string picture() {
  return GENERATE(png, tests::lit_corner(),
                  // A thumbnail is a JPEG within the JPEG; a scan holds coded 0xff and restarts.
                  tests::with_segment(tests::lit_corner(), "Exif\0\0"s + tests::lit_corner()),
                  "\xff\xd8\xff\xda\x00\x03.ab\xff\x00 c\xff\xd0 d\xff\xff\xd9"s);
}

TEST_CASE("A picture alone carries no second file, nor does one that zeros fill up") {
  const auto alone = picture();
  CHECK_FALSE(carries_second_file(alone));
  CHECK_FALSE(carries_second_file(alone + std::string(64, '\0')));
}

TEST_CASE("What lies behind a picture's end is a second file") {
  const auto alone = picture();
  CHECK(carries_second_file(alone + "PK\x03\x04"));
  CHECK(carries_second_file(alone + std::string(64, '\0') + alone));
  CHECK(carries_second_file(alone + "\n"));
}

TEST_CASE("What has no end, or is no picture, carries none") {
  const auto whole = picture();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(carries_second_file(whole.substr(0, size)));
  }
  CHECK_FALSE(carries_second_file("%PDF-1.7 and more"));
}

TEST_CASE("Any bytes can be asked about") {
  REQUIRE(rc::check([](const std::string& bytes) {
    carries_second_file("\xff\xd8" + bytes);
    carries_second_file("\x89PNG\r\n\x1a\n" + bytes);
  }));
}

}  // namespace
}  // namespace fitmate::domain
