#include <algorithm>
#include <chrono>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/kiosk_fixture.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

struct Replica : KioskFixture {
  ClockMarks marks() const { return with_server_time(tests::clock_at(now), now); }
  void enrol() { kiosk->sync.finish_enrolment(gym.enrolment(), marks()); }
  void apply(const Page& page) { kiosk->sync.apply_page(page, marks()); }
  // A pull in pages of `rows`, as the agent does it.
  void pull_in_pages(std::size_t rows) {
    for (const auto& page : gym.pages(now, rows)) {
      if (!page.complete) prepare();
      apply(page);
    }
  }
  void prepare() {
    while (kiosk->sync.prepare_shadow()) continue;
  }
  Facts facts_of(const tests::DemoGym::Someone& someone) {
    const auto device = kiosk->store.load_device();
    const auto code = parse_credential(gym.card(someone), device->ring, now);
    return tests::facts_of(kiosk->store, {.credential = code.value()});
  }
  std::vector<tests::DemoGym::Someone> add_members(int count) {
    std::vector<tests::DemoGym::Someone> added;
    for (int i = 0; i < count; ++i) {
      added.push_back(
          gym.add_member("Member " + std::to_string(i), day("2026-01-01"), day("2026-12-31")));
    }
    return added;
  }
};

TEST_CASE_METHOD(Replica, "a first pull in several pages is seen when it is complete, not before") {
  enrol();
  const auto members = add_members(20);
  const auto pages = gym.pages(now, 7);
  REQUIRE(pages.size() > 3);
  for (const auto& page : pages) {
    CHECK_FALSE(facts_of(members[0]).person);
    CHECK_FALSE(facts_of(members[0]).pulled);
    apply(page);
  }
  for (const auto& member : members) {
    REQUIRE(facts_of(member).person);
    CHECK(facts_of(member).person->memberships.size() == 1);
  }
  CHECK(facts_of(members[0]).pulled->at == now);
  CHECK(kiosk->sync.load_link().cursor.pos == pages.back().to);
  CHECK(kiosk->sync.load_link().shadow_cursor.feed_epoch.empty());
}

TEST_CASE_METHOD(Replica, "a catch-up of several pages shows the old copy until it is complete") {
  enrol();
  auto members = add_members(1200);
  pull_in_pages(200);
  for (auto& member : members) gym.suspend(member, "renamed");
  const auto extra = gym.add_member("New", day("2026-01-01"), day("2026-12-31"));

  const auto pages = gym.pages(now, 200);
  prepare();
  for (const auto& page : pages) {
    CHECK_FALSE(facts_of(members[0]).person->suspended);
    CHECK_FALSE(facts_of(extra).person);
    apply(page);
    if (!page.complete) CHECK(kiosk->sync.load_link().shadow_cursor.pos == page.to);
  }
  for (const auto& member : members) CHECK(facts_of(member).person->suspended);
  CHECK(facts_of(members[7]).person->memberships.size() == 1);
  CHECK(facts_of(extra).person);
}

TEST_CASE_METHOD(Replica, "whose portrait is which follows the person, through every catch-up") {
  enrol();
  auto members = add_members(600);
  const Hash face{std::byte{7}};
  gym.give_portrait(members[3], "Ada", face);
  pull_in_pages(200);
  CHECK(facts_of(members[3]).person->portrait == face);
  CHECK_FALSE(facts_of(members[4]).person->portrait);

  // Copied to the other side with all the rest.
  for (std::size_t i = 10; i < members.size(); ++i) gym.suspend(members[i], "renamed");
  pull_in_pages(200);
  CHECK(facts_of(members[3]).person->portrait == face);
  CHECK(kiosk->sync.list_portraits({}) == std::vector{face});
  CHECK(kiosk->sync.wants_photo(face));
  CHECK(kiosk->store.wants_photo(face));

  gym.suspend(members[3], "without");
  apply(gym.page(now));
  CHECK_FALSE(facts_of(members[3]).person->portrait);
}

