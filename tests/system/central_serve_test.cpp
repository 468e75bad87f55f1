#include <algorithm>
#include <filesystem>
#include <format>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <signal.h>

#include "domain/instant.h"
#include "tests/support/eventually.h"
#include "tests/system/central_program.h"

namespace fitmate::tests {
namespace {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Matches;
using db::sql::Engine;

constexpr int could_not = 1;
constexpr int wrong_usage = 2;

void make_servable(CentralProgram& central) {
  central.set("SECRET_KEY", "0123456789abcdef0123456789abcdef");
  central.set("LISTEN", "localhost:0");
}

// Starts, is asked to stop as soon as it listens, and says nothing on stdout.
void check_serves(CentralProgram& central, const std::vector<std::string>& arguments) {
  auto server = central.start(arguments);
  const bool listens = eventually([&] {
    server.read_line(std::chrono::milliseconds{10});
    return server.err().contains("listening on ");
  });
  CAPTURE(server.err());
  REQUIRE(listens);
  server.signal(SIGTERM);
  const auto finished = server.wait();
  CHECK(finished.exit_code == 0);
  CHECK(finished.out.empty());
}

TEST_CASE("the server is what is started without a command, and SIGTERM ends it well") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  make_servable(central);
  check_serves(central, {});
  check_serves(central, {"serve"});
}

TEST_CASE("the server names all that keeps it from starting at once") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  central.set("SECRET_KEY", "your-jwt-secret-key");
  central.set("ALGORITHM", "none");
  central.set("LISTEN", "0.0.0.0:0");
  std::filesystem::permissions(central.folder() / "keys", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  for (const auto& arguments : std::vector<std::vector<std::string>>{{}, {"serve"}}) {
    const auto refused = central.run(arguments);
    CHECK(refused.exit_code == could_not);
    CHECK(refused.out.empty());
    CHECK(std::ranges::count(refused.err, '\n') == 5);
    for (const auto* key : {"SECRET_KEY", "ALGORITHM", "TLS_CERT", "SMTP_URL", "KEY_DIR"}) {
      CHECK_THAT(refused.err, ContainsSubstring(key));
    }
    CHECK_THAT(refused.err, !ContainsSubstring("your-jwt-secret-key"));
  }
}

TEST_CASE("no other command needs what the server needs") {
  CentralProgram central{Engine::sqlite};
  central.set("SECRET_KEY", "");
  central.set("ALGORITHM", "none");
  central.set("LISTEN", "0.0.0.0:0");
  central.rows({"kiosk", "list"});
  central.row({"demo", "load", "--members", "1", "--trainers", "0"});
}

TEST_CASE("the server takes a database to its schema only when told to") {
  CentralProgram central{Engine::sqlite};
  make_servable(central);
  central.set("DATABASE_URL", "sqlite:///fresh.db");
  central.set("KEY_DIR", (central.folder() / "other").string());
  CHECK_THAT(central.fault(could_not, {"serve"}), ContainsSubstring("run migrate"));
  CHECK_FALSE(std::filesystem::exists(central.folder() / "other"));
  check_serves(central, {"--migrate"});
  check_serves(central, {"serve", "--migrate"});
  CHECK_THAT(central.fault(wrong_usage, {"kiosk", "list", "--migrate"}),
             ContainsSubstring("goes with serve"));
}

TEST_CASE("an invitation is a code that lives 15 minutes and is kept as a hash only") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  central.set("PUBLIC_URL", "https://gym.example/");
  const auto invitation = central.row({"kiosk", "invite", "--name", "Front door"});
  const auto code = invitation.at("code").get<std::string>();
  CHECK_THAT(code, Matches("[0-9A-HJKMNP-TV-Z]{26}"));
  CHECK(invitation.at("url") == "https://gym.example");
  const auto row = central.connect()->query_one("select * from kiosk_invites").value();
  CHECK(row.get<std::string>("name") == "Front door");
  const auto expires = row.get<domain::Instant>("expires_at");
  CHECK(expires - row.get<domain::Instant>("created_at") == std::chrono::minutes{15});
  CHECK(invitation.at("expires_at") == domain::to_text(expires));
  CHECK(central.row({"kiosk", "invite", "--name", "Front door"}).at("code") != code);
  CHECK(central.rows({"kiosk", "list"}).empty());
}

