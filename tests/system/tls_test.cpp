// TLS of the real server, met by real TLS clients.

#include <algorithm>
#include <charconv>
#include <csignal>
#include <format>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/certificate.h"
#include "tests/support/eventually.h"
#include "tests/support/raw_http.h"
#include "tests/support/tls_connection.h"
#include "tests/system/central_program.h"
#include "tests/system/gym.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using db::sql::Engine;

constexpr std::string_view password = "Correct-horse-1";

// A server on a free port, with its own certificate, and an admin.
class Serving {
 public:
  explicit Serving(Engine engine = Engine::sqlite)
      : central{engine}, certificate{central.folder()} {
    central.set("SECRET_KEY", "0123456789abcdef0123456789abcdef");
    central.set("LISTEN", "127.0.0.1:0");
    central.set("TLS_CERT", certificate.file());
    central.set("TLS_KEY", certificate.key());
    central.row({"admin", "create", "--email", "boss@example.com", "--name", "Boss"},
                std::string{password} + "\n");
    process.emplace(central.start({"serve"}));
    const std::regex words{"listening on 127.0.0.1:([0-9]+)\n"};
    std::smatch found;
    REQUIRE(eventually([&] {
      said = log();
      return std::regex_search(said, found, words);
    }));
    port = static_cast<std::uint16_t>(std::stoi(found[1]));
  }

  std::string log() {
    process->read_line(std::chrono::milliseconds{10});
    return process->err();
  }
  HttpAnswer call(const HttpCall& asked, const TlsAsked& tls = {}) const {
    TlsConnection connection{port, tls};
    const auto authorization =
        asked.token.empty() ? "" : std::format("Authorization: Bearer {}\r\n", asked.token);
    connection.send(
        std::format("{} {} HTTP/1.1\r\nHost: centre\r\nConnection: close\r\nContent-Length: {}\r\n"
                    "Content-Type: application/json\r\n{}\r\n{}",
                    asked.method, asked.path, asked.body.size(), authorization, asked.body));
    return parse_answer(connection.read_all()).value_or(HttpAnswer{});
  }
  bool is_healthy() const { return call({.path = "/health/ready"}).status == 200; }

  CentralProgram central;
  Certificate certificate;
  std::optional<Process> process;
  std::uint16_t port = 0;
  std::string said;
};

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream{line};
  return {std::istream_iterator<std::string>{stream}, {}};
}

// The ports of 127.0.0.1 at which a process listens.
std::vector<std::uint16_t> listening_ports(pid_t process) {
  std::string sockets;
  for (const auto& file : fs::directory_iterator{std::format("/proc/{}/fd", process)}) {
    std::error_code gone;
    sockets += fs::read_symlink(file.path(), gone).string();
  }
  std::vector<std::uint16_t> ports;
  std::ifstream table{std::format("/proc/{}/net/tcp", process)};
  for (std::string line; std::getline(table, line);) {
    const auto words = words_of(line);
    constexpr std::string_view here = "0100007F:";
    if (words.size() < 10 || words[3] != "0A" || !words[1].starts_with(here)) continue;
    if (!sockets.contains(std::format("socket:[{}]", words[9]))) continue;
    std::uint16_t port = 0;
    std::from_chars(words[1].data() + here.size(), words[1].data() + words[1].size(), port, 16);
    ports.push_back(port);
  }
  return ports;
}

std::string text_of(const fs::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator{in}, {}};
}

}  // namespace

TEST_CASE("A kiosk that was given the centre's certificate enrols and syncs over TLS") {
  Gym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  gym.speak_tls();
  gym.start_central();
  const auto door = gym.add_kiosk();
  REQUIRE(gym.sync(door).at("complete") == true);
  const auto user = gym.members("active").front().at("user_id").get<std::int64_t>();
  const auto answer = gym.scan(door, gym.card(user));
  CHECK(answer.at("outcome") == "admitted");
  const auto synced = gym.sync(door);
  CHECK(synced.at("exit") == 0);
  CHECK(synced.at("pushed") == 1);
  gym.stop_central();
}

TEST_CASE("The server speaks TLS 1.2 and newer to who believes its certificate, and nothing else") {
  const Serving serving;
  const auto live = [&](const TlsAsked& asked) {
    return serving.call({.path = "/health/live"}, asked).status;
  };
  CHECK(live({.believed = serving.certificate.file(), .protocol = "http/1.1"}) == 200);
  CHECK(live({.versions = "TLSv1.2"}) == 200);
  CHECK_THROWS(live({.versions = "TLSv1.1"}));
  CHECK(call(serving.port, {.path = "/health/live"}).status == 0);
}

TEST_CASE("The caller's own address is what the log and the sessions have") {
  Serving serving{GENERATE(Engine::sqlite, Engine::postgres)};
  const nlohmann::json login{{"email", "boss@example.com"}, {"password", password}};
  const auto answer = serving.call(
      {.method = "POST", .path = "/api/auth/login", .body = login.dump()}, {.from = "127.0.0.77"});
  CHECK(answer.status == 200);
  CHECK(serving.central.connect()
            ->query_one("select ip_address from admin_sessions")
            ->get<std::string>(0) == "127.0.0.77");
  CHECK(eventually([&] { return serving.log().contains(R"("from":"127.0.0.77")"); }));
}

