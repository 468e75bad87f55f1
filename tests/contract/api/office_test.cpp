#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/keys.h"
#include "central/services/sealing.h"
#include "domain/crypto.h"
#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = Api::Json;

const Json details{
    {"specialization", "Strength"}, {"experience_years", 5},      {"certifications", "ACE, NASM"},
    {"bank_account", "123456789"},  {"ifsc_code", "ICIC0000001"}, {"aadhar", "1234"},
    {"pan", "ABCDE1234F"}};

}  // namespace

TEST_CASE("A trainer's bank and papers are sealed in the database and masked in every answer") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  api.trainee("tom@example.com");
  auto body = details;
  body["user_id"] = api.user_of("tom@example.com").value;
  const auto made = api.post("/api/trainer/create", boss, body);
  CAPTURE(made.text);
  REQUIRE(made.status == 201);
  CHECK(made.body.at("bank_account") == "****6789");
  CHECK(made.body.at("ifsc_code") == "****0001");
  CHECK(made.body.at("aadhar") == "****");
  CHECK(made.body.at("pan") == "****234F");
  CHECK(made.body.at("bio").is_null());
  CHECK(api.centre.line("select role from users where email = 'tom@example.com'") == "TRAINER");
  const auto row = api.centre.line("select bank_account, ifsc_code, aadhar, pan from trainers");
  for (const auto* clear : {"123456789", "ICIC", "1234F", " 1234 "}) {
    CHECK_FALSE(row.contains(clear));
  }
  CHECK(api.get("/api/admin/trainers", boss).body.at("items").at(0) == made.body);
  CHECK(api.post("/api/trainer/create", boss, body).status == 409);
  body["user_id"] = 4711;
  CHECK(api.post("/api/trainer/create", boss, body).status == 404);
}

TEST_CASE("What was sealed before a rotation is opened after it, and new with the new key") {
  Api api{Engine::sqlite};
  const auto boss = api.admin("boss@example.com");
  const auto create = [&](const std::string& email) {
    auto body = details;
    body.update({{"email", email}, {"password", good_password}, {"name", "T"}});
    return api.post("/api/admin/create-trainer", boss, body);
  };
  CHECK(create("a@example.com").status == 201);
  REQUIRE(central::services::rotate_sealing(api.key_dir(), domain::system_random()));
  CHECK(create("b@example.com").status == 201);
  CHECK(create("b@example.com").status == 409);
  const auto sealed = api.centre.lines("select bank_account from trainers order by user_id");
  CHECK(sealed.at(0).starts_with("s1.0."));
  CHECK(sealed.at(1).starts_with("s1.1."));
  const auto listed = api.get("/api/admin/trainers", boss).body;
  for (const auto& trainer : listed.at("items")) {
    CHECK(trainer.at("bank_account") == "****6789");
  }
}

