#include "tests/system/served_centre.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/eventually.h"

namespace fitmate::tests {

using Json = ServedCentre::Json;

ServedCentre::ServedCentre(db::sql::Engine engine) : central{engine} {
  central.set("SECRET_KEY", "0123456789abcdef0123456789abcdef");
  central.set("LISTEN", "localhost:0");
  central.row({"admin", "create", "--email", "boss@example.com", "--name", "Boss"},
              std::string{password} + "\n");
  process.emplace(central.start({"serve"}));
  port =
      static_cast<std::uint16_t>(std::stoi(await(std::regex{"listening on localhost:([0-9]+)\n"})));
  const Json jo{{"email", "jo@example.com"}, {"password", password}, {"name", "Jo"}};
  REQUIRE(post("/api/auth/register", jo).status == 201);
  trainee = sign_in("jo@example.com");
  admin = sign_in_admin();
  trainer = make_trainer();
}

std::string ServedCentre::sign_in(const std::string& email) const {
  const auto answer = post("/api/auth/login", {{"email", email}, {"password", password}});
  CAPTURE(answer.body);
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body).at("access_token");
}

std::string ServedCentre::sign_in_admin() {
  const Json boss{{"email", "boss@example.com"}, {"password", password}};
  const auto session = Json::parse(post("/api/auth/login", boss).body).at("session_id");
  const auto code = await(std::regex{"two-step code ([0-9]{6}) for session"});
  const auto answer = post("/api/auth/verify-otp", {{"session_id", session}, {"otp", code}});
  return Json::parse(answer.body).at("access_token");
}

std::string ServedCentre::make_trainer() {
  const Json tom{{"email", "tom@example.com"},
                 {"password", password},
                 {"name", "Tom"},
                 {"specialization", "Strength"}};
  const auto made = post("/api/admin/create-trainer", tom, admin);
  CAPTURE(made.body);
  REQUIRE(made.status == 201);
  return sign_in("tom@example.com");
}

HttpAnswer ServedCentre::post(const std::string& path, const Json& body, const std::string& token,
                              const std::string& from) const {
  return call(port, {.method = "POST",
                     .path = path,
                     .token = token,
                     .headers = "Content-Type: application/json\r\n",
                     .body = body.dump(-1, ' ', false, Json::error_handler_t::ignore),
                     .from = from});
}

HttpAnswer ServedCentre::get(const std::string& path, const std::string& token) const {
  return call(port, {.path = path, .token = token});
}

std::string ServedCentre::log() {
  process->read_line(std::chrono::milliseconds{1});
  return process->err();
}

std::string ServedCentre::await(const std::regex& words) {
  std::smatch found;
  std::string said;
  REQUIRE(eventually([&] {
    said = log();
    return std::regex_search(said, found, words);
  }));
  return found[1];
}

bool has_detail(const HttpAnswer& answer) {
  const auto body = Json::parse(answer.body, nullptr, false);
  return body.is_object() && body.contains("detail") && !body.at("detail").empty();
}

bool Bystander::is_served() {
  std::string heard;
  connection_.send("GET /health/live HTTP/1.1\r\nHost: c\r\n\r\n");
  while (!heard.contains(R"({"status":"ok"})") && connection_.read_some(heard)) {
  }
  return heard.starts_with("HTTP/1.1 200");
}

}  // namespace fitmate::tests
