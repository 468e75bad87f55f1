// bench_push [--json] DATABASE_URL: how many events a second one centre takes over HTTP into
// PostgreSQL, with all that is derived from them, beside COPY of the rows that they became. The
// database is empty and is left full. Clients, centre and PostgreSQL share the machine.
#include <chrono>
#include <csignal>
#include <format>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "db/sql/database.h"
#include "tests/bench/at_once.h"
#include "tests/bench/inbox_copy.h"
#include "tests/bench/program.h"
#include "tests/bench/push_load.h"
#include "tests/bench/report.h"
#include "tests/support/process.h"
#include "tests/support/raw_http.h"
#include "tests/support/temp_folder.h"

namespace fitmate::bench {
namespace {

constexpr int rounds = 5;
constexpr std::size_t pushes_a_round = 20;  // of each kiosk

// A push's answer, which keeps the connection.
tests::HttpAnswer read_answer(tests::RawConnection& connection) {
  std::string text;
  while (connection.read_some(text)) {
    auto answer = tests::parse_answer(text);
    if (!answer || !answer->headers.contains("content-length")) continue;
    if (answer->body.size() >= std::stoul(answer->headers.at("content-length"))) return *answer;
  }
  throw std::runtime_error{"the centre hung up"};
}

void push(tests::RawConnection& connection, std::size_t kiosk, const std::string& body) {
  const auto head = std::format(
      "POST /api/sync/push HTTP/1.1\r\nHost: centre\r\nAuthorization: Bearer token{}\r\n"
      "Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
      kiosk, body.size());
  connection.send(head + body);
  const auto answer = read_answer(connection);
  if (answer.status != 200) {
    throw std::runtime_error{std::format("a push was answered {} {}", answer.status, answer.body)};
  }
}

// The seconds until all of them are answered.
double push_all(std::uint16_t port, const std::vector<std::vector<std::string>>& bodies) {
  return at_once(bodies.size(), [&](std::size_t i) {
    tests::RawConnection connection{port};
    for (const auto& body : bodies[i]) push(connection, i + 1, body);
  });
}

struct Rates {
  std::vector<double> push;  // events a second, by round
  std::vector<double> copy;
  std::vector<double> ratio;
};

void measure_round(std::uint16_t port, std::vector<PushMaker>& makers, InboxCopy& peer,
                   Rates& rates) {
  const auto first = makers.front().made() + 1;
  std::vector<std::vector<std::string>> bodies;
  bodies.reserve(makers.size());
  for (auto& maker : makers) bodies.push_back(maker.make(pushes_a_round));
  const auto events = static_cast<double>(makers.size() * pushes_a_round * batch);
  rates.push.push_back(events / push_all(port, bodies));
  rates.copy.push_back(events / peer.copy(makers.size(), first, makers.front().made(), batch));
  rates.ratio.push_back(rates.push.back() / rates.copy.back());
}

void run(const Asked& asked) {
  const auto& url = asked.places.at(0);
  const Gym gym;
  const auto connection = db::sql::open_database(url).value().connect();
  make_gym(*connection, gym);
  const tests::TempFolder folder;
  tests::Process centre{{tests::program("centre_server"), url, (folder.path() / "keys").string(),
                         std::to_string(gym.kiosks), "unthrottled"},
                        {.environment = {}, .folder = {}, .err_file = folder.path() / "log"}};
  const auto port = centre.read_line();
  if (!port) throw std::runtime_error{"the centre does not start"};

  InboxCopy peer{url};
  std::vector<PushMaker> makers;
  for (std::size_t i = 1; i <= gym.kiosks; ++i) makers.emplace_back(gym, i);
  Rates rates;
  for (int round = 0; round < rounds; ++round) {
    measure_round(static_cast<std::uint16_t>(std::stoi(*port)), makers, peer, rates);
  }
  centre.signal(SIGTERM);
  centre.wait();
  const auto visits = connection->query_one("select count(*) from attendance");
  print_report(asked.json, "push", "events a second into PostgreSQL, beside COPY of the same rows",
               {{{"kiosks", static_cast<std::int64_t>(gym.kiosks)},
                 {"events", static_cast<std::int64_t>(makers.front().made() * gym.kiosks)},
                 {"visits", visits.value().get<std::int64_t>(0)},
                 {"events per s", spread_of(rates.push)},
                 {"COPY rows per s", spread_of(rates.copy)},
                 {"to COPY", spread_of(rates.ratio)}}});
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
