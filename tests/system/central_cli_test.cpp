#include <filesystem>
#include <format>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "domain/crypto.h"
#include "domain/instant.h"
#include "tests/system/central_program.h"

namespace fitmate::tests {
namespace {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Matches;
using Catch::Matchers::StartsWith;
using db::sql::Engine;
using Json = nlohmann::json;

constexpr int could_not = 1;
constexpr int wrong_usage = 2;

std::vector<std::string> keys_of(const Json& row) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : row.items()) keys.push_back(key);
  return keys;
}

Json add_member(CentralProgram& central, const std::string& email, const std::string& name) {
  return central.row({"member", "add", "--email", email, "--name", name});
}

std::string id_of(const Json& row) {
  return std::to_string(row.at("id").get<std::int64_t>());
}

TEST_CASE("help and version are given on stdout, and wrong usage is named") {
  CentralProgram central{Engine::sqlite};
  CHECK(central.run({"--help"}).exit_code == 0);
  CHECK_THAT(central.run({"member", "add", "--help"}).out, ContainsSubstring("--email"));
  CHECK_THAT(central.run({"--version"}).out, Matches("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"membr"},
           {"member"},
           {"member", "add"},
           {"member", "suspend", "--user", "x"},
           {"member", "suspend", "--user", "1", "--force"},
           {"member", "add", "--email", "jo", "--name", "Jo"},
           {"member", "add", "--email", "jo@example.com", "--name", ""},
           {"member", "add", "--email", "jo@example.com", "--name", "\xff\xfe"},
           {"membership", "add", "--user", "1", "--type", "m", "--from", "2026-02-30", "--to",
            "2026-03-30"},
           {"membership", "add", "--user", "1", "--type", "m", "--from", "2026-02-02", "--to",
            "2026-02-01"},
           {"membership", "add", "--user", "1", "--type", "m", "--from", "2026-02-02", "--to",
            "2026-02-02", "--visits", "-1"},
           {"membership", "add", "--user", "1", "--type", "m", "--from", "2026-02-02", "--to",
            "2026-02-02", "--price", "1,50"},
           {"schedule", "set", "--trainer", "x", "--day", "0", "--from", "09:00", "--to", "10:00"},
           {"schedule", "set", "--trainer", "00000000-0000-0000-0000-000000000000", "--day", "0",
            "--from", "09:00", "--to", "09:00"},
           {"member", "message", "--text", "Hello"},
           {"member", "message", "--user", "1", "--text", ""},
           {"member", "message", "--user", "1", "--text", std::string(201, 'x')},
           {"pass", "issue"},
           {"pass", "issue", "--user", "1", "--email", "jo@example.com"},
           {"pass", "issue", "--user", "1", "--user", "2", "--png", "x.png"},
           {"pass", "issue", "--user", "1", "--at", "tomorrow"},
           {"keys", "rotate", "root"},
           {"demo", "load", "--members", "-1"},
           {"migrate", "--to", "1", "--status"},
           {"kiosk", "revoke"}}) {
    central.fault(wrong_usage, arguments);
  }
}

TEST_CASE("migrating says from where to where, and a second time changes nothing") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto again = central.row({"migrate"});
  CHECK(again.at("from") == again.at("to"));
  const auto status = central.row({"migrate", "--status"});
  CHECK(status.at("step") == again.at("to"));
  CHECK(status.at("newest") == again.at("to"));
  CHECK(status.at("pending").empty());
  CHECK_THAT(central.fault(could_not, {"migrate", "--to", "1"}), ContainsSubstring("back"));
  const auto connection = central.connect();
  const auto gym = connection->query_one("select * from gym_settings").value();
  CHECK(gym.get<std::string>("timezone") == "Europe/Vienna");
  CHECK(gym.get<int>("gym_id") > 0);
}

