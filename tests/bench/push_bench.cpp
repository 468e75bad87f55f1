// How many events a second one centre takes into PostgreSQL, derivation included, beside COPY of
// the same rows into a table of the same shape.
//   push_bench DATABASE_URL [--events N] [--kiosks N] [--people N] [--direct]
// The database is empty and is left full. Through the centre's real HTTP, unless --direct: then the
// service alone.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <format>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "central/services/ingest.h"
#include "db/central/gym.h"
#include "db/central/schema.h"
#include "db/sql/database.h"
#include "domain/crypto.h"
#include "domain/event_text.h"
#include "sync/wire.h"
#include "tests/support/centre.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

using namespace fitmate;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t batch = 500;

struct Asked {
  std::string url;
  std::size_t events = 200'000;
  std::size_t kiosks = 4;
  std::int64_t people = 5'000;
  bool direct = false;
};

Asked read_arguments(const std::vector<std::string>& arguments) {
  Asked asked;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    if (argument == "--events") {
      asked.events = std::stoul(arguments.at(++i));
    } else if (argument == "--kiosks") {
      asked.kiosks = std::stoul(arguments.at(++i));
    } else if (argument == "--people") {
      asked.people = std::stol(arguments.at(++i));
    } else if (argument == "--direct") {
      asked.direct = true;
    } else {
      asked.url = argument;
    }
  }
  return asked;
}

struct Made {
  tests::FakeKiosk kiosk;
  std::vector<sync::Push> pushes;
  std::vector<std::string> bodies;
};

// People come in and go out; each has a thing or two in a push.
Made make_events(domain::KioskId id, const Asked& asked, std::uint64_t seed) {
  Made made{.kiosk = tests::FakeKiosk{id, seed}, .pushes = {}, .bodies = {}};
  std::uint64_t state = seed * 7919;
  std::map<std::int64_t, bool> inside;
  const auto count = asked.events / asked.kiosks;
  domain::Hash chain{};
  for (std::size_t done = 0; done < count; done += batch) {
    tests::FakeKiosk& kiosk = made.kiosk;
    sync::Push push;
    push.store_epoch = kiosk.epoch;
    push.first_seq = {static_cast<std::int64_t>(done) + 1};
    push.prev_chain = chain;
    for (std::size_t i = 0; i < batch; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      const domain::UserId user{
          1 + static_cast<std::int64_t>((state >> 33U) % static_cast<std::uint64_t>(asked.people))};
      bool& in = inside[user.value];
      in = !in;
      auto event = in ? kiosk.make(tests::check_in(user)) : kiosk.make(tests::check_out(user));
      // As real ids: ordered by time, else random.
      const auto made_id = domain::make_uuid(event.stamp.at, domain::system_random());
      event.id = {made_id};
      push.events.push_back(domain::to_text(event));
      chain = sync::next_chain(chain, push.events.back());
    }
    push.sent_at = kiosk.now();
    push.boot_id = kiosk.boot_id;
    push.since_boot = kiosk.since_boot;
    push.software = "bench";
    made.bodies.push_back(sync::gzip(sync::encode(push)));
    made.pushes.push_back(std::move(push));
  }
  return made;
}

class Caller {
 public:
  explicit Caller(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
      throw std::runtime_error{"cannot connect"};
    }
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  ~Caller() { ::close(socket_); }

  // The status.
  int push(const std::string& token, const std::string& body) {
    const auto head = std::format(
        "POST /api/sync/push HTTP/1.1\r\nHost: centre\r\nAuthorization: Bearer {}\r\n"
        "Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        token, body.size());
    send_all(head + body);
    std::string answer;
    while (!is_whole(answer)) {
      char piece[65536];
      const auto got = ::recv(socket_, piece, sizeof piece, 0);
      if (got <= 0) throw std::runtime_error{"the centre hung up"};
      answer.append(piece, static_cast<std::size_t>(got));
    }
    return std::stoi(answer.substr(9, 3));
  }

 private:
  void send_all(std::string_view text) const {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error{"the centre hung up"};
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  static bool is_whole(const std::string& answer) {
    const auto head = answer.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const auto length = answer.find("content-length: ");
    return length < head && answer.size() >= head + 4 + std::stoul(answer.substr(length + 16));
  }

  int socket_;
};

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Raw = std::unique_ptr<PGconn, Finish>;

void run(PGconn* connection, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection, sql.c_str()),
                                                             &PQclear};
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
    throw std::runtime_error{PQerrorMessage(connection)};
  }
}

// The rows of the inbox as COPY reads them; a part for each connection.
std::vector<std::vector<std::string>> rows_for_copy(PGconn* connection, std::size_t parts) {
  run(connection, "create table copied (like sync_inbox including all)");
  const std::unique_ptr<PGresult, decltype(&PQclear)> rows{
      PQexec(connection, "copy (select * from sync_inbox order by kiosk_id, seq) to stdout"),
      &PQclear};
  std::vector<std::vector<std::string>> out(parts);
  char* line = nullptr;
  std::vector<std::string> all;
  for (int size = 0; (size = PQgetCopyData(connection, &line, 0)) > 0; PQfreemem(line)) {
    all.emplace_back(line, static_cast<std::size_t>(size));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    out[i * parts / all.size()].push_back(std::move(all[i]));
  }
  return out;
}

