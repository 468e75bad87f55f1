#include <format>
#include <regex>
#include <vector>

#include <arpa/inet.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "db/sql/transaction.h"
#include "tests/support/eventually.h"
#include "tests/support/raw_http.h"
#include "tests/system/central_program.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = CentralProgram::Json;

constexpr const char* password = "Correct-horse-1";

// A port that nobody has at the moment.
std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  REQUIRE(::bind(probe, reinterpret_cast<sockaddr*>(&place), size) == 0);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&place), &size);
  ::close(probe);
  return ntohs(place.sin_port);
}

// A real mail server that prints what it takes.
class MailServer {
 public:
  MailServer()
      : port{free_port()},
        process_{{"/usr/bin/python3", "-u", "-m", "aiosmtpd", "-n", "-l",
                  std::format("127.0.0.1:{}", port), "-c", "aiosmtpd.handlers.Debugging",
                  "stdout"}} {
    REQUIRE(eventually([this] { return listens(port); }));
  }
  // The next mail up to the code in it.
  std::string read_code() {
    const std::regex sentence{"Your two-step code is ([0-9]{6})\\..*"};
    std::smatch found;
    while (const auto line = process_.read_line()) {
      if (std::regex_match(*line, found, sentence)) return found[1];
      text += *line + "\n";
    }
    return "no mail came";
  }

  std::uint16_t port;
  std::string text;

 private:
  Process process_;
};

// A centre that serves, with an admin.
class Serving {
 public:
  explicit Serving(CentralProgram& central) : process_{central.start({"serve"})} {
    const std::regex words{"listening on localhost:([0-9]+)\n"};
    std::smatch found;
    REQUIRE(eventually([&] {
      process_.read_line(std::chrono::milliseconds{10});
      return std::regex_search(process_.err(), found, words);
    }));
    port_ = static_cast<std::uint16_t>(std::stoi(found[1]));
    REQUIRE(eventually([this] { return listens(port_); }));
  }
  HttpAnswer post(const std::string& path, const Json& body, const std::string& token = {}) const {
    return call(port_, {.method = "POST",
                        .path = path,
                        .token = token,
                        .headers = "Content-Type: application/json\r\n",
                        .body = body.dump()});
  }
  HttpAnswer get(const std::string& path, const std::string& token = {}) const {
    return call(port_, {.method = "GET", .path = path, .token = token, .headers = {}, .body = {}});
  }
  std::uint16_t port() const { return port_; }
  // All that it wrote.
  std::string stop(std::chrono::milliseconds within = std::chrono::seconds{60}) {
    process_.signal(SIGTERM);
    return process_.wait(within).err;
  }
  std::string log() {
    process_.read_line(std::chrono::milliseconds{10});
    return process_.err();
  }

 private:
  Process process_;
  std::uint16_t port_ = 0;
};

void prepare(CentralProgram& central) {
  central.set("SECRET_KEY", "0123456789abcdef0123456789abcdef");
  central.set("LISTEN", "localhost:0");
  central.row({"admin", "create", "--email", "boss@example.com", "--name", "Boss"},
              std::string{password} + "\n");
}

std::string sign_in(const Serving& serving, const Json& session, const std::string& code) {
  const auto answer =
      serving.post("/api/auth/verify-otp", {{"session_id", session}, {"otp", code}});
  CAPTURE(answer.body);
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body).at("access_token");
}

Json ask_for_code(const Serving& serving) {
  const auto answer =
      serving.post("/api/auth/login", {{"email", "boss@example.com"}, {"password", password}});
  CAPTURE(answer.body);
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body).at("session_id");
}

}  // namespace

TEST_CASE("An admin's code comes by mail, and what the token opens ends on every instance") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  prepare(central);
  MailServer mail;
  central.set("SMTP_URL", std::format("smtp://127.0.0.1:{}?from=gym@example.com", mail.port));
  Serving one{central};
  const Serving two{central};
  const auto session = ask_for_code(one);
  const auto code = mail.read_code();
  CHECK(mail.text.contains("To: <boss@example.com>"));
  CHECK(mail.text.contains("From: FitMate <gym@example.com>"));
  const auto token = sign_in(two, session, code);
  CHECK(one.get("/api/admin/settings", token).status == 200);
  CHECK(two.post("/api/auth/logout", Json::object(), token).status == 204);
  CHECK(one.get("/api/admin/settings", token).status == 401);
  CHECK_FALSE(one.log().contains(code));
  CHECK_FALSE(one.log().contains(password));
}

