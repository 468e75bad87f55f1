#include <format>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/api.h"
#include "tests/support/counting_connection.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using db::sql::Engine;
using Json = Api::Json;

// A trainer with one trainee, and another of each who belong to nobody.
struct Two {
  explicit Two(Engine engine) : api{engine} {
    tom = api.trainer("tom@example.com");
    tim = api.trainer("tim@example.com");
    jo = api.trainee("jo@example.com");
    ann = api.trainee("ann@example.com");
    jo_id = api.user_of("jo@example.com").value;
    ann_id = api.user_of("ann@example.com").value;
    const auto taken = api.post("/api/trainer/assign-trainee", tom, {{"trainee_id", jo_id}});
    CAPTURE(taken.text);
    REQUIRE(taken.status == 200);
    tom_id = taken.body.at("trainer_id");
  }
  void sign_in() {
    tom =
        api.post("/api/auth/login", {}, {{"email", "tom@example.com"}, {"password", good_password}})
            .body.at("access_token");
  }

  Api api;
  std::string tom;
  std::string tim;
  std::string jo;
  std::string ann;
  std::string tom_id;
  std::int64_t jo_id = 0;
  std::int64_t ann_id = 0;
};

}  // namespace

TEST_CASE("A trainer sees the own trainees alone") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto mine = two.api.get("/api/trainer/trainees", two.tom).body;
  CHECK(mine.at("total") == 1);
  CHECK(mine.at("items").at(0).at("id") == two.jo_id);
  CHECK(mine.at("items").at(0).at("name") == "Jo jo@example.com");
  CHECK(two.api.get("/api/trainer/trainees", two.tim).body.at("total") == 0);
}

TEST_CASE("A trainer takes whom nobody has; an admin gives any to any") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto assign = [&](const std::string& token, const Json& body) {
    return two.api.post("/api/trainer/assign-trainee", token, body).status;
  };
  CHECK(assign(two.tim, {{"trainee_id", two.jo_id}}) == 404);
  CHECK(assign(two.tom, {{"trainee_id", two.jo_id}}) == 200);
  CHECK(assign(two.tom, {{"trainee_id", 4711}}) == 404);
  CHECK(assign(two.tim, {{"trainee_id", two.ann_id}, {"trainer_id", two.tom_id}}) == 403);
  CHECK(assign(two.tim, {{"trainee_id", "x"}, {"trainer_id", two.tom_id}}) == 403);
  const auto boss = two.api.admin("boss@example.com");
  CHECK(assign(boss, {{"trainee_id", two.ann_id}}) == 422);
  CHECK(assign(boss, {{"trainee_id", two.ann_id}, {"trainer_id", two.tom_id}}) == 200);
  CHECK(assign(boss, {{"trainee_id", two.ann_id},
                      {"trainer_id", "01890000-0000-7000-8000-000000000000"}}) == 404);
  CHECK(two.api.get("/api/trainer/trainees", two.tom).body.at("total") == 2);
}

TEST_CASE("Who becomes a trainer is nobody's trainee any more") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = two.api.admin("boss@example.com");
  const auto made = two.api.post("/api/trainer/create", boss,
                                 {{"user_id", two.jo_id}, {"specialization", "Yoga"}});
  CAPTURE(made.text);
  REQUIRE(made.status == 201);
  CHECK(two.api.get("/api/trainer/trainees", two.tom).body.at("total") == 0);
  CHECK(two.api.get(std::format("/api/trainer/trainees/{}", two.jo_id), two.tom).status == 404);
}

TEST_CASE("What a trainer writes for an own trainee, both read; for another's it is not there") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  struct Written {
    std::string path;
    Json body;
    bool trainer_lists = true;
  };
  const Json plan{{"days", {"squat", "row"}}};
  for (const auto& [path, body, trainer_lists] :
       {Written{"workout-plans", {{"title", "Legs"}, {"plan_json", plan}}},
        Written{"diet-plans", {{"title", "Lean"}, {"plan_json", plan}}},
        Written{"pt-sessions", {{"performance_rating", 5}, {"trainer_notes", "good"}}},
        Written{"ai-reports", {{"report_type", "form"}, {"report_json", plan}}, false}}) {
    CAPTURE(path);
    auto mine = body;
    mine["trainee_id"] = two.jo_id;
    const auto made = two.api.post("/api/trainer/" + path, two.tom, mine);
    CAPTURE(made.text);
    REQUIRE(made.status == 201);
    CHECK(two.api.post("/api/trainer/" + path, two.tim, mine).status == 404);
    mine["trainee_id"] = two.ann_id;
    CHECK(two.api.post("/api/trainer/" + path, two.tom, mine).status == 404);
    const auto read = two.api.get("/api/trainee/" + path, two.jo).body;
    CHECK(read.at("total") == 1);
    CHECK(read.at("items").at(0) == made.body);
    CHECK(two.api.get("/api/trainee/" + path, two.ann).body.at("total") == 0);
    if (!trainer_lists) continue;
    CHECK(two.api.get("/api/trainer/" + path, two.tom).body.at("items").at(0) == made.body);
    CHECK(two.api.get("/api/trainer/" + path, two.tim).body.at("total") == 0);
  }
}

