#include "central/services/passes.h"

#include <algorithm>
#include <format>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "central/services/front_desk.h"
#include "central/services/setup.h"
#include "tests/support/fresh_database.h"
#include "tests/support/temp_folder.h"

namespace fitmate::central::services {
namespace {

using Catch::Matchers::ContainsSubstring;
using db::sql::Engine;
using domain::CredentialKind;
using domain::Instant;
using domain::UserId;
using std::chrono::days;

// In Vienna it is the 23rd already.
const auto now = *domain::parse_instant("2026-11-22T23:30:00Z");
const auto today = *domain::parse_day("2026-11-23");
const auto random_bytes = domain::system_random();

struct Fixture {
  explicit Fixture(Engine engine) : database{engine}, connection{database.connect()} {
    const Setup setup{.key_dir = folder.path() / "keys", .gym_timezone = "Europe/Vienna"};
    set_up(*connection, setup, now, random_bytes).value();
    keys = load_keys(setup.key_dir).value();
    gym = db::central::load_gym(*connection).value();
  }

  UserId add_person(const std::string& email) {
    return services::add_person(*connection, {.email = email, .name = "Jo"}, now, random_bytes)->id;
  }

  std::vector<Pass> issue(const PassRequest& request, Instant at = now) {
    return issue_passes(*connection, keys, gym, request, at, random_bytes).value();
  }

  Pass issue_one(UserId user, CredentialKind kind, Instant at = now, bool renew = false) {
    return issue({.users = {user}, .kind = kind, .renew = renew}, at).front();
  }

  tests::TempFolder folder;
  tests::FreshDatabase database;
  std::unique_ptr<db::sql::Connection> connection;
  Keys keys;
  db::central::Gym gym;
};

TEST_CASE("a pass is a code that a kiosk of this gym accepts") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  const auto ring = key_ring(desk.keys, desk.gym.id);
  const auto phone = desk.issue_one(user, CredentialKind::phone);
  const auto read = domain::parse_credential(phone.text, ring, now).value();
  CHECK(read.capsule == phone.capsule);
  CHECK(read.step == domain::step_at(now));
  CHECK(read.capsule.gym == desk.gym.id);
  CHECK(read.capsule.generation == 1);
  CHECK(read.capsule.valid_from == today);
  CHECK(read.capsule.valid_until == today + days{14});

  const auto card = desk.issue_one(user, CredentialKind::card);
  const auto card_read = domain::parse_credential(card.text, ring, now).value();
  CHECK(card_read.capsule == card.capsule);
  CHECK(card_read.capsule.valid_until == today + days{366});
  CHECK(card_read.capsule.credential != read.capsule.credential);
  CHECK(card_read.capsule.person == read.capsule.person);
  CHECK(card_read.capsule.person == db::central::find_person(*desk.connection, user)->number);
}

TEST_CASE("asking again shows the same credential") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  for (const auto kind : {CredentialKind::phone, CredentialKind::card}) {
    const auto first = desk.issue_one(user, kind);
    CHECK(desk.issue_one(user, kind).text == first.text);
    const auto later = desk.issue_one(user, kind, now + std::chrono::seconds{15});
    CHECK(later.capsule == first.capsule);
    CHECK((later.text == first.text) == (kind == CredentialKind::card));
  }
}

TEST_CASE("a phone renews in its last 7 days, keeping credential and generation") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  const auto first = desk.issue_one(user, CredentialKind::phone);
  CHECK(desk.issue_one(user, CredentialKind::phone, now + days{6}).capsule == first.capsule);
  const auto renewed = desk.issue_one(user, CredentialKind::phone, now + days{7});
  CHECK(renewed.capsule.credential == first.capsule.credential);
  CHECK(renewed.capsule.generation == 1);
  CHECK(renewed.capsule.valid_from == today + days{7});
  CHECK(renewed.capsule.valid_until == today + days{21});
  const auto much_later = desk.issue_one(user, CredentialKind::phone, now + days{100});
  CHECK(much_later.capsule.credential == first.capsule.credential);
  CHECK(much_later.capsule.valid_until == today + days{114});
}

TEST_CASE("a card keeps its days until it has run out") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  const auto first = desk.issue_one(user, CredentialKind::card);
  CHECK(desk.issue_one(user, CredentialKind::card, now + days{365}).text == first.text);
  const auto next = desk.issue_one(user, CredentialKind::card, now + days{366});
  CHECK(next.capsule.credential == first.capsule.credential);
  CHECK(next.capsule.generation == 1);
  CHECK(next.capsule.valid_until == today + days{732});
}

