#include <algorithm>
#include <atomic>
#include <format>
#include <set>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/attempts.h"
#include "central/services/user_token.h"
#include "domain/crypto.h"
#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::read_user_token;
using central::services::UserToken;
using central::services::write_user_token;
using db::sql::Engine;
using Json = Api::Json;

std::set<std::string> bad_fields(const Api::Answer& answer) {
  std::set<std::string> fields;
  for (const auto& fault : answer.body.at("detail")) {
    CHECK(fault.at("loc").at(0) == "body");
    CHECK_FALSE(fault.at("msg").get<std::string>().empty());
    fields.insert(fault.at("loc").at(1).get<std::string>() + ":" +
                  fault.at("type").get<std::string>());
  }
  return fields;
}

Json login(const std::string& email, std::string_view password = good_password) {
  return {{"email", email}, {"password", password}};
}

std::string retry_after(const Api::Answer& answer) {
  const auto found = std::ranges::find(answer.headers, "Retry-After",
                                       [](const auto& header) { return header.first; });
  return found == answer.headers.end() ? "" : found->second;
}

}  // namespace

TEST_CASE("Who registers gets the account's row, and a profile as a trainee") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto made = api.post("/api/auth/register", {},
                             {{"email", "Jo@Example.com"},
                              {"password", good_password},
                              {"name", "Jo"},
                              {"phone", "+49 151 1234567"},
                              {"goal", "strength"},
                              {"weight", 75.5},
                              {"whatever", {1, 2}}});
  CAPTURE(made.text);
  REQUIRE(made.status == 201);
  CHECK(made.body == Json{{"id", api.user_of("jo@example.com").value},
                          {"email", "jo@example.com"},
                          {"name", "Jo"},
                          {"role", "TRAINEE"},
                          {"created_at", "2026-03-02T12:00:00.000Z"}});
  CHECK(api.centre.line("select goal, weight, height from trainees") == "strength 75.5 -");
  const auto hash = api.centre.line("select password_hash from users");
  CHECK(hash.starts_with("$argon2id$"));

  const auto trainer = api.post("/api/auth/register", {},
                                {{"email", "t@example.com"},
                                 {"password", good_password},
                                 {"name", "T"},
                                 {"role", "TRAINER"}});
  CHECK(trainer.status == 201);
  CHECK(api.centre.count("trainers") == 0);
  CHECK(api.centre.count("trainees") == 1);
}

TEST_CASE("Nobody registers as an admin, or with an address or number that somebody has") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  Json person{
      {"email", "jo@example.com"}, {"password", good_password}, {"name", "Jo"}, {"role", "ADMIN"}};
  CHECK(api.post("/api/auth/register", {}, person).status == 403);
  // Before anything is said of the other fields.
  CHECK(api.post("/api/auth/register", {}, {{"role", "ADMIN"}, {"email", 7}}).status == 403);
  CHECK(api.centre.count("users") == 0);
  person["role"] = "TRAINEE";
  person["phone"] = "12345";
  CHECK(api.post("/api/auth/register", {}, person).status == 201);
  CHECK(api.post("/api/auth/register", {}, person).status == 409);
  person["email"] = "other@example.com";
  CHECK(api.post("/api/auth/register", {}, person).status == 409);
  CHECK(api.centre.count("users") == 1);
}

TEST_CASE("Every bad field is named at once, as FastAPI names it") {
  Api api{Engine::sqlite};
  const auto refused = api.post("/api/auth/register", {},
                                {{"email", "nonsense"},
                                 {"password", "short"},
                                 {"name", 7},
                                 {"role", "BOSS"},
                                 {"weight", -1},
                                 {"height", "tall"}});
  CHECK(refused.status == 422);
  CHECK(bad_fields(refused) ==
        std::set<std::string>{"email:value_error", "password:value_error", "name:string_type",
                              "role:enum", "weight:greater_than_equal", "height:float_type"});
  CHECK(bad_fields(api.post("/api/auth/register", {}, Json::object())) ==
        std::set<std::string>{"email:missing", "password:missing", "name:missing"});
}

