// What bad input meets: raw bytes, and every text of every call.

#include <csignal>
#include <format>
#include <regex>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/eventually.h"
#include "tests/support/raw_http.h"
#include "tests/system/central_program.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = CentralProgram::Json;

constexpr std::string_view password = "Correct-horse-1";

// The real server with an admin and a trainee who are signed in.
class Target {
 public:
  explicit Target(Engine engine) : central{engine} {
    central.set("SECRET_KEY", "0123456789abcdef0123456789abcdef");
    central.set("LISTEN", "localhost:0");
    central.row({"admin", "create", "--email", "boss@example.com", "--name", "Boss"},
                std::string{password} + "\n");
    process.emplace(central.start({"serve"}));
    port = static_cast<std::uint16_t>(
        std::stoi(await(std::regex{"listening on localhost:([0-9]+)\n"})));
    const Json jo{{"email", "jo@example.com"}, {"password", password}, {"name", "Jo"}};
    REQUIRE(post("/api/auth/register", jo).status == 201);
    trainee = Json::parse(post("/api/auth/login", jo).body).at("access_token");
    const Json boss{{"email", "boss@example.com"}, {"password", password}};
    const auto session = Json::parse(post("/api/auth/login", boss).body).at("session_id");
    const auto code = await(std::regex{"two-step code ([0-9]{6}) for session"});
    const auto answer = post("/api/auth/verify-otp", {{"session_id", session}, {"otp", code}});
    admin = Json::parse(answer.body).at("access_token");
  }

  HttpAnswer post(const std::string& path, const Json& body, const std::string& token = {}) const {
    return call(port, {.method = "POST",
                       .path = path,
                       .token = token,
                       .headers = "Content-Type: application/json\r\n",
                       .body = body.dump(-1, ' ', false, Json::error_handler_t::ignore)});
  }
  HttpAnswer get(const std::string& path, const std::string& token = {}) const {
    return call(port, {.path = path, .token = token});
  }
  // What the server says has to be read, or it would wait for somebody to do so.
  std::string log() {
    process->read_line(std::chrono::milliseconds{1});
    return process->err();
  }

  CentralProgram central;
  std::optional<Process> process;
  std::uint16_t port = 0;
  std::string trainee;
  std::string admin;

 private:
  std::string await(const std::regex& words) {
    std::smatch found;
    std::string said;
    REQUIRE(eventually([&] {
      said = log();
      return std::regex_search(said, found, words);
    }));
    return found[1];
  }
};

bool has_detail(const HttpAnswer& answer) {
  const auto body = Json::parse(answer.body, nullptr, false);
  return body.is_object() && body.contains("detail") && !body.at("detail").empty();
}

// A client on one connection, who must not notice what others do.
class Bystander {
 public:
  explicit Bystander(std::uint16_t port) : connection_{port} {}
  bool is_served() {
    std::string heard;
    connection_.send("GET /health/live HTTP/1.1\r\nHost: c\r\n\r\n");
    while (!heard.contains(R"({"status":"ok"})") && connection_.read_some(heard)) {
    }
    return heard.starts_with("HTTP/1.1 200");
  }

 private:
  RawConnection connection_;
};

struct Attack {
  int status;
  std::string bytes;
};

std::string login_with(const std::string& headers, const std::string& body) {
  return std::format(
      "POST /api/auth/login HTTP/1.1\r\nHost: c\r\nConnection: close\r\n"
      "Content-Type: application/json\r\n{}\r\n{}",
      headers, body);
}

std::string login_with(const std::string& body) {
  return login_with(std::format("Content-Length: {}\r\n", body.size()), body);
}

