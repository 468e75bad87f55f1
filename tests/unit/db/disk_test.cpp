#include "db/disk.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temp_folder.h"

namespace fitmate::db {
namespace {

namespace fs = std::filesystem;

struct Kept {
  tests::TempFolder folder;
  double free = 0.5;
  Disk disk{folder.path(), [this](const auto&) { return free; }};
  fs::path reserve = folder.path() / "reserve";
};

TEST_CASE("a disk of more than 16 GiB counts as one of 16") {
  constexpr std::uintmax_t gib = std::uintmax_t{1} << 30;
  CHECK(free_share(gib, 4 * gib) == 0.25);
  CHECK(free_share(4 * gib, 16 * gib) == 0.25);
  CHECK(free_share(4 * gib, 1000 * gib) == 0.25);
  CHECK(free_share(500 * gib, 1000 * gib) == 1);
  CHECK(free_share(0, 0) == 0);
}

TEST_CASE("a disk's free part is between nothing and all, and nothing where none is") {
  const tests::TempFolder folder;
  const auto free = disk_free(folder.path());
  CHECK(free > 0);
  CHECK(free <= 1);
  CHECK(disk_free("/nowhere") == 0);
}

TEST_CASE_METHOD(Kept, "below 3 % no pull is taken, below 1 % no event") {
  free = 0.03;
  CHECK(disk.takes_pulls());
  free = 0.0299;
  CHECK_FALSE(disk.takes_pulls());
  CHECK(disk.takes_events());
  free = 0.01;
  CHECK(disk.takes_events());
  free = 0.0099;
  CHECK_FALSE(disk.takes_events());
}

TEST_CASE_METHOD(Kept, "64 MiB are laid by while there is plenty, and given up at the red line") {
  free = 0.1499;
  CHECK_FALSE(disk.keep_reserve());
  CHECK_FALSE(fs::exists(reserve));
  free = 0.15;
  CHECK_FALSE(disk.keep_reserve());
  REQUIRE(fs::exists(reserve));
  CHECK(fs::file_size(reserve) == 64 << 20);
  CHECK(fs::status(reserve).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  free = 0.01;
  CHECK_FALSE(disk.keep_reserve());
  CHECK(fs::exists(reserve));
  free = 0.0099;
  CHECK_FALSE(disk.keep_reserve());
  CHECK_FALSE(fs::exists(reserve));
  free = 0.5;
  CHECK_FALSE(disk.keep_reserve());
  CHECK(fs::exists(reserve));
}

TEST_CASE_METHOD(Kept, "why no reserve could be laid by is answered") {
  fs::remove_all(folder.path());
  CHECK(disk.keep_reserve() == std::errc::no_such_file_or_directory);
}

}  // namespace
}  // namespace fitmate::db
