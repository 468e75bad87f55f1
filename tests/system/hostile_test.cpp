// What bad input meets: raw bytes, and every text of every call.

#include <csignal>
#include <format>
#include <regex>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/eventually.h"
#include "tests/system/served_centre.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = ServedCentre::Json;

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

// Text of any kind, as far as its length goes.
bool is_free_text(const std::string& name, const Json& schema) {
  const bool has_form = name == "timezone" || name == "currency" || name == "otp";
  return name == "name" || (schema.contains("maxLength") && !has_form);
}

// A body in which every text is that one, or every text that may be any, so that the call gets as
// far as keeping it.
Json body_of(const Json& document, const Json& operation, const std::string& text,
             bool forms_are_good) {
  Json body = Json::object();
  if (!operation.contains("requestBody")) return body;
  const auto& content = operation.at("requestBody").at("content");
  if (!content.contains("application/json")) return body;
  const auto& json = content.at("application/json");
  const auto schema = resolve(document, json.at("schema"));
  const auto fields = schema.value("properties", Json::object());
  for (const auto& [name, field] : fields.items()) {
    const bool is_text = field.dump().contains(R"("string")");
    if (forms_are_good && json.contains("example") && !is_free_text(name, field)) {
      body[name] = json.at("example").at(name);
    } else {
      body[name] = is_text ? Json(text) : Json(1);
    }
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

void check_is_sound(const HttpAnswer& answer) {
  CHECK(answer.status >= 200);
  CHECK(answer.status < 500);
  CHECK((answer.status < 400 || has_detail(answer)));
}

std::int64_t count(const ServedCentre& target, const std::string& table) {
  return target.central.connect()->query_one("select count(*) from " + table)->get<std::int64_t>(0);
}

}  // namespace

TEST_CASE("Bytes that are no sound request meet the right status, in words, and hurt nobody") {
  ServedCentre target{Engine::sqlite};
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

TEST_CASE("What is no sound HTTP stands in the log and in the metrics, with its address") {
  ServedCentre target{Engine::sqlite};
  RawConnection crooked{target.port, "127.0.0.7"};
  crooked.send("GET /health/live HTTP/1.1\r\nHost: c\r\nX: \x01 secret\r\n\r\n");
  REQUIRE(parse_answer(crooked.read_all()).value_or(HttpAnswer{}).status == 400);
  RawConnection old{target.port};
  old.send("GET / HTTP/9.9\r\nHost: c\r\n\r\n");
  REQUIRE(parse_answer(old.read_all()).value_or(HttpAnswer{}).status == 505);
  CHECK(eventually([&] { return target.log().contains(R"("status":505)"); }));
  const std::regex line{
      R"(\{"at":"[^"]+Z","from":"127\.0\.0\.7","refused":"a header is broken","status":400\}\n)"};
  CHECK(std::regex_search(target.log(), line));
  CHECK_FALSE(target.log().contains("secret"));
  const auto metrics = target.get("/metrics").body;
  CHECK(metrics.contains("fitmate_http_refused_total{status=\"400\"} 1\n"));
  CHECK(metrics.contains("fitmate_http_refused_total{status=\"505\"} 1\n"));
}

TEST_CASE("Requests in line are answered in line, and endless ones and headers without end end") {
  ServedCentre target{Engine::sqlite};
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
  ServedCentre target{GENERATE(Engine::sqlite, Engine::postgres)};
  Bystander bystander{target.port};
  const auto document = Json::parse(target.get("/openapi.json").body);
  int calls = 0;
  for (const auto& [path, methods] : document.at("paths").items()) {
    // Each by itself, below: one makes people, the others end tokens.
    if (path == "/api/auth/logout" || path == "/api/auth/register") continue;
    if (path == "/api/auth/change-password") continue;
    for (const auto& [method, operation] : methods.items()) {
      for (const auto& text : nasty_texts) {
        for (const auto& token : {target.trainee, target.trainer, target.admin}) {
          for (const bool forms_are_good : {false, true}) {
            CAPTURE(method, path, text, forms_are_good);
            const auto whole = with_parts(path, forms_are_good ? "1" : text);
            const auto answer =
                method == "get"
                    ? target.get(whole + "?limit=" + escaped(forms_are_good ? "1" : text), token)
                : method == "post"
                    ? target.post(whole, body_of(document, operation, text, forms_are_good), token)
                    : call(target.port, {.method = "PUT", .path = whole, .token = token});
            ++calls;
            check_is_sound(answer);
          }
        }
      }
    }
    CHECK(bystander.is_served());
    target.log();
  }
  CHECK(calls > 4000);
  // One trainer was made, whose name is a text like any other.
  CHECK(count(target, "users") == ServedCentre::people + 1);
  CHECK(count(target, "measurements") > 0);
  CHECK(target.get("/health/ready").status == 200);
  CHECK_FALSE(target.log().contains("\"error\""));
}

TEST_CASE("No text in any field of a registration does more than be refused or kept") {
  ServedCentre target{GENERATE(Engine::sqlite, Engine::postgres)};
  const Json good{{"email", "p@example.com"},
                  {"password", ServedCentre::password},
                  {"name", "P"},
                  {"phone", "+43 1 234567"},
                  {"role", "TRAINEE"},
                  {"goal", "g"},
                  {"weight", 70},
                  {"height", 170},
                  {"fitness_level", "f"},
                  {"health_conditions", "h"}};
  int made = 0;
  int tries = 0;
  const auto attempt = [&](const Json& body) {
    // Sixty a minute an address.
    const auto from = std::format("127.0.0.{}", 2 + tries++ / 50);
    CAPTURE(body.dump(-1, ' ', false, Json::error_handler_t::ignore));
    const auto answer = target.post("/api/auth/register", body, {}, from);
    check_is_sound(answer);
    CHECK((answer.status == 201 || answer.status == 422 || answer.status == 403));
    made += answer.status == 201 ? 1 : 0;
    target.log();
    return answer.status;
  };
  for (const auto& [name, value] : good.items()) {
    auto body = good;
    body["phone"] = nullptr;
    std::vector<Json> values{nasty_texts.begin(), nasty_texts.end()};
    values.insert(values.end(), {Json::array(), Json::object(), Json(true), Json(-1), Json(1e300)});
    for (std::size_t i = 0; i < values.size(); ++i) {
      body["email"] = std::format("p{}.{}@example.com", i, name);
      body[name] = values[i];
      attempt(body);
    }
    body["email"] = std::format("without.{}@example.com", name);
    body.erase(name);
    const bool is_needed = name == "email" || name == "password" || name == "name";
    CHECK(attempt(body) == (is_needed ? 422 : 201));
  }
  auto boss = good;
  boss["role"] = "ADMIN";
  CHECK(attempt(boss) == 403);
  CHECK(made > 10);
  CHECK(count(target, "users") == ServedCentre::people + made);
  CHECK(count(target, "trainees") == 1 + made);
  CHECK_FALSE(target.log().contains("\"error\""));
}

TEST_CASE("No text in any field of a change of password does more than be refused") {
  ServedCentre target{GENERATE(Engine::sqlite, Engine::postgres)};
  const Json good{{"current_password", ServedCentre::password},
                  {"new_password", ServedCentre::password}};
  std::vector<Json> values{nasty_texts.begin(), nasty_texts.end()};
  values.insert(values.end(), {Json(), Json::array(), Json::object(), Json(true), Json(-1)});
  const auto attempt = [&](const std::string& name, const Json& value) {
    auto body = good;
    body[name] = value;
    CAPTURE(body.dump(-1, ' ', false, Json::error_handler_t::ignore));
    const auto answer = target.post("/api/auth/change-password", body, target.trainee);
    check_is_sound(answer);
    target.log();
    return answer.status;
  };
  for (const auto& value : values) {
    CHECK(attempt("new_password", value) == 422);
    const auto status = attempt("current_password", value);
    CHECK((status == 403 || status == 422));
  }
  for (const auto& token : {std::string{}, std::string{"x"}, target.trainee + "x"}) {
    CHECK(target.post("/api/auth/change-password", good, token).status == 401);
  }
  // All of it was refused: the token counts, and so does the password.
  CHECK(target.get("/api/trainee/profile", target.trainee).status == 200);
  target.sign_in("jo@example.com");
  CHECK_FALSE(target.log().contains(ServedCentre::password));
  CHECK_FALSE(target.log().contains("\"error\""));
}

TEST_CASE("Whatever a logout brings along, it ends its own token or is refused") {
  ServedCentre target{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto logout = [&](const std::string& token, const std::string& type,
                          const std::string& body) {
    return call(target.port, {.method = "POST",
                              .path = "/api/auth/logout",
                              .token = token,
                              .headers = "Content-Type: " + type + "\r\n",
                              .body = body});
  };
  const auto own = target.sign_in("jo@example.com");
  for (const auto& token : {std::string{}, std::string{"x"}, own + "x", own.substr(1),
                            std::string(10'000, 'a'), own.substr(0, own.rfind('.'))}) {
    const auto answer = logout(token, "application/json", "{}");
    CHECK(answer.status == 401);
    CHECK(has_detail(answer));
  }
  CHECK(logout(own, "application/json", std::string(2 << 20, ' ')).status == 413);
  CHECK(target.get("/api/trainee/profile", own).status == 200);
  const std::vector<std::pair<std::string, std::string>> bodies{
      {"application/json", std::string(200'000, '[')},
      {"text/html", "\xff\xfe"},
      {"multipart/form-data", "--X"},
      {"application/json", R"({"token":")" + target.trainee + R"(","user_id":1})"}};
  for (const auto& [type, body] : bodies) {
    const auto token = target.sign_in("jo@example.com");
    CHECK(logout(token, type, body).status == 204);
    CHECK(target.get("/api/trainee/profile", token).status == 401);
    CHECK(logout(token, type, body).status == 401);
  }
  for (const auto& token : {own, target.trainee}) {
    CHECK(target.get("/api/trainee/profile", token).status == 200);
  }
}

TEST_CASE("A path that climbs out of the uploads is no path") {
  ServedCentre target{Engine::sqlite};
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
  ServedCentre target{Engine::sqlite};
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