void copy_rows(const std::string& url, const std::vector<std::string>& rows) {
  const Raw connection{PQconnectdb(url.c_str())};
  for (std::size_t done = 0; done < rows.size(); done += batch) {
    run(connection.get(), "copy copied from stdin");
    for (std::size_t i = done; i < std::min(rows.size(), done + batch); ++i) {
      PQputCopyData(connection.get(), rows[i].data(), static_cast<int>(rows[i].size()));
    }
    PQputCopyEnd(connection.get(), nullptr);
    while (auto* result = PQgetResult(connection.get())) PQclear(result);
  }
}

template <class Work>
double timed(std::size_t threads, Work work) {
  const auto began = Clock::now();
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < threads; ++i) running.emplace_back([&work, i] { work(i); });
  }
  return std::chrono::duration<double>(Clock::now() - began).count();
}

void fill(db::sql::Connection& connection, const Asked& asked) {
  const auto now = *domain::parse_instant("2026-03-02T12:00:00Z");
  if (!db::central::migrate(connection, now)) throw std::runtime_error{"cannot migrate"};
  db::central::make_gym(connection, "Gym", "Europe/Vienna", domain::system_random());
  connection.script("set session_replication_role = replica");
  connection.execute(
      "insert into users (id, email, name, role, person_number, created_at)"
      " select n, 'p' || n, 'Person ' || n, 'TRAINEE', n + 1000, now()"
      " from generate_series(1, $1::integer) n",
      asked.people);
  connection.script("set session_replication_role = origin; analyze");
  for (std::size_t i = 1; i <= asked.kiosks; ++i) {
    const auto token = domain::sha256(domain::as_bytes(std::format("token{}", i)));
    connection.execute(
        "insert into kiosks (name, public_key, token_hash, enrolled_at)"
        " values ('door', $1, $1, now())",
        std::span{token});
  }
}

double push_directly(const db::sql::Database& database, const std::vector<Made>& made) {
  return timed(made.size(), [&](std::size_t i) {
    const auto connection = database.connect();
    for (const auto& push : made[i].pushes) {
      const auto outcome =
          central::services::take_push(*connection, made[i].kiosk.id(), push, made[i].kiosk.now());
      if (!std::holds_alternative<sync::PushAnswer>(outcome)) std::cerr << "not taken\n";
    }
  });
}

double push_through_http(const Asked& asked, const std::vector<Made>& made) {
  const tests::TempFolder folder;
  tests::Process server{{tests::program("centre_server"), asked.url,
                         (folder.path() / "keys").string(), std::to_string(asked.kiosks),
                         "unthrottled"}};
  const auto port = server.read_line();
  if (!port) throw std::runtime_error{"the centre does not start: " + server.err()};
  const auto seconds = timed(made.size(), [&](std::size_t i) {
    Caller caller{static_cast<std::uint16_t>(std::stoi(*port))};
    for (const auto& body : made[i].bodies) {
      const auto status = caller.push(std::format("token{}", i + 1), body);
      if (status != 200) std::cerr << std::format("answered {}\n", status);
    }
  });
  server.signal(SIGTERM);
  server.wait();
  return seconds;
}

void report(std::string_view what, std::size_t rows, double seconds) {
  std::cout << std::format("{:<34} {:>9} rows {:>7.2f} s {:>9.0f} rows/s\n", what, rows, seconds,
                           static_cast<double>(rows) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const auto asked = read_arguments({argv + 1, argv + argc});
  const auto database =
      db::sql::open_database(asked.url, {.statement_timeout = std::chrono::minutes{10}}).value();
  const auto connection = database.connect();
  fill(*connection, asked);
  std::vector<Made> made;
  for (std::size_t i = 1; i <= asked.kiosks; ++i) {
    made.push_back(make_events({static_cast<std::int64_t>(i)}, asked, i));
  }
  const auto seconds =
      asked.direct ? push_directly(database, made) : push_through_http(asked, made);
  const auto taken =
      connection->query_one("select count(*) from sync_inbox").value().get<std::size_t>(0);
  const auto visits =
      connection->query_one("select count(*) from attendance").value().get<std::size_t>(0);
  report(asked.direct ? "events by the service" : "events through HTTP", taken, seconds);
  std::cout << std::format("  visits derived: {}\n", visits);
  const Raw raw{PQconnectdb(asked.url.c_str())};
  const auto parts = rows_for_copy(raw.get(), asked.kiosks);
  const auto copied = timed(asked.kiosks, [&](std::size_t i) { copy_rows(asked.url, parts[i]); });
  report("COPY of the same inbox rows", taken, copied);
  return 0;
}
