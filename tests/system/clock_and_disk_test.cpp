// Clocks that show anything, and disks that take nothing more.

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <format>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/system/faulty_gym.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using db::sql::Engine;
using namespace std::chrono_literals;

std::unique_ptr<db::sql::Connection> open_store(const fs::path& folder) {
  return db::sql::open_database("sqlite:///" + (folder / "kiosk.db").string()).value().connect();
}

// What the kiosk knows of time comes from another boot.
void reboot(const fs::path& folder) {
  const auto store = open_store(folder);
  store->execute("update clock set server_boot_id = zeroblob(16), floor_boot_id = zeroblob(16)");
  store->execute("update outbox set boot_id = zeroblob(16)");
}

// A wall clock that is so far from the true one.
std::vector<std::pair<std::string, std::string>> wall_clock_off_by(std::chrono::seconds offset) {
  const char* options = std::getenv("ASAN_OPTIONS");
  return {{"LD_PRELOAD", program("libwall_clock.so")},
          {"FITMATE_WALL_OFFSET_S", std::to_string(offset.count())},
          {"ASAN_OPTIONS", std::format("{}:verify_asan_link_order=0", options ? options : "")}};
}

TEST_CASE("whatever the kiosk's clock shows, every event arrives once and in its order") {
  FaultyGym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto door = gym.open_door();
  const auto now = *domain::parse_instant(gym.status(door).at("last_pull").get<std::string>());
  const auto to = [&](std::string_view time) {
    return std::chrono::floor<std::chrono::seconds>(*domain::parse_instant(time) - now);
  };
  const std::vector<std::chrono::seconds> jumps{
      to("1970-01-01T00:00:10Z"),
      -24h * 365,
      -24h,
      -1h,
      1h,  // as where daylight saving was taken for a change of time
      24h,
      to("2038-01-19T03:14:09Z"),
      to("2106-02-07T06:28:10Z")};
  for (const auto jump : jumps) {
    CAPTURE(jump);
    reboot(gym.folder(door));
    const auto off = wall_clock_off_by(jump);
    const auto first = gym.show(door, gym.code_of("expired"), off);
    CHECK(!first.at("event_id").is_null());
    gym.show(door, gym.code_of("suspended"), off);
    const auto synced = run({program("fitmate-sync"), "--once", "--data", gym.kiosk_folder(door)},
                            {}, {.environment = off});
    CHECK(synced.exit_code == 0);
    gym.show(door, gym.code_of("expired"), off);
  }
  // The clock is right again, and nobody is locked out.
  gym.drain(door);
  CHECK(gym.status(door).at("clock_state") == "synced");
  CHECK(gym.show(door, gym.code_of("active")).at("outcome") == "admitted");
  gym.drain(door);
  CHECK(gym.breaches() == none);
  CHECK(gym.database().query_one("select count(*) from sync_inbox")->get<std::size_t>(0) ==
        jumps.size() * 3 + 1);
}

// The program may write no file beyond so many blocks of 512 bytes; each write after that fails.
Words limited(std::uintmax_t blocks, const Words& command) {
  Words words{"/bin/sh", "-c", std::format("trap '' XFSZ; ulimit -f {}; exec \"$@\"", blocks),
              "sh"};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

TEST_CASE("a disk that is full at any write opens no door and loses nothing that was promised") {
  FaultyGym gym{Engine::sqlite};
  const auto door = gym.open_door();
  std::string codes;
  for (const auto* state : {"active", "expired", "suspended", "not_started"}) {
    codes += gym.code_of(state) + "\n";
  }
  int failed = 0;
  int kept = 0;
  // From no byte at all, to more than such a day takes.
  for (std::uintmax_t blocks = 0; blocks < 420; blocks += blocks < 64 ? 4 : 12) {
    CAPTURE(blocks);
    const auto done = run(
        limited(blocks, {program("fitmate-kiosk"), "scan", "-", "--data", gym.kiosk_folder(door)}),
        codes, {});
    CHECK(done.exit_code < 128);
    const auto said = gym.note_lines(door, done.out);
    kept += said.kept;
    failed += said.failed;
    if (blocks % 48 == 0) {
      run(limited(blocks, {program("fitmate-sync"), "--once", "--data", gym.kiosk_folder(door)}),
          {}, {});
    }
  }
  CHECK(failed > 0);
  CHECK(kept > 0);
  gym.drain(door);
  CHECK(gym.show(door, gym.code_of("expiring")).at("outcome") == "warned");
  gym.drain(door);
  CHECK(gym.breaches() == none);
}

}  // namespace
}  // namespace fitmate::tests