TEST_CASE("kiosks are listed and revoked") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  const db::sql::Bytes key(32, std::byte{1});
  central.connect()->execute(
      "insert into kiosks (name, public_key, token_hash, enrolled_at) values ('Side', $1, $1, "
      "'2026-11-22T12:00:00Z')",
      std::span{key});
  const auto listed = central.row({"kiosk", "list"});
  CHECK(listed.at("name") == "Side");
  CHECK(listed.at("enrolled_at") == "2026-11-22T12:00:00.000Z");
  CHECK(listed.at("revoked_at").is_null());
  const auto id = std::to_string(listed.at("id").get<int>());
  const auto revoked = central.row({"kiosk", "revoke", id}).at("revoked_at");
  CHECK(domain::parse_instant(revoked.get<std::string>()));
  CHECK(central.row({"kiosk", "revoke", id}).at("revoked_at") == revoked);
  CHECK_THAT(central.fault(could_not, {"kiosk", "revoke", "4711"}), ContainsSubstring("4711"));
}

// Somebody who came in at each of these times, and has that id.
std::int64_t add_visits(CentralProgram& central, const std::vector<std::string>& times) {
  const auto member = central.row({"member", "add", "--email", "jo@example.com", "--name", "Jo"});
  const auto id = member.at("id").get<std::int64_t>();
  for (const auto& time : times) {
    const auto at = domain::parse_instant(time).value();
    central.connect()->execute(
        "insert into attendance (user_id, check_in_time, entry_event_id) values ($1, $2, $3)", id,
        at, domain::make_uuid(at, [](std::span<std::byte> bytes) {
          std::ranges::fill(bytes, std::byte{});
        }));
  }
  return id;
}

TEST_CASE("attendance of many years is listed whole, by time") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  CHECK(central.rows({"attendance", "list"}).empty());
  std::vector<std::string> times{"2019-05-01T07:00:00.000Z", "2019-05-31T07:00:00.000Z",
                                 "2026-11-22T12:00:00.000Z", "2031-01-01T00:00:00.000Z"};
  SECTION("and of one moment alone") {
    times.resize(1);
  }
  add_visits(central, times);
  std::vector<std::string> listed;
  for (const auto& row : central.rows({"attendance", "list"}))
    listed.push_back(row.at("check_in_time"));
  CHECK(listed == times);
}

TEST_CASE("attendance is listed by the gym's day") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  // Midnight in Vienna is 23:00 UTC in winter.
  const auto member = add_visits(central, {"2026-11-21T22:59:59Z", "2026-11-21T23:00:00Z",
                                           "2026-11-22T22:59:59Z", "2026-11-22T23:00:00Z"});
  CHECK(central.rows({"attendance", "list"}).size() == 4);
  const auto day = central.rows({"attendance", "list", "--day", "2026-11-22"});
  REQUIRE(day.size() == 2);
  CHECK(day[0].at("check_in_time") == "2026-11-21T23:00:00.000Z");
  CHECK(day[1].at("check_in_time") == "2026-11-22T22:59:59.000Z");
  CHECK(day[0].at("user_id") == member);
  central.fault(wrong_usage, {"attendance", "list", "--day", "today"});
}

TEST_CASE("an empty quarantine is an empty answer, and an unknown id is told") {
  CentralProgram central{GENERATE(Engine::sqlite, Engine::postgres)};
  CHECK(central.rows({"quarantine", "list"}).empty());
  central.fault(could_not, {"quarantine", "show", "7"});
  central.fault(could_not, {"quarantine", "retry", "7"});
  central.fault(could_not, {"quarantine", "discard", "7", "--why", "test"});
  central.fault(wrong_usage, {"quarantine", "discard", "7"});
}

}  // namespace
}  // namespace fitmate::tests
