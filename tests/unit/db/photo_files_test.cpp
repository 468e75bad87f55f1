#include "db/photo_files.h"

#include <fstream>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <sys/stat.h>

#include "tests/support/temp_folder.h"

namespace fitmate::db {
namespace {

struct Folder {
  tests::TempFolder folder;
  std::filesystem::path path = folder.path() / "photos";
  PhotoFiles files{path};

  domain::Hash keep(std::string_view text) const {
    const auto sha256 = domain::sha256(domain::as_bytes(text));
    files.keep(sha256, domain::as_bytes(text));
    return sha256;
  }
  std::size_t count() const {
    const std::filesystem::directory_iterator all{path};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
};

std::string text_of(const std::optional<domain::Bytes>& bytes) {
  if (!bytes) return "(nothing)";
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

TEST_CASE_METHOD(Folder, "what is kept can be loaded, by this user alone, once however often") {
  const auto sha256 = keep("a plate");
  keep("a plate");
  CHECK(count() == 1);
  CHECK(text_of(files.load(sha256)) == "a plate");
  struct stat status{};
  REQUIRE(::stat((path / (domain::to_hex(sha256) + ".jpg")).c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600);
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0700);
}

TEST_CASE_METHOD(Folder,
                 "a file whose bytes changed is not loaded, and keeping it again mends it") {
  const auto sha256 = keep("a plate");
  std::ofstream{path / (domain::to_hex(sha256) + ".jpg")} << "a pl";
  CHECK_FALSE(files.load(sha256));
  keep("a plate");
  CHECK(text_of(files.load(sha256)) == "a plate");
  files.remove(sha256);
  CHECK_FALSE(files.has(sha256));
}

TEST_CASE_METHOD(Folder, "leftovers are half files and those that nobody wants") {
  const auto wanted = keep("wanted");
  keep("unwanted");
  std::ofstream{path / (domain::to_hex(wanted) + ".jpg.Ab12Cd")} << "half";
  CHECK(files.remove_leftovers([&](const auto& sha256) { return sha256 == wanted; }) == 2);
  CHECK(count() == 1);
  CHECK(files.has(wanted));
}

TEST_CASE_METHOD(Folder, "nobody removes while another keeps, and nobody keeps while one removes",
                 "[thread]") {
  {
    const auto one = files.claim();
    const auto other = files.claim();
    CHECK_FALSE(files.try_claim_alone());
  }
  auto alone = files.try_claim_alone();
  REQUIRE(alone);
  CHECK_FALSE(files.try_claim_alone());
  std::jthread keeper([&] {
    const auto claim = files.claim();
    keep("late");
  });
  CHECK(count() == 0);
  alone.reset();
  keeper.join();
  CHECK(count() == 1);
}

TEST_CASE_METHOD(Folder, "a disk that takes no file says so and leaves nothing") {
  std::filesystem::remove(path);
  CHECK_THROWS_AS(keep("a plate"), std::system_error);
}

}  // namespace
}  // namespace fitmate::db