TEST_CASE("A mail server that is away is said, and nobody is signed in") {
  CentralProgram central{Engine::sqlite};
  prepare(central);
  central.set("SMTP_URL", std::format("smtp://127.0.0.1:{}", free_port()));
  Serving serving{central};
  const auto answer =
      serving.post("/api/auth/login", {{"email", "boss@example.com"}, {"password", password}});
  CHECK(answer.status == 503);
  CHECK(answer.headers.at("retry-after") == "30");
  const auto log = serving.stop();
  CHECK(log.contains("a two-step code was not sent, see to SMTP_URL"));
  CHECK_FALSE(log.contains("boss@example.com"));
}

// Takes connections, and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&place), size) == 0);
    REQUIRE(::listen(socket_, 16) == 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&place), &size);
    port = ntohs(place.sin_port);
  }
  ~SilentServer() {
    for (const int caller : callers_) ::close(caller);
    ::close(socket_);
  }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  // False if nobody comes within 20 s.
  bool accept() {
    const int caller = ::accept(socket_, nullptr, nullptr);
    if (caller >= 0) callers_.push_back(caller);
    return caller >= 0;
  }
  void hang_up() {
    for (const int caller : callers_) ::shutdown(caller, SHUT_RDWR);
  }

  std::uint16_t port = 0;

 private:
  int socket_;
  std::vector<int> callers_;
};

TEST_CASE("A mail server that says nothing holds up the admins whose codes it has, and no other") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  prepare(central);
  SilentServer mail;
  central.set("SMTP_URL", std::format("smtp://127.0.0.1:{}", mail.port));
  const Serving serving{central};
  const Json jo{{"email", "jo@example.com"}, {"password", password}, {"name", "Jo"}};
  REQUIRE(serving.post("/api/auth/register", jo).status == 201);
  const auto asked = Json{{"email", "boss@example.com"}, {"password", password}}.dump();
  // As many as hash passwords.
  std::vector<RawConnection> admins;
  for (int i = 0; i < 2; ++i) {
    admins.emplace_back(serving.port())
        .send(std::format("POST /api/auth/login HTTP/1.1\r\nHost: c\r\nConnection: close\r\n"
                          "Content-Length: {}\r\n\r\n{}",
                          asked.size(), asked));
    REQUIRE(mail.accept());
  }
  CHECK(serving.post("/api/auth/login", jo).status == 200);
  for (auto& admin : admins) CHECK_FALSE(admin.has_more());
  mail.hang_up();
  for (auto& admin : admins) {
    const auto answer = parse_answer(admin.read_all()).value_or(HttpAnswer{});
    CHECK(answer.status == 503);
    CHECK(answer.headers.at("retry-after") == "30");
  }
}

TEST_CASE("A server that stops does not wait for a mail server that says nothing") {
  CentralProgram central{Engine::sqlite};
  prepare(central);
  SilentServer mail;
  central.set("SMTP_URL", std::format("smtp://127.0.0.1:{}", mail.port));
  Serving serving{central};
  const auto asked = Json{{"email", "boss@example.com"}, {"password", password}}.dump();
  // Four that are being sent, and four that wait behind them.
  std::vector<RawConnection> admins;
  for (int i = 0; i < 8; ++i) {
    admins.emplace_back(serving.port())
        .send(
            std::format("POST /api/auth/login HTTP/1.1\r\nHost: c\r\nContent-Length: {}\r\n\r\n{}",
                        asked.size(), asked));
  }
  for (int i = 0; i < 4; ++i) REQUIRE(mail.accept());
  // A mail server is given 10 s for each; the program has 5 s in all.
  CHECK_NOTHROW(serving.stop(std::chrono::seconds{8}));
}

