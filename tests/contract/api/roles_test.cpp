#include <map>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using central::http::Method;
using db::sql::Engine;
using Json = Api::Json;

// Who may, as contract.md has it by path; the code says it call by call.
std::set<std::string> expected(const std::string& call) {
  static const std::map<std::string, std::set<std::string>> exceptions{
      {"POST /api/trainer/create", {"ADMIN"}},
      {"POST /api/trainer/assign-trainee", {"TRAINER", "ADMIN"}},
      {"GET /api/trainee/pass", {"TRAINEE", "TRAINER"}},
      {"POST /api/auth/logout", {"TRAINEE", "TRAINER", "ADMIN", "NEWCOMER"}},
      {"GET /api/billing/packages", {"TRAINEE", "TRAINER", "ADMIN", "NEWCOMER"}},
      {"POST /api/notifications", {"ADMIN"}}};
  if (const auto found = exceptions.find(call); found != exceptions.end()) return found->second;
  const auto path = call.substr(call.find(' ') + 1);
  if (path.starts_with("/profile_uploads/")) return {"TRAINEE", "TRAINER", "ADMIN", "NEWCOMER"};
  if (path.starts_with("/api/auth/")) return {"ANYONE"};
  if (path.starts_with("/api/trainee/")) return {"TRAINEE"};
  if (path.starts_with("/api/trainer/")) return {"TRAINER"};
  if (path.starts_with("/api/admin/") || path.starts_with("/api/billing/")) return {"ADMIN"};
  return {"TRAINEE", "TRAINER", "ADMIN", "NEWCOMER"};
}

std::string with_numbers(std::string path) {
  for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
    const auto end = path.find('}', at);
    const bool is_uuid = path.substr(at, end - at).contains("trainer_id");
    path.replace(at, end - at + 1, is_uuid ? "01890000-0000-7000-8000-000000000000" : "4711");
  }
  return path;
}

}  // namespace

TEST_CASE("Every call is open to the roles it is for, and to no other") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  std::map<std::string, std::string> tokens{{"TRAINEE", api.trainee("jo@example.com")},
                                            {"TRAINER", api.trainer("tom@example.com")},
                                            {"ADMIN", api.admin("boss@example.com")},
                                            {"NEWCOMER", api.trainer("new@example.com")}};
  api.centre.connection().execute("delete from trainers where user_id = $1",
                                  api.user_of("new@example.com"));
  int calls = 0;
  for (const auto& route : api.routes()) {
    const std::string method = route.method == Method::get ? "GET" : "POST";
    const auto call = method + " " + route.path;
    const auto who = expected(call);
    CAPTURE(call);
    ++calls;
    const auto status = [&](const std::string& token) {
      return api.call(route.method, with_numbers(route.path), token, "x").status;
    };
    if (who.contains("ANYONE")) {
      CHECK(status({}) == 422);
      continue;
    }
    CHECK(status({}) == 401);
    CHECK(status("not.a.token") == 401);
    if (route.path == "/api/auth/logout") continue;
    for (const auto& [role, token] : tokens) {
      CAPTURE(role);
      // 401 and 403 come before anything that is said of the body.
      if (who.contains(role)) {
        CHECK(status(token) != 401);
        CHECK(status(token) != 403);
      } else {
        CHECK(status(token) == 403);
      }
    }
  }
  CHECK(calls > 50);
}

TEST_CASE("A role that changed counts from the next call on") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  CHECK(api.get("/api/admin/settings", boss).status == 200);
  api.centre.connection().execute("update users set role = 'TRAINEE'");
  CHECK(api.get("/api/admin/settings", boss).status == 403);
  api.centre.connection().execute("delete from users");
  CHECK(api.get("/api/admin/settings", boss).status == 401);
}

TEST_CASE("SQL in any text is a text") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  for (const std::string hostile :
       {"'; drop table users; --", "\" or 1=1 --", "$1", "%s%n", "\\'; select pg_sleep(9)",
        "Robert'); delete from trainees;", "\xf0\x9f\x92\xaa \xe2\x80\xae"}) {
    const auto changed =
        api.post("/api/trainee/update-profile", jo, {{"goal", hostile}, {"name", hostile}});
    CHECK(changed.status == 200);
    CHECK(changed.body.at("goal") == hostile);
    CHECK(api.post("/api/auth/login", {}, {{"email", hostile}, {"password", hostile}}).status ==
          422);
    CHECK(api.post("/api/auth/login", {}, {{"email", "jo@example.com"}, {"password", hostile}})
              .status == 401);
  }
  CHECK(api.centre.count("users") == 1);
}

}  // namespace fitmate::tests