TEST_CASE("a schema that is unknown or old is refused by name") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto connection = central.connect();
  connection->execute(
      "insert into schema_migrations (number, name, applied_at) values (99, 'x', "
      "'2026-01-01T00:00:00Z')");
  CHECK_THAT(central.fault(could_not, {"kiosk", "list"}), ContainsSubstring("step 99"));
  CHECK_THAT(central.fault(could_not, {"migrate"}), ContainsSubstring("step 99"));
  connection->execute("delete from schema_migrations where number > 1");
  CHECK_THAT(central.fault(could_not, {"kiosk", "list"}), ContainsSubstring("run migrate"));
}

TEST_CASE("a time zone that nobody knows stops the first migrate before it begins") {
  CentralProgram central{Engine::sqlite};
  central.set("DATABASE_URL", "sqlite:///other.db");
  central.set("GYM_TIMEZONE", "Mars/Olympus");
  CHECK_THAT(central.fault(could_not, {"migrate"}),
             ContainsSubstring("GYM_TIMEZONE") && ContainsSubstring("Mars/Olympus"));
  CHECK(central.row({"migrate", "--status"}).at("step") == 0);
}

TEST_CASE("keys that are gone are refused by name and never made anew") {
  CentralProgram central{Engine::sqlite};
  const auto keys = central.folder() / "keys";
  const auto user = id_of(add_member(central, "jo@example.com", "Jo"));
  std::filesystem::permissions(keys, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  CHECK_THAT(central.fault(could_not, {"pass", "issue", "--user", user}),
             ContainsSubstring("KEY_DIR") && ContainsSubstring("read by others"));
  std::filesystem::remove_all(keys);
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"pass", "issue", "--user", user}, {"migrate"}, {"keys", "rotate", "totp"}}) {
    CHECK_THAT(central.fault(could_not, arguments),
               ContainsSubstring("KEY_DIR") && ContainsSubstring("missing"));
  }
  CHECK_FALSE(std::filesystem::exists(keys));
}

TEST_CASE("keys and database lie in the working folder unless told otherwise") {
  CentralProgram central{Engine::sqlite};
  central.set("DATABASE_URL", "");
  central.set("KEY_DIR", "");
  central.row({"migrate"});
  CHECK(std::filesystem::exists(central.folder() / "fitmate.db"));
  CHECK(std::filesystem::exists(central.folder() / "keys" / "root.key"));
}

TEST_CASE("a .env is read where it lies, or where --env says") {
  CentralProgram central{Engine::sqlite};
  central.unset("DATABASE_URL");
  std::ofstream{central.folder() / ".env"} << "DATABASE_URL=sqlite:///here.db\nnonsense\n";
  const auto migrated = central.run({"migrate"});
  CHECK(migrated.exit_code == 0);
  CHECK_THAT(migrated.err, ContainsSubstring("line 2"));
  CHECK_THAT(migrated.err, !ContainsSubstring("nonsense"));
  CHECK(std::filesystem::exists(central.folder() / "here.db"));
  std::ofstream{central.folder() / "other"} << "DATABASE_URL=sqlite:///there.db\n";
  central.row({"--env", "other", "migrate"});
  CHECK(std::filesystem::exists(central.folder() / "there.db"));
  central.fault(could_not, {"--env", "nowhere", "migrate"});
}

TEST_CASE("what the environment sets to nothing is not set, whatever a .env says") {
  CentralProgram central{Engine::sqlite};
  central.set("DATABASE_URL", "");
  std::ofstream{central.folder() / ".env"} << "DATABASE_URL=sqlite:///here.db\n";
  central.row({"migrate"});
  CHECK(std::filesystem::exists(central.folder() / "fitmate.db"));
  CHECK_FALSE(std::filesystem::exists(central.folder() / "here.db"));
}

TEST_CASE("a database that cannot be had is told without its password") {
  CentralProgram central{Engine::sqlite};
  central.set("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/gym");
  const auto fault = central.run({"kiosk", "list"});
  CHECK(fault.exit_code == could_not);
  CHECK_THAT(fault.err, StartsWith("fitmate-central: ") && !ContainsSubstring("hunter2"));
  central.set("DATABASE_URL", "mysql://u:hunter2@h/gym");
  CHECK_THAT(central.fault(could_not, {"kiosk", "list"}),
             ContainsSubstring("DATABASE_URL") && !ContainsSubstring("hunter2"));
}

