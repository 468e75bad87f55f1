// bench_photo_upload [--json] DATABASE_URL FOLDER: what fitmate-sync moves of meals' photos of
// about 300 kB to the real centre, over TLS, one after the other; beside it the curl program, which
// puts files to the same centre over the same line, on one connection. Once those are new, so the
// centre decodes, encodes, writes and syncs them as it does ours; and once they are the files that
// it just had from us, so it only receives them: that is the line alone. Each is measured from the
// first photo's arrival to the last one's. The lines: of some Mbit/s and some ms there and back,
// without loss, and loopback itself. The database is PostgreSQL and empty, FOLDER lies on a disk.
#include <chrono>
#include <cstdint>
#include <format>
#include <fstream>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "domain/instant.h"
#include "tests/bench/cards.h"
#include "tests/bench/plate.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/bench/shaped_line.h"
#include "tests/support/process.h"
#include "tests/system/gym.h"

namespace fitmate::bench {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr int rounds = 3;
constexpr int photos_a_round = 12;
constexpr PlateSize size{.width = 1600, .height = 900, .noise = 11};

struct Line {
  std::string name;
  ShapedLine::Shape shape;
};
const std::vector<Line> lines{{"5 Mbit/s, 40 ms", {5'000'000, 40ms}},
                              {"20 Mbit/s, 20 ms", {20'000'000, 20ms}},
                              {"loopback", {}}};

// What one road moved in MB/s, of the photos behind the first.
double rate(double bytes, double seconds) {
  return bytes / seconds / 1e6;
}

class Kitchen {
 public:
  explicit Kitchen(const Asked& asked)
      : gym_{asked.places.at(0), 20, asked.places.at(1)},
        card_{issue_cards(gym_, some_members(gym_, 1)).front()},
        plates_{asked.places.at(1)} {
    gym_.speak_tls();
    gym_.start_central();
  }

