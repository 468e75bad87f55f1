// How many profiles a centre reads a second, and how many meals with a photo it takes, with 1, 32
// and 512 connections; beside the framework that answers a constant, and the statements of a
// profile's call alone.
//   bench_api [--json] DATABASE_URL
// The database is empty and is left with what was written.
#include <atomic>
#include <chrono>
#include <format>
#include <fstream>
#include <regex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "db/central/profiles.sql.h"
#include "db/central/sessions.sql.h"
#include "db/sql/database.h"
#include "domain/ids.h"
#include "firmware/image_file.h"
#include "tests/bench/http_load.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/support/eventually.h"
#include "tests/support/process.h"
#include "tests/support/raw_http.h"
#include "tests/support/temp_folder.h"

using namespace fitmate;
using Json = nlohmann::json;

namespace {

constexpr int threads_of_the_centre = 8;
// A centre takes only so many bytes of one person and one address at once.
constexpr int people = 8;

// The program, on a database of its own, with some trainees who are signed in.
class Centre {
 public:
  explicit Centre(std::string url)
      : url_{std::move(url)},
        process_{{tests::program("fitmate-central"), "serve", "--migrate"},
                 {.environment = {{"DATABASE_URL", url_},
                                  {"SECRET_KEY", "0123456789abcdef0123456789abcdef"},
                                  {"LISTEN", "localhost:0"},
                                  {"BEHIND_PROXY", "1"},
                                  {"KEY_DIR", (folder_.path() / "keys").string()}},
                  .folder = folder_.path().string()}} {
    const std::regex words{"listening on localhost:([0-9]+)\n"};
    std::smatch found;
    const bool began = tests::eventually([&] {
      process_.read_line(std::chrono::milliseconds{10});
      return std::regex_search(process_.err(), found, words);
    });
    if (!began) throw std::runtime_error{"the centre does not start: " + process_.err()};
    port_ = static_cast<std::uint16_t>(std::stoi(found[1]));
    tests::eventually([this] { return tests::listens(port_); });
    drain_ = std::jthread{[this](const std::stop_token& stop) {
      while (!stop.stop_requested()) process_.read_line(std::chrono::milliseconds{50});
    }};
    for (int i = 0; i < people; ++i) {
      const Json person{{"email", std::format("jo{}@example.com", i)},
                        {"password", "Correct-horse-1"},
                        {"name", "Jo"}};
      user_ = post("/api/auth/register", person).at("id");
      tokens_.push_back(post("/api/auth/login", person).at("access_token"));
    }
  }

  std::vector<std::string> profile_requests() const {
    return of_each("GET /api/trainee/profile", "\r\n");
  }
  std::vector<std::string> meal_requests(const std::string& photo) const {
    const auto body = std::format(
        "--B\r\nContent-Disposition: form-data; name=\"item\"\r\n\r\nSoup\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n\r\n{}\r\n"
        "--B--\r\n",
        photo);
    return of_each(
        "POST /api/trainee/nutrition-log",
        std::format("Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\n\r\n{}",
                    body.size(), body));
  }
  const std::string& url() const { return url_; }
  domain::UserId user() const { return {user_}; }
  std::uint16_t port() const { return port_; }
  double memory_mb() const {
    std::ifstream status{std::format("/proc/{}/status", process_.pid())};
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
  }

 private:
  // Of each person, who calls from an address of their own.
  std::vector<std::string> of_each(std::string_view call, std::string_view rest) const {
    std::vector<std::string> requests;
    for (const auto& token : tokens_) {
      requests.push_back(std::format(
          "{} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.0.0.{}\r\nAuthorization: Bearer {}\r\n{}",
          call, requests.size() + 1, token, rest));
    }
    return requests;
  }
  Json post(const std::string& path, const Json& body) const {
    const auto answer = tests::call(port_, {.method = "POST",
                                            .path = path,
                                            .token = {},
                                            .headers = "Content-Type: application/json\r\n",
                                            .body = body.dump()});
    return Json::parse(answer.body);
  }

  tests::TempFolder folder_;
  std::string url_;
  tests::Process process_;
  std::uint16_t port_ = 0;
  std::int64_t user_ = 0;
  std::vector<std::string> tokens_;
  std::jthread drain_;
};

// The statements of a profile's call, from as many threads as the centre has.
double queries_per_second(const Centre& centre, std::chrono::seconds lasts) {
  const auto database = db::sql::open_database(centre.url()).value();
  std::atomic<std::int64_t> done{0};
  const auto end = std::chrono::steady_clock::now() + lasts;
  {
    std::vector<std::jthread> threads;
    threads.reserve(threads_of_the_centre);
    for (int i = 0; i < threads_of_the_centre; ++i) {
      threads.emplace_back([&] {
        const auto connection = database.connect();
        while (std::chrono::steady_clock::now() < end) {
          connection->query_one(db::central::sessions_sql::find_caller, centre.user(),
                                domain::Uuid{});
          connection->query_one(db::central::profiles_sql::load_profile, centre.user());
          ++done;
        }
      });
    }
  }
  return static_cast<double>(done) / static_cast<double>(lasts.count());
}

std::string photo_of_60_kb() {
  firmware::RgbImage image{.width = 640, .height = 480, .pixels = {}};
  std::uint32_t state = 1;
  for (int i = 0; i < 640 * 480 * 3; ++i) {
    state = state * 1664525U + 1013904223U;
    image.pixels.push_back(static_cast<std::uint8_t>(96 + (state >> 26U)));
  }
  for (int quality = 90; quality > 5; --quality) {
    const auto bytes = firmware::encode_jpeg(image, quality).value();
    if (bytes.size() <= 60'000) {
      return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
  }
  throw std::runtime_error{"no photo of 60 kB"};
}

bench::Row row(const std::string& call, std::size_t connections, const bench::Measured& measured,
               double memory_mb) {
  return {{"call", call},
          {"connections", static_cast<std::int64_t>(connections)},
          {"a second", measured.per_second},
          {"p50 ms", measured.p50_ms},
          {"p99 ms", measured.p99_ms},
          {"MB", memory_mb}};
}

void run(const bench::Asked& asked) {
  constexpr std::chrono::seconds lasts{5};
  const Centre centre{asked.places.at(0)};
  const std::vector<std::string> constant{"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"};
  const auto profile = centre.profile_requests();
  const auto meal = centre.meal_requests(photo_of_60_kb());
  std::vector<bench::Row> rows;
  for (const std::size_t connections : {1U, 32U, 512U}) {
    for (const auto& [name, requests] :
         {std::pair{"a constant (limit)", constant}, std::pair{"profile", profile},
          std::pair{"meal with a photo", meal}}) {
      const auto measured = bench::drive(centre.port(), requests, {connections, lasts});
      rows.push_back(row(name, connections, measured, centre.memory_mb()));
    }
  }
  rows.push_back(row("profile's statements (limit)", threads_of_the_centre,
                     {.per_second = queries_per_second(centre, lasts)}, 0));
  bench::print_report(asked.json, "api", "calls of people, beside their limits", rows);
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run_benchmark(argc, argv, run);
}