TEST_CASE("What is no JSON object is refused, and leaves nothing") {
  Api api{Engine::sqlite};
  const auto status = [&](const std::string& body, const std::string& type = "application/json") {
    return api.call(central::http::Method::post, "/api/auth/register", {}, body, type).status;
  };
  for (const auto& body : {std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"7"},
                           std::string{"null"}, std::string{"{\"name\":\"\xff\"}"},
                           std::string(100'000, '['), std::string{R"({"weight":1e999})"}}) {
    CAPTURE(body.substr(0, 40));
    CHECK(status(body) == 422);
  }
  CHECK(status("{}", "text/plain") == 415);
  CHECK(status("{}", "Application/JSON ; charset=utf-8") == 422);
  CHECK(status("a=b", "application/x-www-form-urlencoded") == 415);
  Json zero{{"email", "z@example.com"}, {"password", good_password}, {"name", "Z"}};
  zero["goal"] = std::string("a\0b", 3);
  CHECK(status(zero.dump()) == 422);
  CHECK(api.centre.count("users") == 0);
}

TEST_CASE("32 levels of JSON are read, 33 are not") {
  Api api{Engine::sqlite};
  const auto nested = [&](int levels) {
    return api
        .call(central::http::Method::post, "/api/auth/login", {},
              R"({"email":"a@b.cc","password":"x","deep":)" +
                  std::string(static_cast<std::size_t>(levels - 1), '[') +
                  std::string(static_cast<std::size_t>(levels - 1), ']') + "}")
        .status;
  };
  CHECK(nested(32) == 401);
  CHECK(nested(33) == 422);
}

TEST_CASE("A token opens calls until it ends or is given up, on any instance") {
  const auto engine = GENERATE(Engine::sqlite, Engine::postgres);
  Api api{engine};
  const auto token = api.trainee("jo@example.com");
  const auto other =
      api.post("/api/auth/login", {}, login("JO@example.com")).body.at("access_token");
  const auto logs_out = [&](const std::string& which) {
    return api.call(central::http::Method::post, "/api/auth/logout", which).status;
  };
  CHECK(logs_out("") == 401);
  CHECK(logs_out("x.y.z") == 401);
  CHECK(logs_out(token) == 204);
  CHECK(logs_out(token) == 401);
  api.now += 30min;
  CHECK(logs_out(other) == 401);
  api.now -= 1s;
  CHECK(logs_out(other) == 204);
}

TEST_CASE("A login answers in the contract's words") {
  Api api{Engine::sqlite};
  api.trainee("jo@example.com");
  const auto answer = api.post("/api/auth/login", {}, login("jo@example.com"));
  CHECK(answer.status == 200);
  CHECK(answer.body.at("token_type") == "bearer");
  CHECK(answer.body.at("expires_in") == 1800);
  CHECK(answer.body.at("role") == "TRAINEE");
  CHECK_FALSE(answer.body.contains("two_factor_required"));
}

TEST_CASE("An unknown address is answered like a wrong password") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  api.trainee("jo@example.com");
  api.centre.connection().execute(
      "insert into users (email, name, role, person_number, created_at)"
      " values ('card@example.com', 'Card', 'TRAINEE', 1, $1)",
      api.now);
  const auto wrong = api.post("/api/auth/login", {}, login("jo@example.com", "Wrong-horse-1"));
  CHECK(wrong.status == 401);
  CHECK(api.post("/api/auth/login", {}, login("nobody@example.com")).text == wrong.text);
  CHECK(api.post("/api/auth/login", {}, login("card@example.com")).text == wrong.text);
}

TEST_CASE("After ten failed logins an account waits, and good ones do not count") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  api.trainee("jo@example.com");
  for (int i = 0; i < 12; ++i) {
    CHECK(api.post("/api/auth/login", {}, login("jo@example.com")).status == 200);
  }
  for (int i = 0; i < 10; ++i) {
    api.now += 1s;
    CHECK(api.post("/api/auth/login", {}, login("jo@example.com", "Wrong-horse-1")).status == 401);
  }
  const auto refused = api.post("/api/auth/login", {}, login("jo@example.com"));
  CHECK(refused.status == 429);
  CHECK(retry_after(refused) == std::to_string(15 * 60 - 9));
  CHECK(api.post("/api/auth/login", {}, login("nobody@example.com")).status == 401);
  api.now += 15min - 9s;
  CHECK(api.post("/api/auth/login", {}, login("jo@example.com")).status == 200);
}

TEST_CASE("After a hundred failed logins an address waits") {
  Api api{Engine::sqlite};
  api.trainee("jo@example.com");
  for (int i = 0; i < 100; ++i) {
    CHECK(api.post("/api/auth/login", {}, login(std::format("p{}@example.com", i))).status == 401);
  }
  CHECK(api.post("/api/auth/login", {}, login("jo@example.com")).status == 429);
  api.address = "192.0.2.2";
  CHECK(api.post("/api/auth/login", {}, login("jo@example.com")).status == 200);
}

