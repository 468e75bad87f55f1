// bench_busy_hour [--json] DATABASE_URL FOLDER: an hour of a busy gym, replayed as fast as it goes
// through the real programs: 600 scans and 40 meals with photos of 1280x720 at the kiosk, while
// fitmate-sync beside it talks to the centre over a line of 20 Mbit/s and 30 ms that breaks once in
// each minute of that hour. Beside it the same hour at a kiosk without sync. In the end every event
// and every photo must be at the centre, once. The database is PostgreSQL and empty, FOLDER lies on
// a disk; kiosk, centre, PostgreSQL and the line share the machine.
#include <chrono>
#include <csignal>
#include <cstdint>
#include <format>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "domain/instant.h"
#include "tests/bench/busy_hour.h"
#include "tests/bench/cards.h"
#include "tests/bench/door_row.h"
#include "tests/bench/plate.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/bench/shaped_line.h"
#include "tests/support/eventually.h"
#include "tests/support/invariants.h"
#include "tests/support/process.h"
#include "tests/system/gym.h"

namespace fitmate::bench {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr int hours = 2;  // of each kind, in turn
constexpr int members = 700;
constexpr ShapedLine::Shape shape{.bits_per_s = 20'000'000, .there_and_back = 30ms};
constexpr auto patience = 10min;

// A gym at work, a new kiosk for each hour.
class Town {
 public:
  explicit Town(const Asked& asked)
      : gym_{asked.places.at(0), members, asked.places.at(1)},
        cards_{issue_cards(gym_, some_members(gym_, scans_an_hour))},
        plates_{asked.places.at(1)} {
    gym_.start_central();
    const auto port = gym_.url().substr(gym_.url().rfind(':') + 1);
    line_.emplace(static_cast<std::uint16_t>(std::stoi(port)), shape);
    const auto now = gym_.database().query_one("select now()").value().get<domain::Instant>(0);
    earlier_ = domain::to_text(now - 2h);
  }

  // The kiosk's events go when the hour is over.
  Hour quiet_hour() {
    const auto kiosk = open_kiosk();
    auto hour = replay(kiosk, nullptr);
    sync(kiosk);
    return hour;
  }
  // Answers in `until_there` the seconds that sync went on after the hour.
  Hour busy_hour(std::vector<double>& until_there) {
    const auto kiosk = open_kiosk();
    tests::Process sync{{tests::program("fitmate-sync"), "--data", gym_.kiosk_folder(kiosk)}};
    auto hour = replay(kiosk, &*line_);
    const auto ended = std::chrono::steady_clock::now();
    const auto is_quiet = [&] {
      const auto queue = gym_.status(kiosk).at("queue");
      return queue.at("events") == 0 && queue.at("photos") == 0;
    };
    if (!tests::eventually(is_quiet, patience)) throw std::runtime_error{"sync does not end"};
    const std::chrono::duration<double> after = std::chrono::steady_clock::now() - ended;
    until_there.push_back(after.count());
    sync.signal(SIGTERM);
    sync.wait();
    return hour;
  }

  Row what_arrived(const std::vector<double>& until_there) {
    // Each hears what was ended at a door that was opened after it.
    for (std::size_t kiosk = 0; kiosk < kiosks_.size(); ++kiosk) sync(kiosk);
    const auto breaches = tests::find_breaches(gym_.database(), gym_.uploads(), kiosks_);
    if (!breaches.empty()) throw std::runtime_error{"an invariant is broken: " + breaches.front()};
    const auto count = [&](const char* sql) {
      return gym_.database().query_one(sql).value().get<std::int64_t>(0);
    };
    std::int64_t kept = 0;
    for (const auto& kiosk : kiosks_) kept += std::ssize(kiosk.printed);
    const auto photos =
        count("select count(distinct sha256) from nutrition_photos where stored_at is not null");
    gym_.stop_central();
    return {{"events kept", kept},
            {"at the centre", count("select count(*) from sync_inbox")},
            {"once", count("select count(distinct event_id) from sync_inbox")},
            {"photos kept", static_cast<std::int64_t>(kiosks_.size() * meals_an_hour)},
            {"there", photos},
            {"connections broken", line_->broken()},
            {"seconds until there", spread_of(until_there)}};
  }

 private:
  std::size_t open_kiosk() {
    const auto kiosk = gym_.add_kiosk_at(std::format("http://127.0.0.1:{}", line_->port()));
    kiosks_.push_back({.folder = gym_.kiosk_folder(kiosk), .printed = {}});
    let_half_in(gym_.kiosk_folder(kiosk), cards_, earlier_, kiosks_.back().printed);
    return kiosk;
  }
  void sync(std::size_t kiosk) {
    if (gym_.sync(kiosk).at("exit") != 0) throw std::runtime_error{"not all went"};
  }
  Hour replay(std::size_t kiosk, ShapedLine* line) {
    std::vector<fs::path> plates;
    for (std::size_t i = 0; i < meals_an_hour; ++i) plates.push_back(take_picture());
    auto hour = replay_busy_hour(gym_.kiosk_folder(kiosk), cards_, plates, line);
    kiosks_.back().printed.merge(hour.printed);
    return hour;
  }
  fs::path take_picture() {
    const auto picture = photograph_plate(++pictures_, {.width = 1280, .height = 720});
    auto file = plates_.path() / std::format("{}.jpg", pictures_);
    std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(picture.data()),
                                                std::ssize(picture));
    return file;
  }

  tests::Gym gym_;
  std::vector<std::string> cards_;
  tests::TempFolder plates_;
  std::optional<ShapedLine> line_;
  std::string earlier_;
  std::vector<tests::QuietKiosk> kiosks_;
  unsigned pictures_ = 0;
};

void add(std::vector<double>& all, const Hour& hour) {
  all.insert(all.end(), hour.door.begin(), hour.door.end());
}

void run(const Asked& asked) {
  Town town{asked};
  std::vector<double> quiet;
  std::vector<double> busy;
  std::vector<double> until_there;
  for (int i = 0; i < hours; ++i) {
    add(quiet, town.quiet_hour());
    add(busy, town.busy_hour(until_there));
  }
  print_report(asked.json, "busy-hour", "the door, from code to durable answer",
               {door_row("without sync", quiet), door_row("a line that breaks", busy)});
  print_report(asked.json, "busy-hour", "what came of these hours",
               {town.what_arrived(until_there)});
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