TEST_CASE_METHOD(Replica, "what ended elsewhere is open no more, through every catch-up") {
  enrol();
  auto members = add_members(600);
  pull_in_pages(200);
  const auto entry = scan(gym.card(members[3])).event.value();
  REQUIRE(facts_of(members[3]).open_visit->event == entry);
  gym.close(members[3], "Ada", {.entry = entry, .at = now});
  apply(gym.page(now));
  CHECK_FALSE(facts_of(members[3]).open_visit);
  CHECK(facts_of(members[3]).last_in->event == entry);

  // Copied to the other side with all the rest.
  for (std::size_t i = 10; i < members.size(); ++i) gym.suspend(members[i], "renamed");
  pull_in_pages(200);
  CHECK_FALSE(facts_of(members[3]).open_visit);

  gym.suspend(members[3], "open again");
  apply(gym.page(now));
  CHECK(facts_of(members[3]).open_visit->event == entry);
}

TEST_CASE_METHOD(Replica, "an entry has ended where the copy names it, whatever the clocks say") {
  enrol();
  auto members = add_members(1);
  pull_in_pages(200);
  const auto first = scan(gym.card(members[0])).event.value();
  now += 13h;
  const auto second = scan(gym.card(members[0])).event.value();
  gym.close(members[0], "Ada", {.entry = first, .at = now + std::chrono::days{400}});
  apply(gym.page(now));
  CHECK(facts_of(members[0]).open_visit->event == second);
  gym.close(members[0], "Ada", {.entry = second, .at = now - std::chrono::days{400}});
  apply(gym.page(now));
  CHECK_FALSE(facts_of(members[0]).open_visit);
}

TEST_CASE_METHOD(Replica, "portraits are listed each once, in order, some at a time") {
  enrol();
  const auto members = add_members(450);
  for (std::size_t i = 0; i < members.size(); ++i) {
    // Every third is shared by two.
    const auto n = static_cast<std::uint16_t>(i % 3 == 1 ? i - 1 : i);
    gym.give_portrait(members[i], "Ada",
                      Hash{static_cast<std::byte>(1 + n / 256), static_cast<std::byte>(n % 256)});
  }
  pull_in_pages(200);
  std::vector<Hash> all;
  auto part = kiosk->sync.list_portraits({});
  while (!part.empty()) {
    CHECK(part.size() <= 200);
    all.insert(all.end(), part.begin(), part.end());
    part = kiosk->sync.list_portraits(all.back());
  }
  CHECK(all.size() == 300);
  CHECK(std::ranges::is_sorted(all));
  CHECK(std::ranges::adjacent_find(all) == all.end());
}

TEST_CASE_METHOD(Replica, "with a revoked kiosk's copy go its portraits") {
  enrol();
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  const Hash face{std::byte{7}};
  gym.give_portrait(ada, "Ada", face);
  apply(gym.page(now));
  kiosk->sync.apply_revoked();
  CHECK(kiosk->sync.list_portraits({}).empty());
  CHECK_FALSE(kiosk->sync.wants_photo(face));
}

TEST_CASE_METHOD(Replica, "a catch-up goes on after a restart in the middle") {
  enrol();
  auto members = add_members(30);
  pull_in_pages(1000);
  for (auto& member : members) gym.suspend(member, "renamed");
  const auto pages = gym.pages(now, 10);
  prepare();
  apply(pages[0]);
  stop();
  start();
  CHECK(kiosk->sync.load_link().shadow_cursor.pos == pages[0].to);
  CHECK_FALSE(kiosk->sync.prepare_shadow());
  apply(pages[1]);
  apply(pages[2]);
  for (const auto& member : members) CHECK(facts_of(member).person->suspended);
}

TEST_CASE_METHOD(Replica, "a copy half made is thrown away when the door's copy moves on") {
  enrol();
  auto members = add_members(3);
  pull_in_pages(1000);
  kiosk->sync.prepare_shadow();
  gym.suspend(members[0], "renamed");
  apply(gym.page(now));
  gym.suspend(members[1], "renamed");
  gym.suspend(members[2], "renamed");
  pull_in_pages(1);
  for (const auto& member : members) CHECK(facts_of(member).person->suspended);
}

TEST_CASE_METHOD(Replica, "a refetch from zero forgets what the centre no longer has") {
  enrol();
  const auto members = add_members(3);
  pull_in_pages(1000);
  kiosk->sync.begin_refetch();
  CHECK(kiosk->sync.load_link().cursor == Cursor{});
  CHECK(facts_of(members[2]).person);

  gym.feed_epoch = "feed-2";
  gym.put(0, members[2].user.value, std::nullopt);
  gym.put(1, 3, std::nullopt);
  gym.start_over();
  pull_in_pages(2);
  CHECK(facts_of(members[0]).person);
  CHECK_FALSE(facts_of(members[2]).person);
  CHECK(kiosk->sync.load_link().cursor.feed_epoch == "feed-2");
}

