#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/unit/sync/generators.h"

namespace fitmate::sync {
namespace {

TEST_CASE("what was packed is unpacked as it was") {
  REQUIRE(rc::check(
      [](const std::string& text) { RC_ASSERT(gunzip(gzip(text), text.size()).value() == text); }));
}

TEST_CASE("unpacking stops one byte above its limit") {
  const std::string text(200'000, 'a');
  const auto packed = gzip(text);
  CHECK(packed.size() < 1000);
  CHECK(gunzip(packed, 200'000) == text);
  CHECK(gunzip(packed, 199'999).error() == "over 199999 bytes");
  CHECK(gunzip(packed, 0).error() == "over 0 bytes");
  CHECK(gunzip(gzip(""), 0) == "");
}

TEST_CASE("what is cut, followed by more, or no gzip is refused") {
  const auto packed = gzip("some text that was packed");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(gunzip(packed.substr(0, size), 1000));
  }
  CHECK(gunzip(packed + "x", 1000).error() == "something follows the gzip data");
  CHECK(gunzip("<html></html>", 1000).error() == "no gzip data");
}

TEST_CASE("a damaged packing never breaks the unpacker") {
  REQUIRE(rc::check([] { any::survives(gunzip(any::damaged(gzip(any::text())), 4096)); }));
}

}  // namespace
}  // namespace fitmate::sync