TEST_CASE("A sealed field opens in its own place alone, and not once a bit of it is turned") {
  const TempFolder folder;
  const auto keys =
      central::services::make_keys(folder.path() / "keys", domain::system_random()).value();
  const domain::TrainerId tom{};
  domain::TrainerId tim{};
  tim.value.bytes[0] = std::byte{1};
  const auto sealed = central::services::seal_field(keys, {.column = "pan", .owner = tom},
                                                    "ABCDE1234F", domain::system_random());
  const auto open = [&](std::string_view column, domain::TrainerId owner, std::string_view text) {
    return central::services::open_field(keys, {.column = column, .owner = owner}, text);
  };
  CHECK(open("pan", tom, sealed) == "ABCDE1234F");
  CHECK_FALSE(open("aadhar", tom, sealed));
  CHECK_FALSE(open("pan", tim, sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto turned = sealed;
    turned[i] = turned[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(open("pan", tom, turned));
    CHECK_FALSE(open("pan", tom, sealed.substr(0, i)));
  }
}

TEST_CASE("Settings change by what is given, and nothing else does") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  auto settings = api.get("/api/admin/settings", boss).body;
  CHECK(settings.at("gym_name") == "Gym");
  CHECK(settings.at("visits_per_day") == false);
  const auto changed =
      api.post("/api/admin/settings", boss,
               {{"gym_name", "Iron"}, {"grace_days", 0}, {"visits_per_day", true}, {"gym_id", 1}});
  CAPTURE(changed.text);
  CHECK(changed.status == 200);
  settings["gym_name"] = "Iron";
  settings["grace_days"] = 0;
  settings["visits_per_day"] = true;
  CHECK(changed.body == settings);
  CHECK(api.centre.line("select gym_id from gym_settings") == "7");
  for (const Json& wrong : {Json{{"timezone", "Mars/Olympus"}}, Json{{"currency", "eur"}},
                            Json{{"grace_days", -1}}, Json{{"gym_name", nullptr}},
                            Json{{"visits_per_day", 1}}, Json{{"shift_closes_hours", 0}}}) {
    CAPTURE(wrong.dump());
    CHECK(api.post("/api/admin/settings", boss, wrong).status == 422);
  }
  const auto all = api.post("/api/admin/settings", boss,
                            {{"timezone", "Nowhere"}, {"currency", "eur"}, {"grace_days", -1}});
  CHECK(all.body.at("detail").size() == 3);
  CHECK(api.get("/api/admin/settings", boss).body == settings);
}

TEST_CASE("A membership that the office adds is the member's") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  Json body{{"user_id", api.user_of("jo@example.com").value},
            {"membership_type", "basic"},
            {"price", 49.9},
            {"start_date", "2026-03-01"},
            {"end_date", "2026-03-31"}};
  const auto made = api.post("/api/admin/memberships", boss, body);
  CAPTURE(made.text);
  REQUIRE(made.status == 201);
  CHECK(made.body.at("price") == 49.9);
  CHECK(api.get("/api/trainee/memberships", jo).body.at("items").at(0) == made.body);
  body["end_date"] = "2026-02-28";
  CHECK(api.post("/api/admin/memberships", boss, body).status == 422);
  body["end_date"] = "2026-03-01";
  CHECK(api.post("/api/admin/memberships", boss, body).status == 201);
  body["user_id"] = 4711;
  CHECK(api.post("/api/admin/memberships", boss, body).status == 404);
}

TEST_CASE("A payment is for a membership of who pays, or for none") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  api.trainee("jo@example.com");
  api.trainee("ann@example.com");
  const auto membership = api.post("/api/admin/memberships", boss,
                                   {{"user_id", api.user_of("jo@example.com").value},
                                    {"membership_type", "monthly"},
                                    {"start_date", "2026-03-01"},
                                    {"end_date", "2026-03-31"}})
                              .body.at("id");
  const auto pay = [&](const std::string& email, const Json& of) {
    return api.post("/api/billing/payments", boss,
                    {{"user_id", api.user_of(email).value},
                     {"membership_id", of},
                     {"amount", 50},
                     {"status", "paid"}});
  };
  const auto paid = pay("jo@example.com", membership);
  CAPTURE(paid.text);
  CHECK(paid.status == 201);
  CHECK(paid.body.at("membership_id") == membership);
  CHECK(pay("ann@example.com", membership).status == 404);
  CHECK(pay("ann@example.com", 4711).status == 404);
  CHECK(pay("ann@example.com", nullptr).status == 201);
  CHECK(api.centre.count("payments") == 2);
}