TEST_CASE("Nobody on the machine goes past TLS") {
  Serving serving;
  REQUIRE(serving.is_healthy());
  auto ports = listening_ports(serving.process->pid());
  REQUIRE(std::erase(ports, serving.port) == 1);
  REQUIRE(ports.size() == 1);
  CHECK(call(ports.front(), {.path = "/health/live"}).status == 0);
  CHECK(call(ports.front(), {.path = "/health/live", .headers = "X-Forwarded-For: 192.0.2.1\r\n"})
            .status == 0);
  CHECK(serving.is_healthy());
}

TEST_CASE("A large upload and a large answer pass through TLS whole") {
  const Serving serving;
  const auto document = serving.call({.path = "/openapi.json"});
  CHECK(document.body.size() > 100'000);
  CHECK(nlohmann::json::parse(document.body).contains("paths"));
  const auto post = [&](std::size_t size) {
    return serving
        .call({.method = "POST",
               .path = "/api/auth/login",
               .body = nlohmann::json{{"email", std::string(size, 'x')}}.dump()})
        .status;
  };
  CHECK(post(1024 * 1024 - 12) == 422);
  CHECK(post(1024 * 1024) == 413);
  const auto much = post(30 * 1024 * 1024);
  CHECK((much == 413 || much == 0));
  CHECK(serving.is_healthy());
}

TEST_CASE("Many connections at once are all served, one after the other's request") {
  Serving serving;
  std::vector<TlsConnection> callers;
  for (int i = 0; i < 300; ++i) callers.emplace_back(serving.port);
  for (int round = 0; round < 2; ++round) {
    for (auto& caller : callers) {
      caller.send("GET /health/live HTTP/1.1\r\nHost: c\r\n\r\n");
    }
    for (auto& caller : callers) {
      std::string heard;
      CHECK(caller.read_some(heard));
      CHECK(heard.starts_with("HTTP/1.1 200"));
    }
    serving.log();  // which nobody else reads: a full pipe would hold the server up
  }
}

TEST_CASE("A renewed certificate is used without a restart, and a broken renewal is not") {
  Serving serving;
  TlsConnection before{serving.port};
  const TempFolder elsewhere;
  const Certificate renewed{elsewhere.path()};
  const auto shown = text_of(serving.certificate.file());
  fs::copy_file(renewed.file(), serving.certificate.file(), fs::copy_options::overwrite_existing);
  CHECK(eventually([&] { return serving.log().contains("is not the key of"); }));
  CHECK(TlsConnection{serving.port}.certificate() == shown);
  fs::rename(renewed.key(), serving.certificate.key());
  CHECK(eventually(
      [&] { return TlsConnection{serving.port}.certificate() == text_of(renewed.file()); }));
  CHECK(serving.call({.path = "/health/live"}, {.believed = renewed.file()}).status == 200);
  before.send("GET /health/live HTTP/1.1\r\nHost: c\r\n\r\n");
  std::string heard;
  CHECK(before.read_some(heard));
}

TEST_CASE("SIGTERM ends a server with TLS well, and idle callers are told so") {
  Serving serving;
  TlsConnection idle{serving.port};
  idle.send("GET /health/live HTTP/1.1\r\nHost: c\r\n\r\n");
  std::string heard;
  REQUIRE(idle.read_some(heard));
  serving.process->signal(SIGTERM);
  CHECK(serving.process->wait(std::chrono::seconds{10}).exit_code == 0);
  CHECK_FALSE(idle.read_some(heard));
  CHECK(idle.was_ended());
}

TEST_CASE("A certificate or key that cannot be used keeps the server from starting, by name") {
  CentralProgram central{Engine::sqlite};
  const Certificate own{central.folder()};
  const Certificate other{central.folder(), "DNS:other.example", {}};
  const auto fault = [&](const fs::path& certificate, const fs::path& key) {
    central.set("SECRET_KEY", "0123456789abcdef0123456789abcdef");
    central.set("LISTEN", "127.0.0.1:0");
    central.set("TLS_CERT", certificate);
    central.set("TLS_KEY", key);
    return central.fault(1, {"serve"});
  };
  CHECK_THAT(fault("/nowhere.pem", own.key()), ContainsSubstring("TLS_CERT: /nowhere.pem"));
  CHECK_THAT(fault(own.file(), "/nowhere.key"), ContainsSubstring("TLS_KEY: /nowhere.key"));
  CHECK_THAT(fault(own.file(), other.key()), ContainsSubstring("is not the key of"));
  fs::permissions(own.key(), fs::perms::others_read, fs::perm_options::add);
  CHECK_THAT(fault(own.file(), own.key()), ContainsSubstring("chmod 600"));
}

}  // namespace fitmate::tests
