#include <chrono>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <sqlite3.h>

#include "tests/support/faulty_vfs.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::FaultyVfs;
using tests::instant;

constexpr std::size_t much = 10'000'000;

// A kiosk over a disk that fails.
struct OnFaultyDisk {
  OnFaultyDisk() {
    open();
    gym.fill(kiosk->sync, now);
  }
  void open() {
    kiosk = std::make_unique<tests::OpenKiosk>(db::kiosk::KioskDatabaseOptions{
        .folder = folder.path(), .random = random, .now = now, .vfs = FaultyVfs::name()});
  }
  kiosk::Answer scan() {
    now += 11min;
    kiosk::CheckIn check_in{kiosk->store, random, Gate::both};
    return check_in.answer(gym.card(ada), tests::clock_at(now));
  }
  std::size_t events() { return kiosk->sync.unsent(1'000'000, much, Seq{1}).events.size(); }
  bool kept_aside() const {
    for (const auto& entry : std::filesystem::directory_iterator{folder.path()}) {
      if (entry.path().string().contains(".damaged-")) return true;
    }
    return false;
  }

  FaultyVfs vfs;
  tests::TempFolder folder;
  Instant now = instant("2026-01-22T09:00:00Z");
  Random random = tests::steady_random();
  tests::DemoGym gym{now};
  tests::DemoGym::Someone ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  std::unique_ptr<tests::OpenKiosk> kiosk;
};

TEST_CASE(
    "whichever call to the disk fails, a scan is recorded whole or answered as not recorded") {
  const int code = GENERATE(SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC);
  const auto length = GENERATE(FaultyVfs::Length::once, FaultyVfs::Length::from_then_on);
  OnFaultyDisk disk;
  int faults = 0;
  std::size_t held = 0;
  for (int call = 1;; ++call) {
    CAPTURE(code, call);
    // Each round opens anew, so that the calls are the same ones and none is saved by a cache.
    disk.kiosk.reset();
    disk.open();
    disk.vfs.arm(call, code, length);
    const auto answer = disk.scan();
    const bool fired = disk.vfs.disarm();
    faults += fired ? 1 : 0;
    if (answer.seq) ++held;
    CHECK(answer.seq.has_value() == (answer.reason != Reason::store_failed));
    REQUIRE(disk.events() == held);

    const auto after = disk.scan();
    CHECK(after.outcome != Outcome::refused);
    ++held;
    CHECK(after.seq == Seq{static_cast<std::int64_t>(held)});
    if (!fired) break;
  }
  CHECK(faults > 5);
  CHECK_FALSE(disk.kept_aside());
}

TEST_CASE("whichever call fails while a kiosk starts, the next start finds everything") {
  const int code = GENERATE(SQLITE_FULL, SQLITE_IOERR_READ);
  OnFaultyDisk disk;
  disk.scan();
  int faults = 0;
  for (int call = 1;; ++call) {
    CAPTURE(code, call);
    disk.kiosk.reset();
    disk.vfs.arm(call, code, FaultyVfs::Length::from_then_on);
    try {
      disk.open();
    } catch (const std::exception& error) {
      CHECK_FALSE(std::string{error.what()}.empty());
    }
    const bool fired = disk.vfs.disarm();
    faults += fired ? 1 : 0;
    disk.kiosk.reset();
    disk.open();
    CHECK(disk.events() == 1);
    if (!fired) break;
  }
  CHECK(faults > 5);
  CHECK_FALSE(disk.kept_aside());
}

TEST_CASE("whichever call fails in a pull, the copy is the one before or the one after") {
  OnFaultyDisk disk;
  int faults = 0;
  for (int call = 1;; ++call) {
    CAPTURE(call);
    disk.kiosk.reset();
    disk.open();
    const auto name = "Ada " + std::to_string(call);
    disk.gym.suspend(disk.ada, name);
    const auto page = disk.gym.page(disk.now);
    const auto marks = with_server_time(tests::clock_at(disk.now), disk.now);
    const auto before = disk.kiosk->sync.load_link().cursor;
    disk.vfs.arm(call, SQLITE_FULL, FaultyVfs::Length::from_then_on);
    bool failed = false;
    try {
      disk.kiosk->sync.apply_page(page, marks);
    } catch (const std::exception&) {
      failed = true;
    }
    const bool fired = disk.vfs.disarm();
    faults += fired ? 1 : 0;
    if (failed) {
      CHECK(disk.kiosk->sync.load_link().cursor == before);
      disk.kiosk->sync.apply_page(page, marks);
    }
    CHECK(disk.kiosk->sync.load_link().cursor.pos == page.to);
    kiosk::CheckIn check_in{disk.kiosk->store, disk.random, Gate::in};
    disk.now += 11min;
    const auto answer = check_in.answer(disk.gym.card(disk.ada), tests::clock_at(disk.now));
    REQUIRE(answer.person);
    CHECK(answer.person->name == name);
    if (!fired) break;
  }
  CHECK(faults > 5);
}

}  // namespace
}  // namespace fitmate
