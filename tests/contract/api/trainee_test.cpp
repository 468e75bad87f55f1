#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "domain/credential.h"
#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = Api::Json;

}  // namespace

TEST_CASE("A profile has the seed's fields, and changes by what is given") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  const auto id = api.user_of("jo@example.com").value;
  Json profile{{"id", id},
               {"email", "jo@example.com"},
               {"name", "Jo jo@example.com"},
               {"role", "TRAINEE"},
               {"weight", nullptr},
               {"fitness_level", nullptr},
               {"trainer_id", nullptr},
               {"health_conditions", nullptr},
               {"phone", nullptr},
               {"goal", nullptr},
               {"height", nullptr},
               {"avatar_url", nullptr}};
  CHECK(api.get("/api/trainee/profile", jo).body == profile);

  const auto changed = api.post("/api/trainee/update-profile", jo,
                                {{"weight", 75.5},
                                 {"fitness_level", "intermediate"},
                                 {"name", " Jo "},
                                 {"id", 99},
                                 {"role", "ADMIN"},
                                 {"email", "x@example.com"}});
  CAPTURE(changed.text);
  profile["weight"] = 75.5;
  profile["fitness_level"] = "intermediate";
  profile["name"] = "Jo";
  CHECK(changed.status == 200);
  CHECK(changed.body == profile);
  profile["weight"] = nullptr;
  CHECK(api.post("/api/trainee/update-profile", jo, {{"weight", nullptr}}).body == profile);
  CHECK(api.get("/api/trainee/profile", jo).body == profile);
}

TEST_CASE("A profile takes no name of nothing, no number of another, no trainer who is not there") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  const auto ann = api.trainee("ann@example.com");
  const auto change = [&](const Json& body) {
    return api.post("/api/trainee/update-profile", jo, body).status;
  };
  CHECK(change({{"name", nullptr}}) == 422);
  CHECK(change({{"name", " "}}) == 422);
  CHECK(change({{"weight", 1000}}) == 200);
  CHECK(change({{"weight", 1000.1}}) == 422);
  CHECK(api.post("/api/trainee/update-profile", ann, {{"phone", "12345"}}).status == 200);
  CHECK(change({{"phone", "12345"}, {"goal", "x"}}) == 409);
  CHECK(change({{"trainer_id", "01890000-0000-7000-8000-000000000000"}, {"goal", "x"}}) == 404);
  CHECK(api.get("/api/trainee/profile", jo).body.at("goal").is_null());
}

TEST_CASE("Own rows come newest first, by pages, and nobody else's") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  const auto ann = api.trainee("ann@example.com");
  for (int i = 1; i <= 3; ++i) {
    const auto made =
        api.post("/api/trainee/measurements", jo,
                 {{"weight", 70 + i},
                  {"body_fat", 20.5},
                  {"measured_at", "2026-03-0" + std::to_string(i) + "T10:00:00+01:00"}});
    CAPTURE(made.text);
    CHECK(made.status == 201);
    CHECK(made.body.at("measured_at") == "2026-03-0" + std::to_string(i) + "T09:00:00.000Z");
    CHECK(made.body.at("waist").is_null());
  }
  CHECK(api.post("/api/trainee/measurements", ann, Json::object()).body.at("measured_at") ==
        "2026-03-02T12:00:00.000Z");
  const auto page = api.get("/api/trainee/measurements?limit=2", jo).body;
  CHECK(page.at("total") == 3);
  REQUIRE(page.at("items").size() == 2);
  CHECK(page.at("items").at(0).at("weight") == 73);
  const auto rest = api.get("/api/trainee/measurements?limit=2&offset=2", jo).body;
  REQUIRE(rest.at("items").size() == 1);
  CHECK(rest.at("items").at(0).at("weight") == 71);
  CHECK(api.get("/api/trainee/measurements?offset=3", jo).body ==
        Json{{"items", Json::array()}, {"total", 3}});
  for (const auto* query : {"limit=0", "limit=201", "limit=x", "offset=-1", "limit=1.5"}) {
    CAPTURE(query);
    const auto refused = api.get("/api/trainee/measurements?" + std::string{query}, jo);
    CHECK(refused.status == 422);
    CHECK(refused.body.at("detail").at(0).at("loc").at(0) == "query");
  }
  CHECK(api.get("/api/trainee/measurements?limit=200", jo).status == 200);
}

TEST_CASE("A workout keeps its summary as it was given") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  const Json summary{{"sets", {3, 3}}, {"reps", {10, 8}}, {"note", "\u00e9 \"quoted\" '; drop"}};
  const auto made = api.post("/api/trainee/workouts", jo,
                             {{"exercise_type", "squat"},
                              {"calories_burned", 120.5},
                              {"duration", 45},
                              {"summary_json", summary}});
  CAPTURE(made.text);
  CHECK(made.status == 201);
  const auto listed = api.get("/api/trainee/workouts", jo).body;
  CHECK(listed.at("items").at(0) == made.body);
  CHECK(made.body.at("summary_json") == summary);
  CHECK(made.body.at("duration") == 45);
  CHECK(api.post("/api/trainee/workouts", jo, {{"exercise_type", ""}}).status == 422);
  CHECK(api.post("/api/trainee/workouts", jo, {{"exercise_type", "x"}, {"summary_json", "text"}})
            .status == 422);
  CHECK(api.post("/api/trainee/workouts", jo, {{"exercise_type", "x"}, {"duration", 1.5}}).status ==
        422);
}

TEST_CASE("The own visits and memberships are what the centre holds") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  const auto id = api.user_of("jo@example.com");
  api.centre.add_membership(id, "2026-01-01", "2026-12-31", 10);
  api.centre.connection().execute(
      "insert into attendance (user_id, check_in_time, check_out_time, duration, closed_by,"
      " entry_event_id) values ($1, '2026-03-01T10:00:00.000Z', '2026-03-01T11:30:00.000Z', 90,"
      " 'check_out', '01890000-0000-7000-8000-000000000001')",
      id);
  const auto visit = api.get("/api/trainee/attendance", jo).body.at("items").at(0);
  CHECK(visit.at("check_in_time") == "2026-03-01T10:00:00.000Z");
  CHECK(visit.at("duration") == 90);
  const auto membership = api.get("/api/trainee/memberships", jo).body.at("items").at(0);
  CHECK(membership.at("end_date") == "2026-12-31");
  CHECK(membership.at("visits_total") == 10);
  CHECK(membership.at("auto_renew") == false);
}

TEST_CASE("The pass is the phone's own code, and what it is made of") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto jo = api.trainee("jo@example.com");
  const auto pass = api.get("/api/trainee/pass", jo).body;
  const auto text = pass.at("text").get<std::string>();
  REQUIRE(text.size() == domain::phone_text_size);
  CHECK(text.starts_with(pass.at("capsule").get<std::string>()));
  CHECK(pass.at("step_seconds") == 15);
  CHECK(pass.at("digits") == 8);
  CHECK(pass.at("valid_until") == "2026-03-16");
  const auto key = domain::to_array<20>(*domain::from_hex(pass.at("totp_key").get<std::string>()));
  const auto value = domain::totp_value(key.value(), domain::step_at(api.now));
  CHECK(std::stoul(text.substr(text.size() - 8)) == value);
  CHECK(api.get("/api/trainee/pass", jo).body.at("capsule") == pass.at("capsule"));
}

}  // namespace fitmate::tests