TEST_CASE("A payment is refunded once, and never more than was paid") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  Json body{{"user_id", api.user_of("jo@example.com").value},
            {"amount", 50},
            {"status", "paid"},
            {"transaction_id", "T1"}};
  const auto paid = api.post("/api/billing/payments", boss, body);
  CAPTURE(paid.text);
  REQUIRE(paid.status == 201);
  CHECK(api.post("/api/billing/payments", boss, body).status == 409);
  const auto refund = [&](const Json& amount) {
    return api.post("/api/billing/payments/" + paid.body.at("id").dump() + "/refund", boss,
                    {{"refund_amount", amount}, {"refund_reason", "moved"}});
  };
  CHECK(refund(50.01).status == 409);
  CHECK(refund(50).body.at("is_refund") == true);
  CHECK(refund(1).status == 409);
  CHECK(api.post("/api/billing/payments/4711/refund", boss,
                 {{"refund_amount", 1}, {"refund_reason", "x"}})
            .status == 404);
  CHECK(api.post("/api/billing/payments/x/refund", boss,
                 {{"refund_amount", 1}, {"refund_reason", "x"}})
            .status == 422);
  CHECK(api.get("/api/trainee/payments", jo).body.at("items").at(0).at("refund_amount") == 50);
  CHECK(api.get("/api/admin/payments", boss).body.at("total") == 1);
}

TEST_CASE("Packages, expenses, salaries and hours are kept as they were given") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto tom = api.trainer("tom@example.com");
  const auto trainer_id = api.centre.line("select id from trainers");
  const auto package =
      api.post("/api/billing/packages", boss,
               {{"name", "Ten"}, {"sessions_count", 10}, {"duration_days", 90}, {"price", 399}});
  REQUIRE(package.status == 201);
  CHECK(api.post("/api/billing/packages/" + package.body.at("id").dump(), boss,
                 {{"is_active", false}})
            .body.at("is_active") == false);
  CHECK(api.get("/api/billing/packages", tom).body.at("items").at(0).at("price") == 399);

  const auto expense =
      api.post("/api/billing/expenses", boss,
               {{"category", "rent"}, {"amount", 1200.5}, {"spent_on", "2026-03-01"}});
  REQUIRE(expense.status == 201);
  CHECK(api.get("/api/billing/expenses", boss).body.at("items").at(0) == expense.body);

  const Json salary{
      {"trainer_id", trainer_id}, {"base_salary", 2000}, {"effective_from", "2026-03-01"}};
  REQUIRE(api.post("/api/admin/salaries", boss, salary).status == 201);
  CHECK(api.get("/api/trainer/salaries", tom).body.at("items").at(0).at("bonuses") == 0);
  CHECK(api.get("/api/admin/trainers/" + trainer_id + "/salaries", boss).body.at("total") == 1);

  Json hours{{"trainer_id", trainer_id},
             {"day_of_week", 0},
             {"start_time", "09:00"},
             {"end_time", "17:00"}};
  REQUIRE(api.post("/api/admin/schedules", boss, hours).status == 201);
  CHECK(api.get("/api/trainer/schedule", tom).body.at("items").at(0).at("end_time") == "17:00");
  hours["end_time"] = "25:00";
  CHECK(api.post("/api/admin/schedules", boss, hours).status == 422);
}

TEST_CASE("A pending payment is paid or failed, once") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto pay = [&](const std::string& status, const std::string& transaction) {
    const Json body{{"user_id", api.user_of("jo@example.com").value},
                    {"amount", 50},
                    {"status", status},
                    {"transaction_id", transaction}};
    return "/api/billing/payments/" +
           api.post("/api/billing/payments", boss, body).body.at("id").dump();
  };
  const auto pending = pay("pending", "T1");
  pay("paid", "T2");
  const Json taken{{"status", "paid"}, {"transaction_id", "T2"}};
  CHECK(api.post(pending, boss, taken).status == 409);
  CHECK(api.post(pending, boss, {{"status", "pending"}}).status == 422);
  CHECK(api.post(pending, jo, {{"status", "paid"}}).status == 403);
  const auto settled = api.post(pending, boss, {{"status", "paid"}});
  CAPTURE(settled.text);
  CHECK(settled.status == 200);
  CHECK(settled.body.at("status") == "paid");
  CHECK(settled.body.at("transaction_id") == "T1");
  CHECK(api.post(pending, boss, {{"status", "failed"}}).status == 409);
  CHECK(api.post("/api/billing/payments/4711", boss, {{"status", "paid"}}).status == 404);
  const Json with_id{{"status", "failed"}, {"transaction_id", "T4"}};
  const auto failed = api.post(pay("pending", "T3"), boss, with_id).body;
  CHECK(failed.at("status") == "failed");
  CHECK(failed.at("transaction_id") == "T4");
}