TEST_CASE("An address registers sixty accounts a minute and no more") {
  Api api{Engine::sqlite};
  const auto tries = [&](int count) {
    for (int i = 0; i < count; ++i) {
      api.centre.connection().execute(
          "insert into counted_tries (kind, subject, tried_at) values ('register_address', $1, $2)",
          api.address, api.now);
    }
  };
  const auto register_status = [&](const std::string& email) {
    return api.post("/api/auth/register", {},
                    {{"email", email}, {"password", good_password}, {"name", "Jo"}});
  };
  tries(59);
  CHECK(register_status("a@example.com").status == 201);
  const auto refused = register_status("b@example.com");
  CHECK(refused.status == 429);
  CHECK(retry_after(refused) == "60");
  api.now += 1min;
  CHECK(register_status("b@example.com").status == 201);
}

TEST_CASE("However many try at once, no more than the limit go on", "[thread]") {
  const Centre centre{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto now = *domain::parse_instant("2026-03-02T12:00:00Z");
  std::atomic<int> went_on{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        const auto connection = centre.database().connect();
        for (int n = 0; n < 5; ++n) {
          const auto counted = central::services::count_attempt(
              *connection, {.kind = "test", .most = 7, .within = 15min}, "somebody", now);
          if (counted) ++went_on;
        }
      });
    }
  }
  CHECK(went_on >= 1);
  CHECK(went_on <= 7);
}

TEST_CASE("An admin's token needs the code, which works once, in time, within five tries") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  api.admin("boss@example.com");
  const auto begin = [&] {
    const auto asked = api.post("/api/auth/login", {}, login("boss@example.com"));
    CHECK(asked.body.at("two_factor_required") == true);
    CHECK_FALSE(asked.body.contains("access_token"));
    return asked.body.at("session_id").get<std::string>();
  };
  const auto verify = [&](const std::string& session, const std::string& code) {
    return api.post("/api/auth/verify-otp", {}, {{"session_id", session}, {"otp", code}});
  };
  const auto other_than = [](std::string code) {
    code.back() = code.back() == '0' ? '1' : '0';
    return code;
  };
  auto session = begin();
  auto code = api.codes.back().code;
  CHECK(code.size() == 6);
  CHECK(api.codes.back().email == "boss@example.com");
  CHECK(api.codes.back().session == session);
  CHECK(api.centre.lines("select 1 from admin_otp where otp like '%" + code + "%'").empty());
  for (int i = 0; i < 4; ++i) CHECK(verify(session, other_than(code)).status == 401);
  CHECK(verify(session, code).body.at("role") == "ADMIN");
  CHECK(verify(session, code).status == 401);

  session = begin();
  code = api.codes.back().code;
  CHECK(verify(begin(), code).status == 401);
  api.now += 5min;
  CHECK(verify(session, code).status == 401);

  session = begin();
  code = api.codes.back().code;
  for (int i = 0; i < 3; ++i) CHECK(verify(session, other_than(code)).status == 401);
  // The tenth of this account's failures in a quarter of an hour.
  CHECK(verify(session, code).status == 429);
  api.now += 15min;
  session = begin();
  code = api.codes.back().code;
  for (int i = 0; i < 5; ++i) CHECK(verify(session, other_than(code)).status == 401);
  CHECK(verify(session, code).status == 401);
}

TEST_CASE("An admin is sent ten codes in a quarter of an hour, and then none") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  api.admin("boss@example.com");
  api.now += 15min;
  api.codes.clear();
  const auto ask = [&] {
    return api.post("/api/auth/login", {}, login("boss@example.com")).status;
  };
  for (int i = 0; i < 10; ++i) CHECK(ask() == 200);
  CHECK(ask() == 429);
  CHECK(api.codes.size() == 10);
  api.now += 15min;
  CHECK(ask() == 200);
}

TEST_CASE("Codes that were used are not held against an admin") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  api.admin("boss@example.com");
  for (int i = 0; i < 15; ++i) {
    const auto asked = api.post("/api/auth/login", {}, login("boss@example.com"));
    REQUIRE(asked.status == 200);
    const auto verified =
        api.post("/api/auth/verify-otp", {},
                 {{"session_id", asked.body.at("session_id")}, {"otp", api.codes.back().code}});
    CHECK(verified.status == 200);
  }
}