TEST_CASE_METHOD(Replica, "a refetch in one page is no different") {
  enrol();
  const auto members = add_members(2);
  pull_in_pages(1000);
  kiosk->sync.begin_refetch();
  gym.feed_epoch = "feed-2";
  gym.put(0, members[1].user.value, std::nullopt);
  gym.start_over();
  apply(gym.page(now));
  CHECK(facts_of(members[0]).person);
  CHECK_FALSE(facts_of(members[1]).person);
}

TEST_CASE_METHOD(Replica, "a row is applied only over a lower version") {
  enrol();
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  pull_in_pages(1000);
  const auto version = facts_of(ada).person->version;
  Page page = gym.page(now);
  page.changes = {{.pos = page.to,
                   .version = version - 1,
                   .table = 0,
                   .key = ada.user.value,
                   .row = PulledPerson{.user = ada.user, .number = ada.number, .name = "Old"}}};
  apply(page);
  CHECK(facts_of(ada).person->person.name == "Ada");
  page.changes[0].row = std::nullopt;
  apply(page);
  CHECK(facts_of(ada).person);
  page.changes[0].version = version + 1;
  apply(page);
  CHECK_FALSE(facts_of(ada).person);
}

TEST_CASE_METHOD(Replica, "a revocation outlives a refetch that does not know it") {
  enrol();
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  gym.revoke(ada.card, ada.user);
  pull_in_pages(1000);
  CHECK(facts_of(ada).credential_revoked);

  kiosk->sync.begin_refetch();
  gym.feed_epoch = "feed-2";
  gym.put(3, static_cast<std::int64_t>(ada.card.value), std::nullopt);
  gym.start_over();
  pull_in_pages(1000);
  CHECK(facts_of(ada).credential_revoked);
  while (kiosk->sync.tidy(now + std::chrono::days{399})) continue;
  CHECK(facts_of(ada).credential_revoked);
  while (kiosk->sync.tidy(now + std::chrono::days{401})) continue;
  CHECK_FALSE(facts_of(ada).credential_revoked);
}