TEST_CASE("What the office changes of a trainer changes alone, and is sealed as at the beginning") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  auto body = details;
  body.update({{"email", "tom@example.com"}, {"password", good_password}, {"name", "Tom"}});
  auto tom = api.post("/api/admin/create-trainer", boss, body).body;
  const auto path = "/api/admin/trainers/" + tom.at("id").get<std::string>();
  const auto changed = api.post(path, boss,
                                {{"bank_account", "987654321"},
                                 {"pan", nullptr},
                                 {"rating", 4.5},
                                 {"bio", "Lifts."},
                                 {"user_id", 4711}});
  CAPTURE(changed.text);
  REQUIRE(changed.status == 200);
  tom.update({{"bank_account", "****4321"}, {"pan", nullptr}, {"rating", 4.5}, {"bio", "Lifts."}});
  CHECK(changed.body == tom);
  CHECK(api.centre.line("select bank_account from trainers").starts_with("s1.0."));
  CHECK(api.post(path, boss, Json::object()).body == tom);
  for (const Json& wrong :
       {Json{{"rating", 5.1}}, Json{{"rating", -1}}, Json{{"specialization", nullptr}},
        Json{{"experience_years", "many"}}}) {
    CHECK(api.post(path, boss, wrong).status == 422);
  }
  CHECK(api.post("/api/admin/trainers/01890000-0000-7000-8000-000000000000", boss, {{"bio", "x"}})
            .status == 404);
  const auto own =
      api.post("/api/auth/login", {}, {{"email", "tom@example.com"}, {"password", good_password}})
          .body.at("access_token");
  CHECK(api.get("/api/trainer/profile", own).body == tom);
}

TEST_CASE("A trainer is shown to the office whole, with all that is theirs") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto tom = api.trainer("tom@example.com");
  const auto tim = api.trainer("tim@example.com");
  const auto id = api.get("/api/trainer/profile", tom).body.at("id").get<std::string>();
  REQUIRE(api.post("/api/trainer/assign-trainee", tom,
                   {{"trainee_id", api.user_of("jo@example.com").value}})
              .status == 200);
  for (const auto& token : {tom, tim}) {
    REQUIRE(api.post("/api/trainer/revenue", token, {{"amount", 5}, {"source", "hours"}}).status ==
            201);
    REQUIRE(api.post("/api/trainer/mark-attendance", token, {{"action", "check_in"}}).status ==
            200);
  }
  REQUIRE(api.post("/api/admin/schedules", boss,
                   {{"trainer_id", id},
                    {"day_of_week", 0},
                    {"start_time", "09:00"},
                    {"end_time", "17:00"}})
              .status == 201);
  REQUIRE(api.post("/api/admin/salaries", boss,
                   {{"trainer_id", id}, {"base_salary", 2000}, {"effective_from", "2026-03-01"}})
              .status == 201);
  const auto path = "/api/admin/trainers/" + id;
  const auto whole = api.get(path, boss);
  CAPTURE(whole.text);
  REQUIRE(whole.status == 200);
  CHECK(whole.body.at("id") == id);
  for (const auto* list : {"trainees", "schedule", "attendance", "revenue", "salaries"}) {
    CAPTURE(list);
    CHECK(whole.body.at(list).at("total") == 1);
    CHECK(api.get(path + "/" + list, boss).body == whole.body.at(list));
    const auto own = "/api/trainer/" + std::string{list};
    CHECK(api.get(own, tom).body == whole.body.at(list));
  }
  CHECK(whole.body.at("documents").at("total") == 0);
  CHECK(api.get("/api/admin/trainers/01890000-0000-7000-8000-000000000000", boss).status == 404);
  CHECK(api.get(path, tom).status == 403);
}