std::vector<Attack> attacks() {
  const std::string get = "GET /health/live HTTP/1.1\r\nHost: c\r\nConnection: close\r\n";
  return {
      {200, get + "\r\n"},
      {400, "GET /health/live HTTP/1.1\r\n\r\n"},
      {400, "GET /health/live HTTP/1.1\nHost: c\n\n"},
      {505, "GET /health/live HTTP/9.9\r\nHost: c\r\n\r\n"},
      {405, "TRACE / HTTP/1.1\r\nHost: c\r\n\r\n"},
      {405, "DELETE /health/live HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"},
      {400, get + "no colon\r\n\r\n"},
      {400, get + "X: a\r\n folded\r\n\r\n"},
      {400, get + std::string{"X: \0\r\n\r\n", 8}},
      {400, get + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n"},
      {431, get + "X: " + std::string(2'000'000, 'y') + "\r\n\r\n"},
      {414, "GET /" + std::string(200'000, 'a') + " HTTP/1.1\r\nHost: c\r\n\r\n"},
      {400, login_with("Content-Length: -5\r\n", "")},
      {400, login_with("Content-Length: 0x2\r\n", "{}")},
      {400, login_with("Content-Length: +2\r\n", "{}")},
      {400, login_with("Content-Length : 2\r\n", "{}")},
      {400, login_with("Content-Length: 2\r\nContent-Length: 30\r\n",
                       "{}GET /health/live HTTP/1.1\r\n\r\n")},
      {400, login_with("Content-Length: 30\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
      {413, login_with("Content-Length: 99999999999999999999\r\n", "")},
      {413, login_with("Content-Length: 31457280\r\n", "")},
      {413, login_with("Content-Length: 2097152\r\n", std::string(2097152, ' '))},
      {501, login_with("Transfer-Encoding: gzip, chunked\r\n", "")},
      {422, login_with("Transfer-Encoding: chunked\r\n", "1\r\n{\r\n1;a=b\r\n}\r\n0\r\n\r\n")},
      {400, login_with("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")},
      {400, login_with("Transfer-Encoding: chunked\r\n", "2\r\n{}x\r\n0\r\n\r\n")},
      {413, login_with("Transfer-Encoding: chunked\r\n", "ffffffffff\r\n")},
      {422, login_with("")},
      {422, login_with("[]")},
      {422, login_with(std::string(200'000, '['))},
      {422, login_with("{\"email\":\"\xff\xfe\"}")},
      {422, login_with("{\"email\":\"\\ud800\",\"password\":\"x\"}")},
      {422, login_with(R"({"email":1e999,"password":{}})")},
      {422, login_with(R"({"email":"a@b.cc","email":[],"password":"x"})")},
      {404, "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"},
  };
}

const std::vector<std::string> nasty_texts{"'; drop table users; --",
                                           "\" or \"\"=\"",
                                           "' || (select pg_sleep(30)) || '",
                                           "') union select * from users --",
                                           "\\",
                                           "$1 %s {0} ${jndi:ldap://x}",
                                           std::string{"a\0b", 3},
                                           "\xe2\x80\xae\xf0\x9f\x92\xa9",
                                           "../../../../etc/passwd",
                                           std::string(5000, 'a')};

Json resolve(const Json& document, const Json& schema) {
  if (!schema.contains("$ref")) return schema;
  const auto name = schema.at("$ref").get<std::string>();
  return document.at("components").at("schemas").at(name.substr(name.rfind('/') + 1));
}

// A body in which every text is that one, and nothing else is missing.
Json body_of(const Json& document, const Json& operation, const std::string& text) {
  Json body = Json::object();
  if (!operation.contains("requestBody")) return body;
  const auto& content = operation.at("requestBody").at("content");
  if (!content.contains("application/json")) return body;
  const auto schema = resolve(document, content.at("application/json").at("schema"));
  const auto fields = schema.value("properties", Json::object());
  for (const auto& [name, field] : fields.items()) {
    const bool is_text = field.dump().contains(R"("string")");
    body[name] = is_text ? Json(text) : Json(1);
  }
  return body;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += std::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string with_parts(std::string path, const std::string& text) {
  for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
    path.replace(at, path.find('}', at) - at + 1, escaped(text));
  }
  return path;
}

std::string base64url(std::string_view text) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    held = held << 8U | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += letters[(held >> (bits - 6)) & 63U];
  }
  if (bits > 0) out += letters[(held << (6 - bits)) & 63U];
  return out;
}

}  // namespace

TEST_CASE("Bytes that are no sound request meet the right status, in words, and hurt nobody") {
  Target target{Engine::sqlite};
  Bystander bystander{target.port};
  for (const auto& [status, bytes] : attacks()) {
    CAPTURE(bytes.substr(0, 200));
    RawConnection connection{target.port};
    connection.send(bytes);
    const auto answer = parse_answer(connection.read_all());
    REQUIRE(answer);
    CHECK(answer->status == status);
    CHECK((status < 400 || has_detail(*answer)));
    CHECK(bystander.is_served());
    target.log();
  }
  target.process->signal(SIGTERM);
  CHECK(target.process->wait().exit_code == 0);
}

TEST_CASE("Requests in line are answered in line, and endless ones and headers without end end") {
  Target target{Engine::sqlite};
  Bystander bystander{target.port};
  const std::string one = "GET /health/live HTTP/1.1\r\nHost: c\r\n\r\n";
  RawConnection few{target.port};
  std::string line;
  for (int i = 0; i < 10; ++i) line += one;
  few.send(line + "GET /health/live HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n");
  const auto heard = few.read_all();
  const std::regex status{"HTTP/1.1 200"};
  CHECK(std::distance(std::sregex_iterator{heard.begin(), heard.end(), status}, {}) == 11);

  RawConnection headers{target.port};
  headers.send("GET / HTTP/1.1\r\nHost: c\r\n");
  CHECK(eventually(
      [&] { return !headers.send("X-Header-Without-End: " + std::string(4000, 'x') + "\r\n"); }));
  CHECK(bystander.is_served());
}

TEST_CASE("No text in any field of any call does more than be refused or kept") {
  Target target{GENERATE(Engine::sqlite, Engine::postgres)};
  Bystander bystander{target.port};
  const auto document = Json::parse(target.get("/openapi.json").body);
  int calls = 0;
  for (const auto& [path, methods] : document.at("paths").items()) {
    if (path == "/api/auth/logout" || path == "/api/auth/register") continue;
    for (const auto& [method, operation] : methods.items()) {
      for (const auto& text : nasty_texts) {
        const auto body = body_of(document, operation, text);
        for (const auto& token : {target.trainee, target.admin}) {
          CAPTURE(method, path, text);
          const auto answer =
              method == "get"
                  ? target.get(with_parts(path, text) + "?limit=" + escaped(text), token)
              : method == "post"
                  ? target.post(with_parts(path, text), body, token)
                  : call(target.port,
                         {.method = "PUT", .path = with_parts(path, text), .token = token});
          ++calls;
          CHECK(answer.status >= 200);
          CHECK(answer.status < 500);
          CHECK((answer.status < 400 || has_detail(answer)));
        }
      }
    }
    CHECK(bystander.is_served());
    target.log();
  }
  CHECK(calls > 1000);
  const auto people = target.central.connect()->query_one("select count(*) from users");
  CHECK(people->get<std::int64_t>(0) == 2);
  CHECK(target.get("/health/ready").status == 200);
  CHECK_FALSE(target.log().contains("\"error\""));
}

TEST_CASE("A path that climbs out of the uploads is no path") {
  Target target{Engine::sqlite};
  for (const auto* path :
       {"/profile_uploads/../keys/issuer.keys", "/profile_uploads/..%2fkeys%2fissuer.keys",
        "/profile_uploads/%2e%2e%2fkeys/issuer.keys", "/profile_uploads/..\\keys",
        "/profile_uploads/", "//etc/passwd", "/profile_uploads//etc/passwd",
        "/profile_uploads/....//etc", "/profile_uploads/%252e%252e%252fkeys"}) {
    CAPTURE(path);
    CHECK(target.get(path, target.admin).status == 404);
  }
  CHECK(target.get("/profile_uploads/%00", target.admin).status == 422);
}

TEST_CASE("A token without a signature, or of another's making, opens nothing") {
  Target target{Engine::sqlite};
  const auto first = target.admin.find('.');
  const auto second = target.admin.find('.', first + 1);
  const auto claims = target.admin.substr(first + 1, second - first - 1);
  const auto signature = target.admin.substr(second + 1);
  const auto of_trainee = target.trainee.substr(target.trainee.rfind('.') + 1);
  for (const auto& token :
       {base64url(R"({"alg":"none","typ":"JWT"})") + "." + claims + ".",
        base64url(R"({"alg":"none","typ":"JWT"})") + "." + claims + "." + signature,
        base64url(R"({"alg":"HS512","typ":"JWT"})") + "." + claims + "." + signature,
        target.admin.substr(0, second + 1), target.admin.substr(0, second + 1) + of_trainee,
        target.admin + "x", std::string("..."), std::string(10'000, 'a')}) {
    CAPTURE(token.substr(0, 300));
    CHECK(target.get("/api/admin/settings", token).status == 401);
  }
  CHECK(target.get("/api/admin/settings", target.admin).status == 200);
  CHECK(target.get("/api/admin/settings", target.trainee).status == 403);
  CHECK(target.get("/api/sync/pull", target.admin).status == 401);
}

}  // namespace fitmate::tests
