#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = Api::Json;

}  // namespace

TEST_CASE("People write to the office, the office to people, and nobody reads another's") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto ann = api.trainee("ann@example.com");
  const auto boss_id = api.user_of("boss@example.com").value;
  const auto ann_id = api.user_of("ann@example.com").value;
  const auto sent = api.post("/api/messages", jo, {{"receiver_id", boss_id}, {"message", "Hi"}});
  CAPTURE(sent.text);
  REQUIRE(sent.status == 201);
  CHECK(sent.body.at("is_read") == false);
  CHECK(api.post("/api/messages", jo, {{"receiver_id", ann_id}, {"message", "Hi"}}).status == 404);
  CHECK(api.post("/api/messages", jo, {{"receiver_id", 4711}, {"message", "Hi"}}).status == 404);
  CHECK(api.post("/api/messages", boss, {{"receiver_id", 4711}, {"message", "Hi"}}).status == 404);
  CHECK(api.post("/api/messages", boss, {{"receiver_id", ann_id}, {"message", "Hi"}}).status ==
        201);
  CHECK(api.get("/api/messages", boss).body.at("total") == 2);
  CHECK(api.get("/api/messages", jo).body.at("total") == 1);

  const auto read = "/api/messages/" + std::to_string(sent.body.at("id").get<int>()) + "/read";
  CHECK(api.post(read, jo, Json::object()).status == 404);
  const auto first = api.post(read, boss, Json::object()).body;
  CHECK(first.at("is_read") == true);
  CHECK(first.at("read_at") == "2026-03-02T12:00:00.000Z");
  api.now += std::chrono::minutes{10};
  CHECK(api.post(read, boss, Json::object()).body == first);
}

TEST_CASE("A trainee and the own trainer write to each other") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto tom = api.trainer("tom@example.com");
  const auto tim = api.trainer("tim@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto jo_id = api.user_of("jo@example.com").value;
  CHECK(api.post("/api/trainee/messages", jo, {{"message", "Hi"}}).status == 404);
  CHECK(api.post("/api/trainer/assign-trainee", tom, {{"trainee_id", jo_id}}).status == 200);
  CHECK(api.post("/api/trainee/messages", jo, {{"message", "Hi"}}).status == 201);
  CHECK(api.post("/api/trainer/messages", tom, {{"trainee_id", jo_id}, {"message", "Ho"}}).status ==
        201);
  CHECK(api.post("/api/trainer/messages", tim, {{"trainee_id", jo_id}, {"message", "Ho"}}).status ==
        404);
  CHECK(api.get("/api/trainee/messages", jo).body.at("total") == 2);
  CHECK(api.get("/api/trainer/messages", tom).body.at("total") == 2);
  CHECK(api.get("/api/trainer/messages", tim).body.at("total") == 0);
}

TEST_CASE("A notification is its person's") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto ann = api.trainee("ann@example.com");
  const auto made = api.post("/api/notifications", boss,
                             {{"user_id", api.user_of("jo@example.com").value},
                              {"title", "Closed"},
                              {"notification_type", "news"}});
  CAPTURE(made.text);
  REQUIRE(made.status == 201);
  CHECK(api.get("/api/notifications", jo).body.at("items").at(0) == made.body);
  CHECK(api.get("/api/notifications", ann).body.at("total") == 0);
  const auto read = "/api/notifications/" + std::to_string(made.body.at("id").get<int>()) + "/read";
  CHECK(api.post(read, ann, Json::object()).status == 404);
  CHECK(api.post(read, jo, Json::object()).body.at("is_read") == true);
  CHECK(api.post("/api/notifications", boss,
                 {{"user_id", 4711}, {"title", "x"}, {"notification_type", "news"}})
            .status == 404);
}

}  // namespace fitmate::tests