TEST_CASE("a member is answered as the row, once for each e-mail address and phone") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto row = central.row(
      {"member", "add", "--email", "Jo@Example.com", "--name", "Jo Doe", "--phone", "+49 151 1"});
  CHECK(keys_of(row) == std::vector<std::string>{"created_at", "email", "id", "message", "name",
                                                 "person_number", "phone", "role", "suspended"});
  CHECK(row.at("email") == "jo@example.com");
  CHECK(row.at("role") == "TRAINEE");
  CHECK(row.at("suspended") == false);
  CHECK(domain::parse_instant(row.at("created_at").get<std::string>()));
  CHECK_THAT(
      central.fault(could_not, {"member", "add", "--email", "JO@example.com", "--name", "J"}),
      ContainsSubstring("e-mail"));
  CHECK_THAT(central.fault(could_not, {"member", "add", "--email", "b@example.com", "--name", "B",
                                       "--phone", "+49 151 1"}),
             ContainsSubstring("phone"));
  CHECK(central.connect()->query("select user_id from trainees").size() == 1);
}

TEST_CASE("hostile names are kept as they are, in the row and in the database") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  std::string long_name;
  for (int i = 0; i < 300; ++i) long_name += "ß";
  const std::vector<std::string> names{"Robert'); drop table users;--",
                                       "\"; delete from users; --",
                                       "$1 {} %s %n \\u0000",
                                       "🏋️‍♀️ 李小龙 مريم",
                                       "[a,b]",
                                       "</script><script>",
                                       long_name};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto email = std::format("p{}@example.com", i);
    CHECK(add_member(central, email, names[i]).at("name") == names[i]);
  }
  const auto rows = central.connect()->query("select name from users order by id");
  REQUIRE(rows.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(rows[i].get<std::string>("name") == names[i]);
  }
}

TEST_CASE("suspending and resuming are seen in the row and in the feed") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = id_of(add_member(central, "jo@example.com", "Jo"));
  const auto head = [&] {
    return central.connect()->query_one("select pos from sync_head")->get<std::int64_t>(0);
  };
  const auto before = head();
  CHECK(central.row({"member", "suspend", "--user", user}).at("suspended") == true);
  CHECK(head() == before + 1);
  CHECK(central.row({"member", "suspend", "--user", user}).at("suspended") == true);
  CHECK(head() == before + 1);
  CHECK(central.row({"member", "resume", "--user", user}).at("suspended") == false);
  CHECK_THAT(central.fault(could_not, {"member", "suspend", "--user", "4711"}),
             ContainsSubstring("4711"));
}

TEST_CASE("a membership has its days, visits and price, and ends at once") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = id_of(add_member(central, "jo@example.com", "Jo"));
  const auto row =
      central.row({"membership", "add", "--user", user, "--type", "10 visits", "--from",
                   "2026-01-01", "--to", "2126-01-01", "--visits", "10", "--price", "89.90"});
  CHECK(row.at("membership_type") == "10 visits");
  CHECK(row.at("start_date") == "2026-01-01");
  CHECK(row.at("end_date") == "2126-01-01");
  CHECK(row.at("visits_total") == 10);
  CHECK(row.at("visits_used") == 0);
  CHECK(row.at("price") == 89.9);
  CHECK(row.at("ended_at").is_null());
  CHECK(central.connect()->query_one("select price from memberships")->get<int>(0) == 8990);
  central.row({"membership", "add", "--user", user, "--type", "old", "--from", "2020-01-01", "--to",
               "2020-12-31"});
  const auto future = central.row({"membership", "add", "--user", user, "--type", "next", "--from",
                                   "2126-01-02", "--to", "2126-01-02"});
  CHECK(future.at("visits_total").is_null());
  CHECK(future.at("price") == 0);
  const auto ended = central.rows({"membership", "end", "--user", user});
  REQUIRE(ended.size() == 2);
  CHECK(ended[0].at("id") == row.at("id"));
  CHECK(ended[1].at("id") == future.at("id"));
  CHECK(domain::parse_instant(ended[0].at("ended_at").get<std::string>()));
  CHECK_THAT(central.fault(could_not, {"membership", "end", "--user", user}),
             ContainsSubstring("no membership"));
  CHECK_THAT(central.fault(could_not, {"membership", "add", "--user", "4711", "--type", "m",
                                       "--from", "2026-01-01", "--to", "2026-01-01"}),
             ContainsSubstring("4711"));
}