TEST_CASE("A shift that is marked here is derived from events as any other") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& api = two.api;
  const auto mark = [&](const char* action) {
    return api.post("/api/trainer/mark-attendance", two.tom, {{"action", action}});
  };
  CHECK(mark("check_out").status == 409);
  CHECK(mark("sleep").status == 422);
  const auto in = mark("check_in");
  CAPTURE(in.text);
  REQUIRE(in.status == 200);
  CHECK(in.body.at("status") == "open");
  CHECK(in.body.at("check_in") == "2026-03-02T12:00:00.000Z");
  CHECK(in.body.at("check_out").is_null());
  CHECK(mark("check_in").status == 409);
  api.now += 15min;
  const auto out = mark("check_out");
  REQUIRE(out.status == 200);
  CHECK(out.body.at("hours_worked") == 0.25);
  CHECK(out.body.at("status") == "unscheduled");
  CHECK(out.body.at("id") == in.body.at("id"));
  CHECK(mark("check_out").status == 409);
  CHECK(mark("check_in").status == 200);
  CHECK(mark("check_out").status == 200);
  CHECK(api.get("/api/trainer/attendance", two.tom).body.at("total") == 2);
  CHECK(api.get("/api/trainer/attendance", two.tim).body.at("total") == 0);
  CHECK(api.centre.lines("select type, seq, kiosk_id from sync_inbox order by seq") ==
        std::vector<std::string>{"shift_started 1 0", "shift_ended 2 0", "shift_started 3 0",
                                 "shift_ended 4 0"});
  CHECK(api.centre.line("select acked_seq from kiosk_epochs where kiosk_id = 0") == "4");
}

TEST_CASE("A shift that was left open for too long is no shift to end") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& api = two.api;
  const auto mark = [&](const char* action) {
    return api.post("/api/trainer/mark-attendance", two.tom, {{"action", action}}).status;
  };
  CHECK(mark("check_in") == 200);
  api.now += 16h + 1ms;
  two.sign_in();
  CHECK(mark("check_out") == 409);
  CHECK(mark("check_in") == 200);
  CHECK(api.centre.lines("select end_missing from trainer_attendance order by check_in") ==
        std::vector<std::string>{"1", "0"});
}

TEST_CASE("An own trainee is read whole, another's is not there") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& api = two.api;
  for (int i = 0; i < 60; ++i) {
    CHECK(api.post("/api/trainee/workouts", two.jo, {{"exercise_type", "run"}}).status == 201);
  }
  api.centre.add_membership({two.jo_id}, "2026-01-01", "2026-12-31", std::nullopt);
  const auto path = "/trainees/" + std::to_string(two.jo_id);
  const auto seen = api.get("/api/trainer" + path, two.tom).body;
  CHECK(seen.at("email") == "jo@example.com");
  CHECK(seen.at("workouts").at("total") == 60);
  CHECK(seen.at("workouts").at("items").size() == 50);
  CHECK(seen.at("measurements").at("total") == 0);
  CHECK_FALSE(seen.contains("payments"));
  CHECK(api.get("/api/trainer" + path, two.tim).status == 404);
  CHECK(api.get("/api/trainer/trainees/" + std::to_string(two.ann_id), two.tom).status == 404);
  const auto boss = api.admin("boss@example.com");
  CHECK(api.get("/api/admin" + path, boss).body.at("memberships").at("total") == 1);
  CHECK(api.get("/api/admin/trainees/4711", boss).status == 404);
}

TEST_CASE("A trainer changes what is said of them, and neither what they are nor what they earn") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  auto expected = two.api.get("/api/trainer/profile", two.tom).body;
  const auto change = [&](const Json& body) {
    return two.api.post("/api/trainer/update-profile", two.tom, body);
  };
  const auto changed = change({{"name", "Tom"},
                               {"phone", "+43 1 234567"},
                               {"bio", "Lifts."},
                               {"rating", 5},
                               {"specialization", "none"},
                               {"bank_account", "1"},
                               {"id", "x"}});
  CAPTURE(changed.text);
  REQUIRE(changed.status == 200);
  expected["name"] = "Tom";
  expected["phone"] = "+43 1 234567";
  expected["bio"] = "Lifts.";
  CHECK(changed.body == expected);
  expected["bio"] = nullptr;
  CHECK(change({{"bio", nullptr}}).body == expected);
  CHECK(two.api.get("/api/trainer/profile", two.tom).body == expected);
  REQUIRE(two.api.post("/api/trainee/update-profile", two.jo, {{"phone", "12345"}}).status == 200);
  CHECK(change({{"phone", "12345"}, {"bio", "x"}}).status == 409);
  CHECK(change({{"name", nullptr}}).status == 422);
  CHECK(two.api.get("/api/trainer/profile", two.tom).body == expected);
  CHECK(two.api.get("/api/trainer/profile", two.tim).body.at("bio").is_null());
}