  std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(gym_.url().substr(gym_.url().rfind(':') + 1)));
  }
  std::size_t open_kiosk(std::uint16_t at) {
    return gym_.add_kiosk_at(std::format("https://127.0.0.1:{}", at));
  }
  void close() { gym_.stop_central(); }

  void eat(std::size_t kiosk) {
    const auto file = plates_.path() / "plate.jpg";
    const auto picture = photograph_plate(++eaten_, size);
    std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(picture.data()),
                                                std::ssize(picture));
    const auto done =
        tests::run({tests::program("fitmate-kiosk"), "meal", "--data", gym_.kiosk_folder(kiosk),
                    "--code", card_, "--photo", file.string(), "--item", "Soup"});
    if (done.exit_code != 0) throw std::runtime_error{"a meal was not kept: " + done.err};
  }

  // Photos that wait go to the centre.
  double upload(std::size_t kiosk) {
    const auto arrived = sync(kiosk);
    const std::chrono::duration<double> took = arrived.back() - arrived.front();
    return rate(bytes_behind_first(kiosk), took.count());
  }

  // Their meals alone go: the centre waits for them.
  void announce(std::size_t kiosk) {
    open_store(kiosk)->execute("update photos set state = 'set_aside' where state = 'waiting'");
    sync(kiosk);
  }

  // The photos of the last meals, by curl.
  double upload_by_curl(std::size_t kiosk, std::uint16_t at) {
    const fs::path folder = gym_.kiosk_folder(kiosk);
    tests::Words command{"curl",
                         "--silent",
                         "--show-error",
                         "--cacert",
                         folder / "centre.pem",
                         "--header",
                         "Authorization: Bearer " + token(kiosk),
                         "--header",
                         "Content-Type: image/jpeg",
                         "--write-out",
                         "%{http_code} %{time_total}\n"};
    for (const auto& photo : photos_) {
      command.insert(command.end(),
                     {"--upload-file", file_of(kiosk, photo), "--output", "/dev/null",
                      std::format("https://127.0.0.1:{}/api/sync/photos/{}", at, photo)});
    }
    const auto done = tests::run(command);
    std::istringstream out{done.out};
    std::vector<double> took;
    int status = 0;
    for (double seconds = 0; out >> status >> seconds && status / 100 == 2;) {
      took.push_back(seconds);
    }
    if (took.size() != photos_.size()) throw std::runtime_error{"curl: " + done.out + done.err};
    return rate(bytes_behind_first(kiosk), std::accumulate(took.begin() + 1, took.end(), 0.0));
  }

  double kilobytes(std::size_t kiosk) const {
    return bytes_behind_first(kiosk) / static_cast<double>(photos_.size() - 1) / 1e3;
  }

 private:
  // All that waits goes; when the photos arrived that did.
  std::vector<domain::Instant> sync(std::size_t kiosk) {
    const auto before = gym_.database()
                            .query_one("select coalesce(max(id), 0) from nutrition_photos")
                            .value()
                            .get<std::int64_t>(0);
    if (gym_.sync(kiosk).at("exit") != 0) throw std::runtime_error{"not everything went"};
    photos_.clear();
    std::vector<domain::Instant> arrived;
    for (const auto& row : gym_.database().query(
             "select sha256, stored_at from nutrition_photos where id > $1 order by stored_at",
             before)) {
      photos_.push_back(row.get<std::string>(0));
      const auto at = row.get<std::optional<domain::Instant>>(1);
      if (at) arrived.push_back(*at);
    }
    return arrived;
  }
  std::string file_of(std::size_t kiosk, const std::string& photo) const {
    return fs::path{gym_.kiosk_folder(kiosk)} / "photos" / (photo + ".jpg");
  }
  double bytes_behind_first(std::size_t kiosk) const {
    double bytes = 0;
    for (std::size_t i = 1; i < photos_.size(); ++i) {
      bytes += static_cast<double>(fs::file_size(file_of(kiosk, photos_[i])));
    }
    return bytes;
  }
  std::unique_ptr<db::sql::Connection> open_store(std::size_t kiosk) const {
    const auto file = fs::path{gym_.kiosk_folder(kiosk)} / "kiosk.db";
    return db::sql::open_database("sqlite:///" + file.string()).value().connect();
  }
  std::string token(std::size_t kiosk) const {
    return open_store(kiosk)
        ->query_one("select case next_token when '' then token else next_token end from link")
        .value()
        .get<std::string>(0);
  }

  tests::Gym gym_;
  std::string card_;
  tests::TempFolder plates_;
  std::vector<std::string> photos_;  // of this round, by their hashes, as they arrived
  unsigned eaten_ = 0;
};

Row measure(Kitchen& kitchen, const Line& of) {
  std::optional<ShapedLine> line;
  if (of.shape.bits_per_s > 0) line.emplace(kitchen.port(), of.shape);
  const auto port = line ? line->port() : kitchen.port();
  const auto kiosk = kitchen.open_kiosk(port);
  std::vector<double> ours;
  std::vector<double> curl;
  std::vector<double> alone;
  std::vector<double> share;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < photos_a_round; ++i) kitchen.eat(kiosk);
    ours.push_back(kitchen.upload(kiosk));
    alone.push_back(kitchen.upload_by_curl(kiosk, port));
    for (int i = 0; i < photos_a_round; ++i) kitchen.eat(kiosk);
    kitchen.announce(kiosk);
    curl.push_back(kitchen.upload_by_curl(kiosk, port));
    share.push_back(100 * ours.back() / curl.back());
  }
  return {{"line", of.name},
          {"kB a photo", kitchen.kilobytes(kiosk)},
          {"sync MB per s", spread_of(ours)},
          {"curl MB per s", spread_of(curl)},
          {"% of curl", spread_of(share)},
          {"curl received only", spread_of(alone)}};
}

void run(const Asked& asked) {
  Kitchen kitchen{asked};
  std::vector<Row> rows;
  for (const auto& line : lines) rows.push_back(measure(kitchen, line));
  kitchen.close();
  print_report(asked.json, "photo-upload", "photos to the centre over TLS, beside curl alone",
               rows);
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
