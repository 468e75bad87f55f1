// A kiosk whose data lies on a real file system that is full.

#include <cstdlib>
#include <filesystem>
#include <memory>

#include <catch2/catch_test_macros.hpp>

#include "firmware/image_file.h"
#include "tests/support/small_disk.h"
#include "tests/system/faulty_gym.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using db::sql::Engine;

constexpr auto page = SmallDisk::page;
constexpr std::uintmax_t kib = 1024;
constexpr std::uintmax_t mib = 1024 * kib;

// A gym whose one kiosk has so little a disk.
struct CrampedGym {
  explicit CrampedGym(std::uintmax_t bytes) {
    auto mounted = SmallDisk::mount(gym.folder(0), bytes);
    if (!mounted) SKIP(mounted.error());
    disk = *std::move(mounted);
    door = gym.open_door();
  }

  std::string kiosk() const { return gym.kiosk_folder(door); }
  std::string codes() {
    std::string lines;
    for (const auto* state : {"active", "expired", "suspended", "not_started"}) {
      lines += gym.code_of(state) + "\n";
    }
    return lines;
  }
  std::vector<std::string> active_cards() {
    Words words{"pass", "issue", "--card"};
    for (const auto& member : gym.members("active")) {
      words.insert(words.end(), {"--user", member.at("user_id").dump()});
    }
    std::vector<std::string> cards;
    for (const auto& pass : gym.central(words)) cards.push_back(pass.at("text"));
    return cards;
  }
  Process::Finished kiosk_says(const Words& words, std::string_view input = {}) const {
    Words command{program("fitmate-kiosk")};
    command.insert(command.end(), words.begin(), words.end());
    command.insert(command.end(), {"--data", kiosk()});
    return run(command, input, {});
  }
  // There is room again: all that was promised arrives, and the door goes on.
  void recover() {
    disk->leave_free(mib * 1024);
    gym.drain(door);
    CHECK(gym.show(door, gym.code_of("expiring")).at("outcome") == "warned");
    CHECK(kiosk_says({"doctor"}).out.contains("disk      ok"));
    gym.drain(door);
    CHECK(gym.breaches() == none);
  }

  FaultyGym gym{Engine::sqlite};
  std::unique_ptr<SmallDisk> disk;
  std::size_t door = 0;
};

// Says what is the matter, and not only that something is.
bool is_clear(const std::string& text) {
  return text.contains("disk is full") || text.contains("of the disk is free");
}

TEST_CASE("while a small disk fills up under a door at work, what is not kept opens nothing") {
  CrampedGym cramped{mib};
  auto& gym = cramped.gym;
  const auto cards = cramped.active_cards();
  Process door{{program("fitmate-kiosk"), "scan", "-", "--data", cramped.kiosk()}};
  FaultyGym::Said all;
  // Down to nothing and up again; below three pages, 1 %, nothing is tried. At three most fits, but
  // not an entry that begins a page of the table, as one in seven does.
  for (int step = -12; step <= 12; ++step) {
    for (int turn = 0; turn < (step == -3 ? 8 : 1); ++turn) {
      CAPTURE(step, turn);
      cramped.disk->leave_free(static_cast<std::size_t>(std::abs(step)) * page);
      const auto& code =
          step == -3 ? cards.at(static_cast<std::size_t>(turn)) : gym.code_of("expired");
      REQUIRE(door.write(code + "\n"));
      const auto line = door.read_line();
      REQUIRE(line);
      const auto said = gym.note_lines(cramped.door, *line + "\n");
      all.kept += said.kept;
      all.failed += said.failed;
    }
  }
  CHECK(all.kept > 0);
  CHECK(all.failed > 0);
  CHECK(door.wait().exit_code == 1);
  CHECK(door.err().contains("disk is full"));
  CHECK(door.err().contains("less than 1 % of the disk is free"));
  cramped.recover();
}