TEST_CASE("A whole history is read by pages, in as many statements whatever its length") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  auto& api = two.api;
  const auto boss = api.admin("boss@example.com");
  const auto statements_of = [&](const std::string& path, const std::string& token) {
    CountingConnection counting{api.centre.connection()};
    api.through = &counting;
    const auto answer = api.get(path, token);
    api.through = nullptr;
    CHECK(answer.status == 200);
    return counting.count();
  };
  const auto trainee = "/trainees/" + std::to_string(two.jo_id);
  const std::vector<std::pair<std::string, std::string>> wholes{
      {"/api/trainer" + trainee, two.tom},
      {"/api/admin" + trainee, boss},
      {"/api/admin/trainers/" + two.tom_id, boss}};
  std::vector<int> before;
  for (const auto& [path, token] : wholes) before.push_back(statements_of(path, token));
  for (int i = 0; i < 60; ++i) {
    api.now += 1s;
    REQUIRE(api.post("/api/trainee/workouts", two.jo, {{"exercise_type", "run"}}).status == 201);
    REQUIRE(api.post("/api/trainee/measurements", two.jo, {{"weight", i}}).status == 201);
    REQUIRE(api.post("/api/trainer/revenue", two.tom, {{"amount", i}, {"source", "x"}}).status ==
            201);
  }
  for (std::size_t i = 0; i < wholes.size(); ++i) {
    CAPTURE(wholes[i].first);
    CHECK(statements_of(wholes[i].first, wholes[i].second) == before[i]);
    CHECK(before[i] < 30);
  }
  for (const auto* role : {"/api/trainer", "/api/admin"}) {
    const auto token = std::string_view{role} == "/api/admin" ? boss : two.tom;
    const auto last = api.get(role + trainee + "?limit=40&offset=40", token).body;
    CHECK(last.at("workouts").at("items").size() == 20);
    CHECK(last.at("measurements").at("items").back().at("weight") == 0);
    CHECK(api.get(role + trainee + "?limit=201", token).status == 422);
  }
  const auto shown = api.get("/api/admin/trainers/" + two.tom_id + "?limit=1&offset=59", boss).body;
  CHECK(shown.at("revenue").at("items").at(0).at("amount") == 0);
}

TEST_CASE("The office reads a trainee with the trainer, or without") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = two.api.admin("boss@example.com");
  const auto trainer_of = [&](std::int64_t trainee) {
    return two.api.get("/api/admin/trainees/" + std::to_string(trainee), boss).body.at("trainer");
  };
  const auto own = two.api.get("/api/trainer/profile", two.tom).body;
  const auto shown = trainer_of(two.jo_id);
  CHECK(shown.at("id") == own.at("id"));
  CHECK(shown.at("name") == own.at("name"));
  CHECK_FALSE(shown.contains("bank_account"));
  CHECK(trainer_of(two.ann_id).is_null());
}

TEST_CASE("Earnings are exact to the cent, and the dashboard sums this month's") {
  Two two{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto earn = [&](const Json& amount, const std::string& paid_at) {
    return two.api.post("/api/trainer/revenue", two.tom,
                        {{"amount", amount}, {"source", "PT"}, {"paid_at", paid_at}});
  };
  const auto made = earn(19.99, "2026-03-01T10:00:00Z");
  CAPTURE(made.text);
  CHECK(made.status == 201);
  CHECK(made.body.at("amount") == 19.99);
  CHECK(two.api.centre.line("select amount from trainer_revenue") == "1999");
  CHECK(earn(0.01, "2026-03-02T10:00:00Z").status == 201);
  CHECK(earn(5, "2026-02-28T10:00:00Z").status == 201);
  for (const Json& wrong : {Json(1.999), Json(-1), Json("5"), Json(1e10), Json(nullptr)}) {
    CHECK(earn(wrong, "2026-03-01T10:00:00Z").status == 422);
  }
  const auto board = two.api.get("/api/trainer/dashboard", two.tom).body;
  CHECK(board.at("revenue") == 20.00);
  CHECK(board.at("trainees") == 1);
  CHECK(board.at("hours_worked") == 0);
  CHECK(board.at("since") == "2026-03-01");
  CHECK(
      two.api
          .post("/api/trainer/revenue", two.tom, {{"amount", 1}, {"source", std::string(65, 'x')}})
          .status == 422);
  CHECK(
      two.api
          .post("/api/trainer/revenue", two.tom, {{"amount", 1}, {"source", std::string(64, 'x')}})
          .status == 201);
}

}  // namespace fitmate::tests
