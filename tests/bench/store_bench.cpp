// bench_store [--json] FOLDER: decide and commit of a check-in, from the code's text to the durable
// event, with 100,000 members in the kiosk's store, beside a bare one-row commit of SQLite with the
// same durability on the same disk. In turns, so the disk's mood hits both. FOLDER lies on a disk.
#include <cstddef>
#include <cstdint>
#include <format>
#include <stdexcept>
#include <string>
#include <vector>

#include <sqlite3.h>

#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sqlite_kiosk_store.h"
#include "db/kiosk/sqlite_sync_store.h"
#include "kiosk/check_in.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/bench/timing.h"
#include "tests/support/demo_gym.h"
#include "tests/support/temp_folder.h"

namespace fitmate::bench {
namespace {

using namespace std::chrono_literals;

constexpr int members = 100'000;
constexpr int rounds = 10;
constexpr int pairs_a_round = 200;
// A log that still grows is slower to sync; from its first checkpoint on it is written over.
constexpr int warm_up = 1200;
constexpr auto between_scans = 3s;  // a busy door
constexpr double limit = 1.5;
constexpr std::size_t event_bytes = 420;  // about what an event's text has

// One table, one row a commit, with the kiosk's settings.
class BareStore {
 public:
  explicit BareStore(const std::string& file) {
    check(sqlite3_open(file.c_str(), &database_));
    check(sqlite3_exec(database_,
                       "pragma journal_mode = wal; pragma synchronous = full;"
                       "create table bare (id integer primary key, event text)",
                       nullptr, nullptr, nullptr));
    check(sqlite3_prepare_v2(database_, "insert into bare (event) values (?1)", -1, &insert_,
                             nullptr));
  }
  BareStore(const BareStore&) = delete;
  BareStore& operator=(const BareStore&) = delete;
  ~BareStore() {
    sqlite3_finalize(insert_);
    sqlite3_close(database_);
  }

  void commit(const std::string& event) {
    sqlite3_bind_text(insert_, 1, event.data(), static_cast<int>(event.size()), SQLITE_STATIC);
    if (sqlite3_step(insert_) != SQLITE_DONE) throw std::runtime_error{sqlite3_errmsg(database_)};
    sqlite3_reset(insert_);
  }

 private:
  void check(int result) const {
    if (result != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(database_)};
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

// A kiosk at work, where all of `members` may come in.
struct Kiosk {
  explicit Kiosk(const std::filesystem::path& folder)
      : database{{.folder = folder, .random = random, .now = now}} {
    for (int i = 0; i < members; ++i) {
      people.push_back(gym.add_member(std::format("Member {}", i), tests::day("2026-01-01"),
                                      tests::day("2026-12-31")));
    }
    gym.fill(sync, now);
  }

  // The milliseconds that the answer to another member's phone takes; they stand far apart in the
  // tables.
  double scan(std::size_t number) {
    now += between_scans;
    const auto text = gym.phone(people[number * 7919 % people.size()], now);
    fitmate::kiosk::Answer answer;
    const auto took =
        milliseconds_of([&] { answer = check_in.answer(text, tests::clock_at(now)); });
    if (answer.outcome != domain::Outcome::admitted) {
      throw std::runtime_error{"a member was not let in: " + answer.fault};
    }
    return took;
  }

  domain::Instant now = tests::instant("2026-01-22T09:00:00Z");
  domain::Random random = tests::steady_random();
  tests::DemoGym gym{now};
  std::vector<tests::DemoGym::Someone> people;
  db::kiosk::KioskDatabase database;
  db::kiosk::SqliteKioskStore store{database};
  db::kiosk::SqliteSyncStore sync{database};
  fitmate::kiosk::CheckIn check_in{store, random, domain::Gate::both};
};

struct Times {
  std::vector<double> ours;  // ms
  std::vector<double> bare;
  std::vector<double> ratios;  // of the rounds' medians
};

struct Pair {
  Kiosk& kiosk;
  BareStore& bare;
  std::string event = std::string(event_bytes, 'e');

  // `count` members in turn with as many bare commits, from the one of that number on.
  Times measure(std::size_t first, int count) {
    Times times;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      times.ours.push_back(kiosk.scan(first + i));
      times.bare.push_back(milliseconds_of([&] { bare.commit(event); }));
    }
    times.ratios = {median(times.ours) / median(times.bare)};
    return times;
  }
};

Times measure_rounds(Pair& pair) {
  Times all;
  for (int round = 0; round < rounds; ++round) {
    const auto times = pair.measure(all.ours.size(), pairs_a_round);
    all.ours.insert(all.ours.end(), times.ours.begin(), times.ours.end());
    all.bare.insert(all.bare.end(), times.bare.begin(), times.bare.end());
    all.ratios.insert(all.ratios.end(), times.ratios.begin(), times.ratios.end());
  }
  return all;
}

Row row_of(const std::string& code, const Times& times) {
  return {{"members", std::int64_t{members}},
          {"code", code},
          {"check-ins", static_cast<std::int64_t>(times.ours.size())},
          {"median ms", median(times.ours)},
          {"p99 ms", quantile(times.ours, 0.99)},
          {"bare median ms", median(times.bare)},
          {"bare p99 ms", quantile(times.bare, 0.99)},
          {"to bare", spread_of(times.ratios)},
          {"limit", limit}};
}

void run(const Asked& asked) {
  const tests::TempFolder folder{asked.places.at(0)};
  Kiosk kiosk{folder.path() / "kiosk"};
  BareStore bare{folder.path() / "bare.db"};
  Pair pair{kiosk, bare};
  pair.measure(members / 2, warm_up);
  const auto first = measure_rounds(pair);
  // The same members, as they leave.
  const auto again = measure_rounds(pair);
  print_report(asked.json, "store",
               "decide and commit of a check-in beside a bare one-row commit; in ms",
               {row_of("first seen", first), row_of("seen before", again)});
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