TEST_CASE("a message for a member stands until it is replaced or taken away") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user =
      std::to_string(central.row({"member", "add", "--email", "jo@example.com", "--name", "Jo"})
                         .at("id")
                         .get<int>());
  const auto say = [&](std::vector<std::string> rest) {
    std::vector<std::string> arguments{"member", "message", "--user", user};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    return central.row(arguments).at("message");
  };
  CHECK(say({"--text", "Your towel is here"}) == "Your towel is here");
  CHECK(say({"--text", std::string(200, 'x')}) == std::string(200, 'x'));
  CHECK(say({}).is_null());
  CHECK_THAT(central.fault(could_not, {"member", "message", "--user", "99", "--text", "Hello"}),
             ContainsSubstring("no person"));
}

TEST_CASE("a trainer has hours, one span a day of the week") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto row = central.row({"trainer", "add", "--email", "t@example.com", "--name", "Tamara",
                                "--specialization", "Strength"});
  CHECK(row.at("role") == "TRAINER");
  CHECK(row.at("specialization") == "Strength");
  const auto id = row.at("id").get<std::string>();
  const auto set = [&](const std::string& day, const std::string& from, const std::string& to) {
    return central.row(
        {"schedule", "set", "--trainer", id, "--day", day, "--from", from, "--to", to});
  };
  const auto first = set("0", "09:00", "17:00");
  CHECK(first.at("trainer_id") == id);
  CHECK(first.at("day_of_week") == 0);
  CHECK(first.at("start_time") == "09:00");
  CHECK(first.at("end_time") == "17:00");
  CHECK(set("0", "09:00", "17:00").at("id") == first.at("id"));
  set("6", "00:00", "24:00");
  CHECK(set("5", "22:00", "06:00").at("end_time") == "06:00");
  set("0", "10:00", "18:00");
  const auto rows = central.connect()->query(
      "select day_of_week, start_time from trainer_schedules order by day_of_week");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].get<std::string>("start_time") == "10:00");
  CHECK(central.connect()->query("select start_time from trainer_schedules_past").size() == 1);
  CHECK_THAT(central.fault(could_not,
                           {"schedule", "set", "--trainer", "00000000-0000-0000-0000-000000000000",
                            "--day", "0", "--from", "09:00", "--to", "10:00"}),
             ContainsSubstring("no trainer"));
}

TEST_CASE("an admin's password comes from stdin and follows the rule") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const std::vector<std::string> create{"admin",         "create", "--email",
                                        "a@example.com", "--name", "A"};
  CHECK_THAT(central.fault(could_not, create, "short1A\n"), ContainsSubstring("8 characters"));
  CHECK_THAT(central.fault(could_not, create, ""), ContainsSubstring("no password"));
  const auto row = central.row(create, "Correct Horse 1\r\nmore\n");
  CHECK(row.at("role") == "ADMIN");
  CHECK_FALSE(row.contains("password_hash"));
  const auto hash = central.connect()
                        ->query_one("select password_hash from users")
                        ->get<std::string>("password_hash");
  CHECK_THAT(hash, StartsWith("$argon2id$"));
  CHECK(domain::verify_password(hash, "Correct Horse 1"));
  CHECK_FALSE(domain::verify_password(hash, "Correct Horse 1\r"));
}

