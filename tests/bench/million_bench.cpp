// bench_million [--json] DATABASE_URL FOLDER [SCANS]: the memory of one `fitmate-kiosk scan -` that
// answers a million codes (or SCANS), and of the fitmate-sync that pushes them meanwhile, as fast
// as the centre's pace allows; looked at ten times. The slope is that of the straight line nearest
// to what was seen from the first tenth on. The database is PostgreSQL and empty, FOLDER lies on a
// disk with some GB.
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/bench/cards.h"
#include "tests/bench/process_use.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/support/process.h"
#include "tests/system/gym.h"

namespace fitmate::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t looks = 10;
constexpr std::size_t at_once = 100;  // codes, as many as fit into a pipe with their answers
constexpr int members = 2'000;
constexpr double mib = 1024 * 1024;

struct Look {
  std::size_t scans = 0;
  double seconds = 0;
  double kiosk = 0;  // proportional memory, MiB
  double sync = 0;
  double log = 0;  // of the store (WAL), MiB
};

class Door {
 public:
  Door(const std::string& folder, std::vector<std::string> cards)
      : program_{{tests::program("fitmate-kiosk"), "scan", "-", "--data", folder}},
        cards_{std::move(cards)} {}

  // The next members' codes; counts what was recorded.
  void scan(std::size_t count) {
    for (; count > 0; count -= std::min(count, at_once)) {
      const auto codes = std::min(count, at_once);
      std::string lines;
      for (std::size_t i = 0; i < codes; ++i) lines += cards_.at(next_++ % cards_.size()) + "\n";
      program_.write(lines);
      for (std::size_t i = 0; i < codes; ++i) note(program_.read_line());
    }
  }
  pid_t pid() const { return program_.pid(); }
  std::int64_t recorded() const { return recorded_; }
  void end() {
    const auto done = program_.wait();
    if (done.exit_code != 0) throw std::runtime_error{"the kiosk ended badly: " + done.err};
  }

 private:
  void note(const std::optional<std::string>& line) {
    if (!line) throw std::runtime_error{"the kiosk did not answer: " + program_.err()};
    const auto answer = nlohmann::json::parse(*line);
    if (answer.at("event_id").is_null()) throw std::runtime_error{"not recorded: " + *line};
    recorded_ += answer.at("repeat").get<bool>() ? 0 : 1;
  }

  tests::Process program_;
  std::vector<std::string> cards_;
  std::size_t next_ = 0;
  std::int64_t recorded_ = 0;
};

// Bytes a scan, by least squares.
double slope(std::span<const Look> seen, double Look::* memory) {
  const auto count = static_cast<double>(seen.size());
  double scans = 0;
  double level = 0;
  for (const auto& look : seen) {
    scans += static_cast<double>(look.scans) / count;
    level += look.*memory / count;
  }
  double above = 0;
  double below = 0;
  for (const auto& look : seen) {
    const auto distance = static_cast<double>(look.scans) - scans;
    above += distance * (look.*memory - level);
    below += distance * distance;
  }
  return above / below * mib;
}

Row row_of(const std::string& name, std::span<const Look> seen, double Look::* memory) {
  double most = 0;
  for (const auto& look : seen) most = std::max(most, look.*memory);
  return {{"memory of", name},
          {"first MiB", seen.front().*memory},
          {"last MiB", seen.back().*memory},
          {"most MiB", most},
          {"bytes a scan", slope(seen, memory)}};
}

std::vector<Look> look_while_scanning(Door& door, pid_t sync, const fs::path& folder,
                                      std::size_t scans) {
  std::vector<Look> seen;
  const auto began = Clock::now();
  for (std::size_t i = 1; i <= looks; ++i) {
    door.scan(scans / looks);
    seen.push_back({.scans = i * (scans / looks),
                    .seconds = std::chrono::duration<double>(Clock::now() - began).count(),
                    .kiosk = static_cast<double>(proportional_memory(door.pid())) / mib,
                    .sync = static_cast<double>(proportional_memory(sync)) / mib,
                    .log = static_cast<double>(fs::file_size(folder / "kiosk.db-wal")) / mib});
  }
  return seen;
}

void run(const Asked& asked) {
  const std::size_t scans = asked.places.size() > 2 ? std::stoul(asked.places[2]) : 1'000'000;
  if (scans < looks * 100) throw std::runtime_error{"at least a thousand scans"};
  tests::Gym gym{asked.places.at(0), members, asked.places.at(1)};
  auto cards = issue_cards(gym, some_members(gym, members));
  gym.start_central();
  const auto kiosk = gym.add_kiosk();
  const auto folder = gym.kiosk_folder(kiosk);
  tests::Process sync{{tests::program("fitmate-sync"), "--data", folder}};
  Door door{folder, std::move(cards)};
  const auto seen = look_while_scanning(door, sync.pid(), folder, scans);
  const auto size = static_cast<double>(fs::file_size(fs::path{folder} / "kiosk.db"));
  const auto there = gym.database().query_one("select count(*) from sync_inbox");
  door.end();
  sync.signal(SIGTERM);
  sync.wait();
  gym.stop_central();

  print_report(asked.json, "million", "scans through one program, sync beside it",
               {{{"scans", static_cast<std::int64_t>(seen.back().scans)},
                 {"recorded", door.recorded()},
                 {"seconds", seen.back().seconds},
                 {"scans per s", static_cast<double>(seen.back().scans) / seen.back().seconds},
                 {"pushed by then", there.value().get<std::int64_t>(0)},
                 {"bytes kept a scan", size / static_cast<double>(seen.back().scans)}}});
  print_report(
      asked.json, "million", "memory at the first and the last of ten looks",
      {row_of("fitmate-kiosk", seen, &Look::kiosk), row_of("fitmate-sync", seen, &Look::sync),
       row_of("the store's log", seen, &Look::log)});
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