TEST_CASE_METHOD(Replica, "a generation that was raised is never lowered") {
  enrol();
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  gym.raise_generation(ada.card, ada.user, 3);
  pull_in_pages(1000);
  CHECK(scan(gym.card(ada, 2)).reason == Reason::revoked);
  gym.raise_generation(ada.card, ada.user, 1);
  pull_in_pages(1000);
  CHECK(scan(gym.card(ada, 2)).reason == Reason::revoked);
  CHECK(scan(gym.card(ada, 3)).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Replica, "all codes of an issuer or a TOTP epoch can be revoked") {
  enrol();
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  gym.put(4, 1,
          PulledRevocation{.id = 1, .scope = PulledRevocation::Scope::totp_epoch, .value = 1});
  pull_in_pages(1000);
  CHECK(scan(gym.phone(ada, now)).reason == Reason::revoked);
  CHECK(scan(gym.card(ada)).outcome == Outcome::admitted);
  gym.put(4, 2, PulledRevocation{.id = 2, .scope = PulledRevocation::Scope::issuer, .value = 1});
  pull_in_pages(1000);
  now += 1min;
  CHECK(scan(gym.card(ada)).reason == Reason::revoked);
}

TEST_CASE_METHOD(Replica, "older keys are ignored with an alarm, and the pull goes on") {
  gym.trust_version = 5;
  enrol();
  pull_in_pages(1000);
  gym.trust_version = 4;
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  pull_in_pages(1000);
  CHECK(kiosk->sync.load_link().trust_list_version == 5);
  CHECK(kiosk->store.load_status().trouble.contains("older keys (version 4)"));
  CHECK(scan(gym.card(ada)).outcome == Outcome::admitted);

  gym.trust_version = 6;
  pull_in_pages(1000);
  CHECK(kiosk->sync.load_link().trust_list_version == 6);
  CHECK(kiosk->store.load_status().trouble.empty());
}

TEST_CASE_METHOD(Replica, "keys that the root key did not sign are not taken") {
  enrol();
  auto page = gym.page(now);
  page.trust_list.back() = page.trust_list.back() == 'A' ? 'B' : 'A';
  apply(page);
  CHECK(kiosk->sync.load_link().trust_list_version == 1);
  CHECK(kiosk->store.load_status().trouble.contains("cannot be believed"));
}

TEST_CASE_METHOD(Replica, "an enrolment whose keys are not signed by its root key is refused") {
  auto enrolment = gym.enrolment();
  enrolment.root_key[0] ^= std::byte{1};
  CHECK_THROWS(kiosk->sync.finish_enrolment(enrolment, marks()));
  CHECK_FALSE(kiosk->store.load_device());
}

TEST_CASE_METHOD(Replica, "a page that does not follow on what was pulled is refused whole") {
  enrol();
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  auto page = gym.page(now);
  page.from = 1;
  CHECK_THROWS(apply(page));
  page.from = 0;
  apply(page);
  page.from = page.to + 1;
  page.to += 2;
  page.changes.clear();
  CHECK_THROWS(apply(page));
  CHECK(facts_of(ada).person);
}

TEST_CASE_METHOD(Replica, "a revoked kiosk forgets people and keys, and keeps its events") {
  enrol();
  const auto ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  pull_in_pages(1000);
  scan(gym.card(ada));
  kiosk->sync.apply_revoked();
  CHECK(kiosk->store.load_device()->ring.totp.empty());
  CHECK_FALSE(facts_of(ada).person);
  CHECK_FALSE(facts_of(ada).pulled);
  CHECK(kiosk->sync.load_link().revoked);
  CHECK(kiosk->store.load_status().revoked);
  CHECK(kiosk->sync.unsent(10, 10'000, std::nullopt).events.size() == 1);
}

TEST_CASE_METHOD(Replica, "what an enrolment began is kept until it ends") {
  const EnrolmentBegun begun{.central_url = "https://gym.example", .code = "C0DE", .key = gym.root};
  kiosk->sync.begin_enrolment(begun);
  stop();
  start();
  const auto link = kiosk->sync.load_link();
  REQUIRE(link.begun);
  CHECK(link.begun->code == "C0DE");
  CHECK(link.begun->key == gym.root);
  CHECK_FALSE(link.kiosk);
  enrol();
  const auto done = kiosk->sync.load_link();
  CHECK_FALSE(done.begun);
  CHECK(done.central_url == "https://gym.example");
  CHECK(done.kiosk == gym.kiosk);
  CHECK(done.root_key == public_key_of(gym.root));

  kiosk->sync.save_token("token", "next");
  CHECK(kiosk->sync.load_link().next_token == "next");
}

TEST_CASE_METHOD(Replica, "the gym's name, zone and rules are the pulled ones") {
  enrol();
  CHECK(kiosk->store.load_device()->gym_name == "Demo Gym");
  const GymRules rules{.version = 9,
                       .already_in = 1min,
                       .visit_closes = 2h,
                       .shift_closes = 3h,
                       .member_again = 4s,
                       .trainer_again = 5s,
                       .grace = std::chrono::days{6},
                       .expiring = std::chrono::days{8},
                       .stale_warns = 10h,
                       .stale_refuses = 11h,
                       .clock_unsure = 12h,
                       .visits_per_day = true};
  gym.put(5, 1, PulledGym{.name = "Renamed", .timezone = "Asia/Tokyo", .rules = rules});
  pull_in_pages(1000);
  CHECK(kiosk->store.load_device()->gym_name == "Renamed");
  CHECK(kiosk->store.load_device()->timezone == "Asia/Tokyo");
  CHECK(kiosk->store.load_status().rules == rules);
}

TEST_CASE_METHOD(Replica, "troubles of several kinds stand beside each other") {
  enrol();
  kiosk->sync.set_trouble("the centre does not answer");
  CHECK(kiosk->store.load_status().trouble == "the centre does not answer");
  gym.trust_version = 0;
  pull_in_pages(1000);
  CHECK(kiosk->store.load_status().trouble.contains("; "));
  kiosk->sync.set_trouble("");
  CHECK_FALSE(kiosk->store.load_status().trouble.contains("answer"));
}

}  // namespace
}  // namespace fitmate::db::kiosk