TEST_CASE("a pass is one line a person, the same until it is renewed") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto first = id_of(add_member(central, "a@example.com", "A"));
  const auto second = id_of(add_member(central, "b@example.com", "B"));
  const auto cards =
      central.rows({"pass", "issue", "--user", second, "--user", first, "--user", first, "--card"});
  REQUIRE(cards.size() == 2);
  CHECK(keys_of(cards[0]) == std::vector<std::string>{"text", "user_id", "valid_until"});
  CHECK(std::to_string(cards[0].at("user_id").get<int>()) == second);
  CHECK(cards[0].at("text").get<std::string>().size() == 133);
  CHECK(domain::parse_day(cards[0].at("valid_until").get<std::string>()));
  const auto by_email = central.row({"pass", "issue", "--email", "A@example.com", "--card"});
  CHECK(by_email == cards[1]);
  CHECK(central.row({"pass", "issue", "--user", first, "--card", "--renew"}).at("text") !=
        cards[1].at("text"));
  const std::vector<std::string> at{"pass", "issue", "--user",
                                    first,  "--at",  "2026-11-22T12:00:00+01:00"};
  const auto phone = central.row(at).at("text").get<std::string>();
  CHECK(phone.size() == 151);
  CHECK(phone.substr(133, 10) == "1795345200");
  const auto typed = central.row(at).at("typed").get<std::string>();
  CHECK(typed.size() == 16);
  CHECK(typed.substr(8) == phone.substr(143));
  CHECK(central.row(at).at("text") == phone);
  CHECK(central.row({"pass", "revoke", "--user", first, "--card"}).at("medium") == "card");
  CHECK_THAT(central.fault(could_not, {"pass", "revoke", "--user", first, "--card"}),
             ContainsSubstring("no live card"));
  CHECK(central.row(at).at("text") == phone);
  CHECK_THAT(central.fault(could_not, {"pass", "issue", "--user", first, "--user", "4711"}),
             ContainsSubstring("4711"));
  CHECK_THAT(central.fault(could_not, {"pass", "issue", "--email", "nobody@example.com"}),
             ContainsSubstring("e-mail"));
}

TEST_CASE("keys rotate and say their new id") {
  CentralProgram central{Engine::sqlite};
  const auto first = central.row({"keys", "rotate", "issuer"});
  CHECK(first.at("id") == 1);
  CHECK(central.row({"keys", "rotate", "totp"}).at("id") == 1);
  CHECK(central.row({"keys", "rotate", "sealing"}).at("id") == 1);
  const auto second = central.row({"keys", "rotate", "issuer"});
  CHECK(second.at("trust_list_version") == first.at("trust_list_version").get<int>() + 1);
}

TEST_CASE("the demo answers its people, and the same a second time") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const std::vector<std::string> load{"demo", "load", "--members", "20", "--trainers", "2"};
  const auto demo = central.row(load);
  CHECK(keys_of(demo) == std::vector<std::string>{"members", "trainers"});
  REQUIRE(demo.at("members").size() == 20);
  CHECK(keys_of(demo.at("members")[0]) == std::vector<std::string>{"name", "state", "user_id"});
  REQUIRE(demo.at("trainers").size() == 2);
  CHECK(keys_of(demo.at("trainers")[0]) ==
        std::vector<std::string>{"name", "trainer_id", "user_id"});
  CHECK(central.row(load) == demo);
}

TEST_CASE("without --json people read lines and tables") {
  CentralProgram central{Engine::sqlite};
  const auto one = central.run({"member", "add", "--email", "zoe@example.com", "--name", "Zoë"});
  CHECK_THAT(one.out, ContainsSubstring("email          zoe@example.com\n"));
  const auto demo = central.run({"demo", "load", "--members", "3", "--trainers", "1"});
  CHECK_THAT(demo.out, StartsWith("user_id  name") && ContainsSubstring("active"));
}

}  // namespace
}  // namespace fitmate::tests
