#include <algorithm>
#include <atomic>
#include <format>
#include <set>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "domain/crypto.h"
#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::services::Accounts;
using db::sql::Engine;
using Json = Api::Json;

constexpr std::string_view new_password = "Battery-staple-2";

Api::Answer change(Api& api, const std::string& token, std::string_view current = good_password,
                   std::string_view wanted = new_password) {
  return api.post("/api/auth/change-password", token,
                  {{"current_password", current}, {"new_password", wanted}});
}

Api::Answer log_in(Api& api, const std::string& email, std::string_view password) {
  return api.post("/api/auth/login", {}, {{"email", email}, {"password", password}});
}

// Another instance on the same database.
Accounts another_instance() {
  return Accounts{{.secret_key = central::Secret{std::string{Api::secret}},
                   .token_lifetime = 30min,
                   .send_code = {},
                   .random = domain::system_random()}};
}

}  // namespace

TEST_CASE("A new password is the account's, and ends all its tokens on every instance") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto used = api.trainee("jo@example.com");
  const auto elsewhere =
      log_in(api, "jo@example.com", good_password).body.at("access_token").get<std::string>();
  const auto ann = api.trainee("ann@example.com");
  const auto other = another_instance();
  REQUIRE(other.find_caller(api.centre.connection(), elsewhere, api.now));

  const auto changed = change(api, used);
  CHECK(changed.status == 204);
  CHECK(changed.text.empty());
  for (const auto& token : {used, elsewhere}) {
    CHECK(api.get("/api/trainee/profile", token).status == 401);
    CHECK_FALSE(other.find_caller(api.centre.connection(), token, api.now));
  }
  CHECK(api.get("/api/trainee/profile", ann).status == 200);
  CHECK(log_in(api, "jo@example.com", good_password).status == 401);
  const auto back = log_in(api, "jo@example.com", new_password).body.at("access_token");
  CHECK(api.get("/api/trainee/profile", back).status == 200);
  // Back to the first one: what was given for that hash stays dead.
  CHECK(change(api, back, new_password, good_password).status == 204);
  CHECK(api.get("/api/trainee/profile", used).status == 401);
}

TEST_CASE("Who does not know the password changes nothing, and gets no more guesses than a login") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  CHECK(change(api, {}).status == 401);
  for (int i = 0; i < 5; ++i) {
    CHECK(log_in(api, "jo@example.com", "Wrong-horse-1").status == 401);
    const auto refused = change(api, jo, "Wrong-horse-1");
    CHECK(refused.status == 403);
    CHECK(refused.body.at("detail") == "Incorrect current password");
  }
  const auto slowed = change(api, jo);
  CHECK(slowed.status == 429);
  CHECK(
      std::ranges::contains(slowed.headers, "Retry-After", [](const auto& h) { return h.first; }));
  CHECK(log_in(api, "jo@example.com", good_password).status == 429);
  CHECK(api.get("/api/trainee/profile", jo).status == 200);
  api.now += 15min;
  CHECK(change(api, jo).status == 204);
}

TEST_CASE("Good changes do not count as attempts") {
  Api api{Engine::sqlite};
  auto jo = api.trainee("jo@example.com");
  for (int i = 0; i < 12; ++i) {
    CHECK(change(api, jo, good_password, good_password).status == 204);
    jo = log_in(api, "jo@example.com", good_password).body.at("access_token").get<std::string>();
  }
}

TEST_CASE("A new password keeps the rule; every bad field is named at once") {
  Api api{Engine::sqlite};
  const auto jo = api.trainee("jo@example.com");
  const auto faults = [&](const Json& body) {
    const auto answer = api.post("/api/auth/change-password", jo, body);
    CHECK(answer.status == 422);
    std::set<std::string> found;
    for (const auto& fault : answer.body.at("detail")) {
      found.insert(std::format("{}:{}", fault.at("loc").at(1).get<std::string>(),
                               fault.at("type").get<std::string>()));
    }
    return found;
  };
  CHECK(faults(Json::object()) ==
        std::set<std::string>{"current_password:missing", "new_password:missing"});
  CHECK(faults({{"current_password", 7}, {"new_password", nullptr}}) ==
        std::set<std::string>{"current_password:string_type", "new_password:string_type"});
  for (const auto* weak : {"", "Short-1", "no-upper-case-1", "No-number-at-all"}) {
    CHECK(faults({{"current_password", good_password}, {"new_password", weak}}) ==
          std::set<std::string>{"new_password:value_error"});
  }
  CHECK(api.get("/api/trainee/profile", jo).status == 200);
  CHECK(log_in(api, "jo@example.com", good_password).status == 200);
}

TEST_CASE("An admin's new password ends the open sessions, and a code that was sent before") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  api.admin("boss@example.com");
  // Longer ago than a token lasts: that session ended by itself.
  api.now += 1h;
  const auto begin = [&] {
    return log_in(api, "boss@example.com", good_password).body.at("session_id").get<std::string>();
  };
  const auto verify = [&](const std::string& session) {
    return api.post("/api/auth/verify-otp", {},
                    {{"session_id", session}, {"otp", api.codes.back().code}});
  };
  const auto boss = verify(begin()).body.at("access_token").get<std::string>();
  const auto pending = begin();
  CHECK(change(api, boss).status == 204);
  CHECK(verify(pending).status == 401);
  CHECK(api.get("/api/admin/settings", boss).status == 401);
  CHECK(api.centre.lines("select logout_time from admin_sessions order by login_time, id") ==
        std::vector<std::string>{"-", "2026-03-02T13:00:00.000Z", "2026-03-02T13:00:00.000Z"});
}

TEST_CASE("Of changes at once one counts", "[thread]") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto token = api.trainee("jo@example.com");
  const auto accounts = another_instance();
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&, i] {
        const auto connection = api.centre.database().connect();
        const auto caller = accounts.find_caller(*connection, token, api.now);
        if (!caller) return;
        const auto changed =
            accounts.change_password(*connection, *caller, good_password,
                                     std::format("Thread-number-{}", i), api.address, api.now);
        done += changed ? 1 : 0;
      });
    }
  }
  CHECK(done == 1);
  CHECK(log_in(api, "jo@example.com", good_password).status == 401);
}

TEST_CASE("A hash of older parameters is renewed at the login, whose token counts") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  api.trainee("jo@example.com");
  const std::string old{
      "$argon2id$v=19$m=8,t=1,p=1$hwPDPTONo7XRvRs5ECtYZQ$hJ0VV9eRXM1joVTdwMYpo0IIr3ACqFEMm0WF7bNMb7"
      "g"};
  api.centre.connection().execute("update users set password_hash = $1", old);
  const auto token =
      log_in(api, "jo@example.com", good_password).body.at("access_token").get<std::string>();
  CHECK(api.get("/api/trainee/profile", token).status == 200);
  CHECK(api.centre.line("select password_hash from users") != old);
  CHECK(log_in(api, "jo@example.com", "Wrong-horse-1").status == 401);
}

}  // namespace fitmate::tests