TEST_CASE("Whatever password was taken at the beginning is taken at the login") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const std::string typed{"Tab\tbell\a-1\x7f"};
  const Json person{{"email", "jo@example.com"}, {"password", typed}, {"name", "Jo"}};
  REQUIRE(api.post("/api/auth/register", {}, person).status == 201);
  CHECK(api.post("/api/auth/login", {}, login("jo@example.com", typed)).status == 200);
  CHECK(api.post("/api/auth/login", {}, login("jo@example.com", "short")).status == 401);
  const auto longest = std::string(1000, 'x');
  CHECK(api.post("/api/auth/login", {}, login("jo@example.com", longest)).status == 401);
  CHECK(api.post("/api/auth/login", {}, login("jo@example.com", longest + "x")).status == 422);
}

TEST_CASE("An admin's session is kept with its address, and ends with the logout") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto token = api.admin("boss@example.com");
  const auto sessions = R"(select ip_address, "2fa_verified", logout_time from admin_sessions)";
  CHECK(api.centre.line(sessions) == "192.0.2.1 1 -");
  CHECK(api.call(central::http::Method::post, "/api/auth/logout", token).status == 204);
  CHECK(api.centre.line(sessions) == "192.0.2.1 1 2026-03-02T12:00:00.000Z");
  api.mail_works = false;
  const auto unsent = api.post("/api/auth/login", {}, login("boss@example.com"));
  CHECK(unsent.status == 503);
  CHECK_FALSE(unsent.body.contains("session_id"));
}

TEST_CASE("An admin sees the own sessions, newest first, and nobody else's") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  api.admin("other@example.com");
  api.now += 1min;
  REQUIRE(api.post("/api/auth/login", {}, login("boss@example.com")).status == 200);
  const auto sessions = api.get("/api/admin/sessions", boss).body;
  CHECK(sessions.at("total") == 2);
  const auto& newest = sessions.at("items").at(0);
  CHECK(newest.at("login_time") == "2026-03-02T12:01:00.000Z");
  CHECK(newest.at("2fa_verified") == false);
  const auto& first = sessions.at("items").at(1);
  CHECK(first.at("2fa_verified") == true);
  CHECK(first.at("ip_address") == "192.0.2.1");
  CHECK(first.at("logout_time").is_null());
}

TEST_CASE("A token of another algorithm, key, time or form is none") {
  const auto now = *domain::parse_instant("2026-03-02T12:00:00Z");
  const UserToken token{.user = {7},
                        .id = domain::make_uuid(now, domain::system_random()),
                        .issued_at = now,
                        .expires_at = now + 30min,
                        .role = "TRAINEE",
                        .password = "mark"};
  const auto text = write_user_token(token, Api::secret);
  REQUIRE(read_user_token(text, Api::secret, now));
  CHECK(read_user_token(text, Api::secret, now)->user == token.user);
  CHECK(read_user_token(text, Api::secret, now)->id == token.id);
  CHECK(read_user_token(text, Api::secret, now)->password == "mark");
  CHECK_FALSE(read_user_token(text, "another key that is long enough", now));
  CHECK_FALSE(read_user_token(text, Api::secret, token.expires_at));
  CHECK_FALSE(read_user_token(text + "x", Api::secret, now));
  CHECK_FALSE(read_user_token(text.substr(0, text.rfind('.') + 1), Api::secret, now));
  CHECK_FALSE(read_user_token(text.substr(0, text.rfind('.')), Api::secret, now));

  const auto part = [](std::string_view json) {
    return domain::to_base64url(domain::as_bytes(json));
  };
  const auto payload = text.substr(text.find('.') + 1, text.rfind('.') - text.find('.') - 1);
  for (const auto* head : {R"({"alg":"none","typ":"JWT"})", R"({"alg":"NONE"})", R"({})",
                           R"({"alg":"HS384"})", R"({"alg":"RS256"})"}) {
    CAPTURE(head);
    CHECK_FALSE(read_user_token(part(head) + "." + payload + ".", Api::secret, now));
    const auto message = part(head) + "." + payload;
    const auto mac = domain::hmac_sha256(domain::as_bytes(Api::secret), domain::as_bytes(message));
    CHECK_FALSE(read_user_token(message + "." + domain::to_base64url(mac), Api::secret, now));
  }
  for (const auto* claims :
       {R"({"sub":"7","jti":"x","exp":9999999999})", R"({"sub":"7","exp":9999999999})",
        R"({"exp":9999999999})", R"({"sub":7,"jti":"01890000-0000-7000-8000-000000000000"})"}) {
    CAPTURE(claims);
    const auto message = part(R"({"alg":"HS256"})") + "." + part(claims);
    const auto mac = domain::hmac_sha256(domain::as_bytes(Api::secret), domain::as_bytes(message));
    CHECK_FALSE(read_user_token(message + "." + domain::to_base64url(mac), Api::secret, now));
  }
}

}  // namespace fitmate::tests