TEST_CASE("on a small disk that is full, each command says so, and none loses what was promised") {
  CrampedGym cramped{2 * mib};
  auto& gym = cramped.gym;
  const auto codes = cramped.codes();
  FaultyGym::Said all;
  // Below sixteen pages, 3 %, somebody is to see to it.
  for (std::uintmax_t pages = 0; pages < 60; pages += pages < 24 ? 2 : 12) {
    CAPTURE(pages);
    cramped.disk->leave_free(pages * page);
    const auto scanned = cramped.kiosk_says({"scan", "-"}, codes);
    CAPTURE(scanned.err);
    const auto said = gym.note_lines(cramped.door, scanned.out);
    all.kept += said.kept;
    all.failed += said.failed;
    CHECK(scanned.exit_code == (said.kept == 4 ? 0 : 1));
    CHECK(is_clear(scanned.err) == (said.kept < 4));
    const auto status = cramped.kiosk_says({"status"});
    CAPTURE(status.out, status.err);
    CHECK((status.out.contains("MiB free of 2 MiB") || is_clear(status.err)));
    const auto doctor = cramped.kiosk_says({"doctor"});
    CAPTURE(doctor.out, doctor.err);
    // It repeats what the line said of the disk while that was fuller.
    const bool warns =
        doctor.out.contains("disk      NOT OK") || is_clear(doctor.out) || is_clear(doctor.err);
    CHECK(warns == (doctor.exit_code == 1));
    CHECK((warns || pages >= 16));
    const auto synced = run({program("fitmate-sync"), "--once", "--data", cramped.kiosk()}, {}, {});
    CHECK(synced.exit_code < 128);
  }
  CHECK(all.kept > 0);
  CHECK(all.failed > 0);
  cramped.recover();
}

// Files in the kiosk's folder of photos, each of them a whole picture.
std::size_t count_whole_photos(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator{folder / "photos"}) {
    CAPTURE(entry.path());
    CHECK(entry.path().extension() == ".jpg");
    const auto bytes = firmware::load_bytes(entry.path());
    CHECK((bytes && firmware::decode_photo(*bytes)));
    ++count;
  }
  return count;
}

TEST_CASE("a meal on a full disk is kept whole or not at all, and leaves no half file") {
  CrampedGym cramped{8 * mib};
  auto& gym = cramped.gym;
  const fs::path folder = cramped.kiosk();
  constexpr int side = 1100;
  const auto first = gym.try_to_eat(cramped.door, side);
  REQUIRE(gym.note_lines(cramped.door, first.out).kept == 1);
  const auto photo = fs::file_size(fs::directory_iterator{folder / "photos"} -> path());
  // Larger than the 8 % below which no photo is tried.
  REQUIRE(photo > 800 * kib);

  FaultyGym::Said all;
  for (const std::uintmax_t room :
       {600 * kib, 700 * kib, photo - 16 * page, photo, photo + 2 * page, photo + 6 * page,
        photo + 12 * page, photo + 24 * page, photo + 40 * page}) {
    CAPTURE(room);
    cramped.disk->leave_free(room);
    const auto eaten = gym.try_to_eat(cramped.door, side);
    CAPTURE(eaten.err);
    const auto said = gym.note_lines(cramped.door, eaten.out);
    all.kept += said.kept;
    all.failed += said.failed;
    CHECK(eaten.exit_code == (said.kept == 1 ? 0 : 1));
    CHECK((said.kept == 1 || !eaten.err.empty()));
    count_whole_photos(folder);
  }
  CHECK(all.kept > 0);
  CHECK(all.failed > 3);

  cramped.disk->leave_free(4 * mib);
  const auto last = gym.try_to_eat(cramped.door, side);
  REQUIRE(gym.note_lines(cramped.door, last.out).kept == 1);
  // What was kept before its event could not be is swept by then.
  CHECK(count_whole_photos(folder) == static_cast<std::size_t>(all.kept) + 2);
  cramped.recover();
}

}  // namespace
}  // namespace fitmate::tests
