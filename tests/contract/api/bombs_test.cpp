#include "tests/support/bombs.h"

#include <cstdlib>

#include <catch2/catch_test_macros.hpp>
#include <sys/resource.h>

#include "central/services/confined.h"
#include "central/services/pdf.h"
#include "central/services/picture.h"

namespace fitmate::tests {
namespace {

using central::services::run_confined;

constexpr long kibibytes_of_gibibyte = 1024 * 1024;

// The most that this process, or the largest of those it waited for, ever held at once.
long most_kibibytes(int whose) {
  rusage used{};
  REQUIRE(::getrusage(static_cast<__rusage_who>(whose), &used) == 0);
  return used.ru_maxrss;
}

}  // namespace

TEST_CASE("Whatever is packed beside a picture is left out unopened") {
  const auto before = most_kibibytes(RUSAGE_SELF);
  for (const auto& [what, bytes] : png_bombs()) {
    CAPTURE(what);
    const auto clean = central::services::clean_picture(bytes);
    REQUIRE(clean);
    CHECK(clean->bytes.size() < 1000);
  }
  CHECK(most_kibibytes(RUSAGE_SELF) < before + kibibytes_of_gibibyte / 4);
}

TEST_CASE("Whatever is packed into a document costs bounded memory and work") {
  for (const auto& [what, bytes] : pdf_bombs()) {
    CAPTURE(what, bytes.size());
    const auto judged = central::services::check_pdf(bytes);
    REQUIRE_FALSE(judged);
    CHECK(judged.error().kind == central::services::FileFault::Kind::unusable);
  }
  CHECK(central::services::check_pdf(pdf_with_large_page()));
  CHECK(most_kibibytes(RUSAGE_CHILDREN) < kibibytes_of_gibibyte);
}

TEST_CASE("Confined work says what it found, or nothing where it crashes, throws or never ends") {
  CHECK(run_confined([] { return 64; }) == 64);
  CHECK(run_confined([] { return 127; }) == 127);
  CHECK_FALSE(run_confined([] { return 1; }));
  CHECK_FALSE(run_confined([]() -> int { throw 7; }));
  CHECK_FALSE(run_confined([]() -> int { std::_Exit(0); }));
  CHECK_FALSE(run_confined([]() -> int {
    for (volatile bool forever = true; forever;) {
    }
    return 64;
  }));
  int outside = 0;
  CHECK(run_confined([&] { return 64 + ++outside; }) == 65);
  CHECK(outside == 0);
}

}  // namespace fitmate::tests