TEST_CASE("Without a mail server the code is a line of its own on stderr") {
  CentralProgram central{Engine::sqlite};
  prepare(central);
  Serving serving{central};
  const auto session = ask_for_code(serving);
  const std::regex line{"(?:^|\n)two-step code ([0-9]{6}) for session (\\S+)\n"};
  const auto log = serving.log();
  std::smatch found;
  REQUIRE(std::regex_search(log, found, line));
  CHECK(found[2] == session.get<std::string>());
  const auto token = sign_in(serving, session, found[1]);
  CHECK(serving.get("/api/admin/trainees?limit=1", token).status == 200);
  const auto document = Json::parse(serving.get("/openapi.json").body);
  CHECK(document.at("paths").contains("/api/sync/push"));
  CHECK(serving.get("/docs").body.contains("/openapi.json"));
  CHECK(serving.get("/metrics")
            .body.contains(
                R"(requests_total{method="POST",route="/api/auth/login",status="200"} 1)"));
}

TEST_CASE("LOG_LEVEL says from where on a call is worth a line") {
  CentralProgram central{Engine::sqlite};
  prepare(central);
  const auto log_at = [&](const std::string& level) {
    central.set("LOG_LEVEL", level);
    Serving serving{central};
    CHECK(serving.get("/api/admin/settings").status == 401);
    return serving.stop();
  };
  CHECK(log_at("info").contains(R"("path":"/api/admin/settings")"));
  CHECK_FALSE(log_at("warning").contains(R"("path")"));
}

TEST_CASE("What is too large is refused, and others are answered meanwhile") {
  CentralProgram central{Engine::sqlite};
  prepare(central);
  const Serving serving{central};
  const auto post = [&](std::size_t size) {
    return serving.post("/api/auth/login", {{"email", std::string(size, 'x')}}).status;
  };
  CHECK(post(1024 * 1024 - 12) == 422);
  CHECK(post(1024 * 1024) == 413);
  // The server may hang up on so much before it was sent.
  const auto much = post(30 * 1024 * 1024);
  CHECK((much == 413 || much == 0));
  CHECK(serving.get("/health/ready").status == 200);
}

TEST_CASE("Uploads that wait leave kiosks' calls their place") {
  CentralProgram central{Engine::postgres};
  prepare(central);
  Serving serving{central};
  std::vector<std::string> tokens;
  for (int i = 0; i < 8; ++i) {
    const Json person{
        {"email", std::format("p{}@example.com", i)}, {"password", password}, {"name", "P"}};
    REQUIRE(serving.post("/api/auth/register", person).status == 201);
    tokens.push_back(Json::parse(serving.post("/api/auth/login", person).body).at("access_token"));
  }
  const auto upload = [&](const std::string& from, const std::string& token) {
    const std::string photo(std::size_t{9} << 20U, 'x');
    RawConnection connection{serving.port(), from};
    connection.send(std::format(
        "POST /api/trainee/upload-progress-photo HTTP/1.1\r\nHost: c\r\nConnection: close\r\n"
        "Authorization: Bearer {}\r\nContent-Type: multipart/form-data; boundary=X\r\n"
        "Content-Length: {}\r\n\r\n{}",
        token, photo.size(), photo));
    return connection;
  };
  const auto blocker = central.connect();
  db::sql::Transaction held{*blocker};
  blocker->execute("lock table revoked_tokens in access exclusive mode");
  std::vector<RawConnection> uploads;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    uploads.push_back(upload(std::format("127.0.0.{}", 2 + i / 3), tokens[i]));
  }
  // Seven of them wait, beside the one that is with the worker: for one more there is no room.
  const auto refused = parse_answer(upload("127.0.0.9", tokens[0]).read_all());
  CHECK(refused.value_or(HttpAnswer{}).status == 503);
  const auto push = call(serving.port(), {.method = "POST",
                                          .path = "/api/sync/push",
                                          .token = "unknown",
                                          .body = std::string(1000, 'x'),
                                          .from = "127.0.0.2"});
  CHECK(push.status == 401);
  held.commit();
}

}  // namespace fitmate::tests
