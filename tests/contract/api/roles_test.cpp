#include <algorithm>
#include <format>
#include <map>
#include <optional>
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
      {"POST /api/auth/change-password", {"TRAINEE", "TRAINER", "ADMIN", "NEWCOMER"}},
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

using Ids = std::map<std::string, std::string>;

// The path with these ids; nothing where it wants another.
std::optional<std::string> path_with(std::string path, const Ids& ids) {
  for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
    const auto end = path.find('}', at);
    const auto id = ids.find(path.substr(at + 1, end - at - 1));
    if (id == ids.end()) return std::nullopt;
    path.replace(at, end - at + 1, id->second);
  }
  return path;
}

// What the call requires in its body, with these ids; nothing where it takes a form.
std::optional<Json> body_with(const Json& operation, const Ids& ids) {
  Json body = Json::object();
  if (!operation.contains("requestBody")) return body;
  const auto& content = operation.at("requestBody").at("content");
  if (!content.contains("application/json")) return std::nullopt;
  const auto& schema = content.at("application/json").at("schema");
  for (const auto& field : schema.value("required", Json::array())) {
    const auto name = field.get<std::string>();
    const auto& type = schema.at("properties").at(name).at("type");
    const auto id = ids.find(name);
    body[name] = id != ids.end()     ? Json::parse(id->second)
                 : type == "string"  ? Json("x")
                 : type == "boolean" ? Json(true)
                 : type.is_array()   ? Json{{"a", 1}}
                                     : Json(1);
  }
  return body;
}

bool names_any(const Json& body, const Ids& ids) {
  return std::ranges::any_of(ids, [&](const auto& id) { return body.contains(id.first); });
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

TEST_CASE("With another's ids every call is one for what is not there, and does nothing") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  const auto tom = api.trainer("tom@example.com");
  const auto boss = api.admin("boss@example.com");
  const auto jo_id = api.user_of("jo@example.com").value;
  const auto made = [&](const Api::Answer& answer) {
    CAPTURE(answer.text);
    REQUIRE((answer.status == 200 || answer.status == 201));
    return answer.body;
  };
  made(api.post("/api/trainer/assign-trainee", tom, {{"trainee_id", jo_id}}));
  const auto message =
      made(api.post("/api/messages", boss, {{"receiver_id", jo_id}, {"message", "Hi"}}));
  const auto notification =
      made(api.post("/api/notifications", boss,
                    {{"user_id", jo_id}, {"title", "Hi"}, {"notification_type", "info"}}));
  // Whatever belongs to jo, tom and the office.
  const std::map<std::string, std::string> ids{
      {"trainee_id", std::to_string(jo_id)},
      {"message_id", message.at("id").dump()},
      {"notification_id", notification.at("id").dump()},
      {"file", std::format("user_{}_{}.jpg", jo_id, std::string(32, 'a'))},
      {"receiver_id", std::to_string(jo_id)}};
  const std::map<std::string, std::string> others{{"TRAINEE", api.trainee("ann@example.com")},
                                                  {"TRAINER", api.trainer("tim@example.com")}};
  const auto rows = [&] {
    std::string all;
    for (const auto* table : {"messages", "notifications", "trainer_messages", "workout_plans",
                              "diet_plans", "ai_reports", "pt_sessions"}) {
      for (const auto& line : api.centre.lines(std::string{"select * from "} + table)) all += line;
    }
    return all + api.centre.line(
                     "select count(*), min(cast(trainer_id as text)) from trainees t join users u"
                     " on u.id = t.user_id where u.email = 'jo@example.com'");
  };
  const auto before = rows();
  std::set<std::string> tried;
  for (const auto& route : api.routes()) {
    const auto operation = Json::parse(route.description.operation);
    const auto method = std::string{central::http::name_of(route.method)};
    const auto call = method + " " + route.path;
    const auto body = body_with(operation, ids);
    const auto path = path_with(route.path, ids);
    if (!path || !body) continue;
    if (*path == route.path && !names_any(*body, ids)) continue;
    for (const auto& [role, token] : others) {
      CAPTURE(call, role, body->dump());
      if (!expected(call).contains(role)) continue;
      CHECK(api.call(route.method, *path, token, body->dump()).status == 404);
      tried.insert(call);
    }
  }
  CHECK(rows() == before);
  CHECK(tried == std::set<std::string>{
                     "GET /api/trainer/trainees/{trainee_id}", "GET /profile_uploads/{file}",
                     "POST /api/messages", "POST /api/messages/{message_id}/read",
                     "POST /api/notifications/{notification_id}/read",
                     "POST /api/trainer/ai-reports", "POST /api/trainer/assign-trainee",
                     "POST /api/trainer/diet-plans", "POST /api/trainer/messages",
                     "POST /api/trainer/pt-sessions", "POST /api/trainer/workout-plans"});
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
