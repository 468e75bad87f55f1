// bench_push [--json] DATABASE_URL: how many events a second one centre takes over HTTP into
// PostgreSQL, with all that is derived from them, beside COPY of the rows that they became: of a
// full gym, where most visits begin and end within a push or two, and of one in which half of all
// members are inside at each door, so that nearly each event is about another person. The database
// is empty and is left full. Clients, centre and PostgreSQL share the machine.
#include <array>
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

constexpr std::size_t kiosks = 4;
constexpr std::size_t people = 5'000;  // of a load
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

// What four kiosks push, each of the same crowd. Another load has other kiosks and people.
struct Load {
  std::string name;
  std::size_t first_kiosk;
  Crowd crowd;
};

// The seconds until all of them are answered.
double push_all(std::uint16_t port, std::size_t first_kiosk,
                const std::vector<std::vector<std::string>>& bodies) {
  return at_once(bodies.size(), [&](std::size_t i) {
    tests::RawConnection connection{port};
    for (const auto& body : bodies[i]) push(connection, first_kiosk + i, body);
  });
}

struct Rates {
  std::vector<double> push;  // events a second, by round
  std::vector<double> copy;
  std::vector<double> ratio;
};

void measure_round(std::uint16_t port, const Load& load, std::vector<PushMaker>& makers,
                   InboxCopy& peer, Rates& rates) {
  const auto first = makers.front().made() + 1;
  std::vector<std::vector<std::string>> bodies;
  bodies.reserve(makers.size());
  for (auto& maker : makers) bodies.push_back(maker.make(pushes_a_round));
  const auto events = static_cast<double>(makers.size() * pushes_a_round * batch);
  rates.push.push_back(events / push_all(port, load.first_kiosk, bodies));
  const InboxCopy::Part part{.first_kiosk = load.first_kiosk,
                             .kiosks = makers.size(),
                             .first_seq = first,
                             .last_seq = makers.front().made()};
  rates.copy.push_back(events / peer.copy(part, batch));
  rates.ratio.push_back(rates.push.back() / rates.copy.back());
}

Row measure(std::uint16_t port, const Load& load, InboxCopy& peer) {
  std::vector<PushMaker> makers;
  for (std::size_t i = 0; i < kiosks; ++i) {
    makers.emplace_back(load.first_kiosk + i, load.crowd);
  }
  Rates rates;
  for (int round = 0; round < rounds; ++round) measure_round(port, load, makers, peer, rates);
  return {{"load", load.name},
          {"kiosks", static_cast<std::int64_t>(kiosks)},
          {"events", static_cast<std::int64_t>(makers.front().made() * kiosks)},
          {"events per s", spread_of(rates.push)},
          {"COPY rows per s", spread_of(rates.copy)},
          {"to COPY", spread_of(rates.ratio)}};
}

void run(const Asked& asked) {
  const std::array<Load, 2> loads{
      {{.name = "a full gym",
        .first_kiosk = 1,
        .crowd = {.first_person = 1, .people = people, .inside = 100}},
       {.name = "half of all inside",
        .first_kiosk = 1 + kiosks,
        .crowd = {.first_person = 1 + people, .people = people, .inside = people / 2}}}};
  const auto& url = asked.places.at(0);
  make_gym(*db::sql::open_database(url).value().connect(), loads.size() * people,
           loads.size() * kiosks);
  const tests::TempFolder folder;
  tests::Process centre{{tests::program("centre_server"), url, (folder.path() / "keys").string(),
                         std::to_string(loads.size() * kiosks), "unthrottled"},
                        {.environment = {}, .folder = {}, .err_file = folder.path() / "log"}};
  const auto port = centre.read_line();
  if (!port) throw std::runtime_error{"the centre does not start"};

  InboxCopy peer{url};
  std::vector<Row> rows;
  for (const auto& load : loads) {
    rows.push_back(measure(static_cast<std::uint16_t>(std::stoi(*port)), load, peer));
  }
  centre.signal(SIGTERM);
  centre.wait();
  print_report(asked.json, "push", "events a second into PostgreSQL, beside COPY of the same rows",
               rows);
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
