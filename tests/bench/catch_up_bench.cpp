// bench_catch_up [--json] DATABASE_URL FOLDER: a kiosk that was offline for a month has 60,000
// events to push and everything to pull again. The real fitmate-sync does it against the real
// centre, which gives a kiosk its pace, while members go on scanning at the door of the same store;
// beside it the same door without sync. The database is PostgreSQL and empty, FOLDER lies on a
// disk.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <poll.h>

#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sqlite_kiosk_store.h"
#include "domain/crypto.h"
#include "firmware/linux/boot_clock.h"
#include "kiosk/check_in.h"
#include "sync/limits.h"
#include "tests/bench/cards.h"
#include "tests/bench/door_row.h"
#include "tests/bench/month_offline.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/bench/timing.h"
#include "tests/support/process.h"
#include "tests/system/gym.h"

namespace fitmate::bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int members = 5'000;
constexpr int events = 60'000;
constexpr std::size_t cards = 2'000;
constexpr auto between_scans = 30ms;
constexpr auto alone = 12s;  // before, and again after

// The door's side of the store, as fitmate-kiosk has it.
class Door {
 public:
  Door(const std::filesystem::path& folder, std::vector<std::string> codes, domain::Instant now)
      : database_{{.folder = folder, .random = domain::system_random(), .now = now}},
        codes_{std::move(codes)},
        now_{now} {}

  // The milliseconds from the next member's code to the durable answer.
  double scan() {
    const auto boot = firmware::linux_board::read_boot_time();
    const domain::ClockReading clock{
        .wall = now_ + std::chrono::floor<std::chrono::milliseconds>(Clock::now() - began_),
        .since_boot = boot.since_boot,
        .boot_id = domain::parse_uuid(boot.boot_id).value(),
        .kernel_synced = true};
    const auto& code = codes_.at(next_++ % codes_.size());
    return milliseconds_of([&] {
      const auto answer = check_in_.answer(code, clock);
      if (answer.reason == domain::Reason::store_failed) throw std::runtime_error{answer.fault};
    });
  }

 private:
  db::kiosk::KioskDatabase database_;
  db::kiosk::SqliteKioskStore store_{database_};
  kiosk::CheckIn check_in_{store_, domain::system_random(), domain::Gate::both};
  std::vector<std::string> codes_;
  domain::Instant now_;
  Clock::time_point began_ = Clock::now();
  std::size_t next_ = 0;
};

void scan_alone(Door& door, std::vector<double>& times) {
  for (const auto end = Clock::now() + alone; Clock::now() < end;) {
    times.push_back(door.scan());
    ::poll(nullptr, 0, static_cast<int>(between_scans.count()));
  }
}

struct Drained {
  double seconds = 0;
  std::int64_t pushed = 0;
  std::int64_t pulled = 0;
  std::vector<double> door;
};

// fitmate-sync ends once neither side has more.
Drained scan_while_draining(Door& door, const std::string& folder) {
  const auto began = Clock::now();
  tests::Process sync{{tests::program("fitmate-sync"), "--once", "--data", folder}};
  Drained drained;
  auto line = sync.read_line(between_scans);
  while (!line && Clock::now() - began < 10min) {
    drained.door.push_back(door.scan());
    line = sync.read_line(between_scans);
  }
  drained.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  const auto said = nlohmann::json::parse(line.value_or("{}"));
  if (!said.value("complete", false)) throw std::runtime_error{"sync did not end: " + sync.err()};
  drained.pushed = said.at("pushed");
  drained.pulled = said.at("pulled");
  return drained;
}

std::vector<std::int64_t> active_members(const tests::Gym& gym) {
  std::vector<std::int64_t> users;
  for (const auto& member : gym.members("active")) users.push_back(member.at("user_id"));
  users.resize(std::min(users.size(), cards));
  return users;
}

std::vector<Visitor> all_members(db::sql::Connection& database) {
  std::vector<Visitor> visitors;
  for (const auto& row :
       database.query("select id, person_number from users where role = 'TRAINEE' order by id")) {
    visitors.push_back(
        {.user = row.get<domain::UserId>(0), .number = row.get<domain::PersonNumber>(1)});
  }
  return visitors;
}

void report(bool json, const Drained& drained, const std::vector<double>& door_alone) {
  constexpr auto pace = double{sync::limits::batch_most * sync::limits::pushes_per_s};
  print_report(json, "catch-up", "a month's events to push and everything to pull",
               {{{"events", drained.pushed},
                 {"rows pulled", drained.pulled},
                 {"seconds", drained.seconds},
                 {"events per s", static_cast<double>(drained.pushed) / drained.seconds},
                 {"the centre's pace", pace}}});
  print_report(json, "catch-up", "the door meanwhile, from code to durable answer",
               {door_row("without sync", door_alone), door_row("while it drains", drained.door)});
}

void run(const Asked& asked) {
  tests::Gym gym{asked.places.at(0), members, asked.places.at(1)};
  auto codes = issue_cards(gym, active_members(gym));
  gym.start_central();
  const auto kiosk = gym.add_kiosk();
  const auto folder = gym.kiosk_folder(kiosk);
  const auto now = gym.database().query_one("select now()").value().get<domain::Instant>(0);
  spend_month_offline(folder, all_members(gym.database()), events, now);
  // The feed that the kiosk knows is gone: all is to be pulled from zero.
  gym.database().execute("update sync_head set feed_epoch = 'after the month'");

  Door door{folder, std::move(codes), now};
  std::vector<double> door_alone;
  scan_alone(door, door_alone);
  const auto drained = scan_while_draining(door, folder);
  scan_alone(door, door_alone);
  gym.stop_central();
  report(asked.json, drained, door_alone);
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