TEST_CASE(
    "What trainees are shown of trainers has nothing that is sealed, nor where to reach them") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  auto body = details;
  body.update({{"email", "tom@example.com"}, {"password", good_password}, {"name", "Tom"}});
  const auto tom = api.post("/api/admin/create-trainer", boss, body).body;
  const auto shown = api.get("/api/trainee/trainers", jo).body;
  REQUIRE(shown.at("total") == 1);
  CHECK(shown.at("items").at(0) == Json{{"id", tom.at("id")},
                                        {"name", "Tom"},
                                        {"specialization", "Strength"},
                                        {"bio", nullptr},
                                        {"certifications", "ACE, NASM"},
                                        {"experience_years", 5},
                                        {"rating", nullptr}});
  CHECK(api.post("/api/trainee/update-profile", jo, {{"trainer_id", tom.at("id")}}).status == 200);
}

TEST_CASE("A membership renews if it was so told, and ends at once if the office ends it") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto user = api.user_of("jo@example.com").value;
  Json body{{"user_id", user},
            {"membership_type", "basic"},
            {"start_date", "2026-03-01"},
            {"end_date", "2026-03-02"},
            {"auto_renew", true}};
  CHECK(api.post("/api/admin/memberships", boss, body).body.at("auto_renew") == true);
  body.erase("auto_renew");
  body["end_date"] = "2026-03-01";
  CHECK(api.post("/api/admin/memberships", boss, body).body.at("auto_renew") == false);
  const auto end = [&](const Json& asked) {
    return api.post("/api/admin/end-memberships", boss, asked);
  };
  CHECK(end({{"user_id", user}}).body == Json{{"ended", 1}});
  const auto own = api.get("/api/trainee/memberships", jo).body.at("items");
  CHECK(own.at(0).at("ended_at").is_null());
  CHECK(own.at(1).at("ended_at") == domain::to_text(api.now));
  CHECK(own.at(1).at("auto_renew") == false);
  CHECK(end({{"user_id", user}}).status == 404);
  CHECK(end({{"user_id", 4711}}).status == 404);
  CHECK(end(Json::object()).status == 422);
}

TEST_CASE(
    "A trainer who is not available on a day has no hours from then on, and had them before") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto tom = api.trainer("tom@example.com");
  Json hours{{"trainer_id", api.centre.line("select id from trainers")},
             {"day_of_week", 0},
             {"start_time", "09:00"},
             {"end_time", "17:00"}};
  REQUIRE(api.post("/api/admin/schedules", boss, hours).body.at("is_available") == true);
  api.now += std::chrono::minutes{10};
  hours["is_available"] = false;
  const auto away = api.post("/api/admin/schedules", boss, hours);
  CAPTURE(away.text);
  REQUIRE(away.status == 201);
  CHECK(away.body.at("is_available") == false);
  CHECK(api.get("/api/trainer/schedule", tom).body.at("items") == Json::array({away.body}));
  const auto past = "select start_time, applies_until from trainer_schedules_past";
  CHECK(api.centre.lines(past) == std::vector<std::string>{"09:00 2026-03-02T12:10:00.000Z"});
  api.now += std::chrono::minutes{10};
  hours.erase("is_available");
  CHECK(api.post("/api/admin/schedules", boss, hours).body.at("is_available") == true);
  CHECK(api.centre.line("select applies_from from trainer_schedules") ==
        "2026-03-02T12:20:00.000Z");
  CHECK(api.centre.lines(past).size() == 1);
}

}  // namespace fitmate::tests