TEST_CASE("renewing raises the generation of that medium alone") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  const auto card = desk.issue_one(user, CredentialKind::card);
  const auto phone = desk.issue_one(user, CredentialKind::phone);
  const auto renewed = desk.issue_one(user, CredentialKind::phone, now, true);
  CHECK(renewed.capsule.credential == phone.capsule.credential);
  CHECK(renewed.capsule.generation == 2);
  CHECK(desk.issue_one(user, CredentialKind::card).text == card.text);
  const auto feed =
      desk.connection->query("select key from sync_feed where table_name = 'credentials'");
  REQUIRE(feed.size() == 1);
  CHECK(feed[0].get<domain::CredentialId>("key") == phone.capsule.credential);
}

TEST_CASE("after the last generation comes another credential") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  const auto first = desk.issue_one(user, CredentialKind::card);
  desk.connection->execute("update credentials set generation = 254");
  const auto last = desk.issue_one(user, CredentialKind::card, now, true);
  CHECK(last.capsule.generation == 255);
  CHECK(last.capsule.credential == first.capsule.credential);
  const auto other = desk.issue_one(user, CredentialKind::card, now, true);
  CHECK(other.capsule.generation == 1);
  CHECK(other.capsule.credential != first.capsule.credential);
  CHECK(desk.connection->query("select id from credentials where revoked_at is not null").size() ==
        1);
}

TEST_CASE("revoking ends one medium, and the next issue makes another credential") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const std::vector users{desk.add_person("jo@example.com")};
  const auto phone = desk.issue_one(users[0], CredentialKind::phone);
  const auto card = desk.issue_one(users[0], CredentialKind::card);
  const auto revoked = revoke_passes(*desk.connection, users, CredentialKind::card, now).value();
  REQUIRE(revoked.size() == 1);
  CHECK(revoked[0].id == card.capsule.credential);
  const auto again = revoke_passes(*desk.connection, users, CredentialKind::card, now);
  CHECK_THAT(again.error().detail, ContainsSubstring("no live card"));
  CHECK(desk.issue_one(users[0], CredentialKind::phone).text == phone.text);
  const auto other = desk.issue_one(users[0], CredentialKind::card);
  CHECK(other.capsule.credential != card.capsule.credential);
}

TEST_CASE("an unknown person fails the whole request and changes nothing") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  const auto issued = issue_passes(*desk.connection, desk.keys, desk.gym, {.users = {user, {4711}}},
                                   now, random_bytes);
  CHECK_THAT(issued.error().detail, ContainsSubstring("4711"));
  const std::vector<UserId> both{user, {4711}};
  CHECK_THAT(revoke_passes(*desk.connection, both, CredentialKind::phone, now).error().detail,
             ContainsSubstring("4711"));
  CHECK(desk.connection->query("select id from credentials").empty());
}

TEST_CASE("many people are answered in the order in which they were asked") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  std::vector<UserId> users;
  for (int i = 0; i < 50; ++i) users.push_back(desk.add_person(std::format("p{}@example.com", i)));
  std::ranges::reverse(users);
  const auto passes = desk.issue({.users = users});
  REQUIRE(passes.size() == users.size());
  std::set<std::string> texts;
  for (std::size_t i = 0; i < users.size(); ++i) {
    CHECK(passes[i].user == users[i]);
    texts.insert(passes[i].text);
  }
  CHECK(texts.size() == users.size());
}

TEST_CASE("a phone shows another moment on demand, and its days stay those of today") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto user = desk.add_person("jo@example.com");
  const auto then = now + days{3};
  const auto pass = desk.issue({.users = {user}, .shown_at = then}).front();
  const auto ring = key_ring(desk.keys, desk.gym.id);
  CHECK(domain::parse_credential(pass.text, ring, then)->step == domain::step_at(then));
  CHECK(pass.capsule.valid_from == today);
}

TEST_CASE("codes go on being accepted across a rotation of either key") {
  Fixture desk{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto folder = desk.folder.path() / "keys";
  const auto user = desk.add_person("jo@example.com");
  const auto before = desk.issue_one(user, CredentialKind::phone);
  desk.keys = rotate_issuer(folder, now, random_bytes).value();
  desk.keys = rotate_totp(folder, random_bytes).value();
  const auto after = desk.issue_one(user, CredentialKind::phone);
  const auto ring = key_ring(desk.keys, desk.gym.id);
  CHECK(domain::parse_credential(before.text, ring, now));
  CHECK(domain::parse_credential(after.text, ring, now));
  CHECK(after.capsule.issuer == 1);
  CHECK(after.capsule.totp_epoch == 1);
  // The seed of an epoch that is two rotations old is worth nothing.
  desk.keys = rotate_totp(folder, random_bytes).value();
  const auto refused = domain::parse_credential(before.text, key_ring(desk.keys, desk.gym.id), now);
  CHECK(refused.error() == domain::CodeFault::code_too_new);
}

}  // namespace
}  // namespace fitmate::central::services
