#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch_test_macros.hpp>

#include "domain/event_text.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

constexpr std::size_t much = 10'000'000;

struct Damaged : KioskFixture {
  Damaged() {
    fill();
    for (int i = 0; i < 60; ++i) {
      scan(gym.card(ada));
      now += 11min;
    }
    old = kiosk->sync.unsent(1000, much, std::nullopt);
    kiosk->sync.apply_ack(old.epoch, {10}, {}, with_server_time(tests::clock_at(now), now), now);
  }

  // The pages of a table, as SQLite numbers them from 1.
  std::vector<std::int64_t> pages_of(const std::string& table) const {
    SQLite::Database database{file().string()};
    SQLite::Statement query{database,
                            "select pageno from dbstat where name = ? and pagetype = 'leaf'"};
    query.bind(1, table);
    std::vector<std::int64_t> pages;
    while (query.executeStep()) pages.push_back(query.getColumn(0).getInt64());
    return pages;
  }
  void overwrite(std::int64_t page) const {
    std::fstream out{file(), std::ios::in | std::ios::out | std::ios::binary};
    out.seekp((page - 1) * 4096);
    out << std::string(4096, '\xa5');
  }
  int files_kept() const {
    return static_cast<int>(std::ranges::count_if(
        std::filesystem::directory_iterator{folder.path()}, [](const auto& entry) {
          return entry.path().filename().string().starts_with("kiosk.db.damaged-") &&
                 !entry.path().string().ends_with("-wal") &&
                 !entry.path().string().ends_with("-shm");
        }));
  }

  tests::DemoGym::Someone ada = gym.add_member("Ada", day("2026-01-01"), day("2026-12-31"));
  Outgoing old;
};

TEST_CASE_METHOD(Damaged, "of a damaged outbox the readable events go on in a new epoch") {
  stop();
  const auto pages = pages_of("outbox");
  REQUIRE(pages.size() > 4);
  overwrite(pages[pages.size() / 2]);
  start();

  CHECK(files_kept() == 1);
  const auto fresh = kiosk->sync.unsent(1000, much, std::nullopt);
  CHECK(fresh.epoch != old.epoch);
  CHECK(fresh.first_seq == Seq{1});
  REQUIRE(fresh.new_epoch);
  CHECK(fresh.new_epoch->after_epoch == old.epoch);
  CHECK(fresh.new_epoch->after_seq == Seq{10});

  // A part in the middle is gone; both ends are there, in order, what the centre has left out.
  CHECK(fresh.events.size() < 50);
  CHECK(fresh.events.size() > 30);
  CHECK(fresh.events.front() == old.events[10]);
  CHECK(fresh.events.back() == old.events.back());
  CHECK(std::ranges::includes(old.events, fresh.events, [&](const auto& left, const auto& right) {
    return std::ranges::find(old.events, left) < std::ranges::find(old.events, right);
  }));
  CHECK(kiosk->store.load_status().waiting_events ==
        static_cast<std::int64_t>(fresh.events.size()));
  CHECK(kiosk->store.load_status().trouble.contains("was damaged"));
}

TEST_CASE_METHOD(Damaged, "after damage the door still knows people, visits and revoked cards") {
  const auto carl = gym.add_member("Carl", day("2026-01-01"), day("2026-12-31"));
  gym.revoke(carl.card, carl.user);
  pull();
  // Ada came with the 59th scan and left with the 60th.
  scan(gym.card(ada));
  stop();
  overwrite(pages_of("outbox")[2]);
  start();
  now += 20min;
  CHECK(scan(gym.card(ada)).direction == Direction::out);
  CHECK(scan(gym.card(carl)).reason == Reason::revoked);
  CHECK(kiosk->sync.load_link().cursor == Cursor{});
  CHECK(kiosk->sync.load_link().kiosk == gym.kiosk);
}

TEST_CASE_METHOD(Damaged, "the centre's word on time outlives the events that came before it") {
  const auto put_right = with_server_time(tests::clock_at(now), now - std::chrono::days{365});
  kiosk->sync.apply_ack(old.epoch, {10}, {}, put_right, now);
  stop();
  overwrite(pages_of("outbox").back());
  start();
  REQUIRE(kiosk->sync.unsent(1000, much, std::nullopt).events.back() != old.events.back());
  CHECK(kiosk->store.load_device()->clock == put_right);
}

TEST_CASE_METHOD(Damaged, "where what the centre said of time is lost the last event tells it") {
  stop();
  overwrite(pages_of("clock").front());
  start();
  CHECK(files_kept() == 1);
  CHECK(kiosk->store.load_device()->clock.floor.at == parse_event(old.events.back())->stamp.at);
}

TEST_CASE_METHOD(Damaged, "half a copy of people is not kept: entries wait for a pull") {
  stop();
  overwrite(pages_of("people")[0]);
  start();
  CHECK(files_kept() == 1);
  CHECK(kiosk->sync.unsent(1000, much, std::nullopt).events.size() == 50);
  now += 20min;
  CHECK(scan(gym.card(ada)).reason == Reason::stale);
  gym.start_over();
  pull();
  now += 1min;
  CHECK(scan(gym.card(ada)).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Damaged, "a file that is no database is kept, and a new store begins") {
  stop();
  std::ofstream{file(), std::ios::binary} << std::string(8192, 'x');
  start();
  CHECK(files_kept() == 1);
  CHECK_FALSE(kiosk->store.load_device());
  CHECK(kiosk->store.load_status().trouble.contains("was damaged"));
  CHECK(kiosk->store.load_status().epoch != old.epoch);
}

TEST_CASE_METHOD(Damaged, "the alarm ends when the centre has taken the new epoch") {
  stop();
  overwrite(pages_of("outbox")[2]);
  start();
  const auto fresh = kiosk->sync.unsent(1000, much, std::nullopt);
  kiosk->sync.apply_ack(fresh.epoch, {1}, {}, with_server_time(tests::clock_at(now), now), now);
  CHECK(kiosk->store.load_status().trouble.empty());
}

TEST_CASE_METHOD(Damaged, "a program that has the damaged file open goes on in the new one") {
  stop();
  overwrite(pages_of("outbox")[2]);
  auto blind = options();
  blind.check_for = 0ms;
  tests::OpenKiosk other{blind};
  start();
  REQUIRE(files_kept() == 1);
  const auto waiting = kiosk->store.load_status().waiting_events;
  fitmate::kiosk::CheckIn check_in{other.store, random, Gate::both};
  CHECK(check_in.answer(gym.card(ada), tests::clock_at(now)).seq);
  CHECK(kiosk->store.load_status().waiting_events == waiting + 1);
}

TEST_CASE_METHOD(Damaged,
                 "damage that is met in use fails one scan, and the next one is recorded") {
  const auto grace = gym.add_member("Grace", day("2026-01-01"), day("2026-12-31"));
  pull();
  stop();
  for (const auto page : pages_of("outbox_by_person")) overwrite(page);
  auto blind = options();
  blind.check_for = 0ms;
  tests::OpenKiosk open{blind};
  REQUIRE(files_kept() == 0);
  fitmate::kiosk::CheckIn check_in{open.store, random, Gate::both};
  const auto failed = check_in.answer(gym.card(grace), tests::clock_at(now));
  CHECK(failed.reason == Reason::store_failed);
  CHECK_FALSE(failed.fault.empty());
  const auto next = check_in.answer(gym.card(grace), tests::clock_at(now));
  CHECK(next.outcome == Outcome::admitted);
  CHECK(files_kept() == 1);
}

TEST_CASE_METHOD(Damaged, "a newer program's database is refused by name and left alone") {
  stop();
  {
    SQLite::Database database{file().string(), SQLite::OPEN_READWRITE};
    database.exec("insert into schema_migrations values (99, 'later', '')");
  }
  try {
    start();
    FAIL("it was opened");
  } catch (const std::runtime_error& error) {
    CHECK(std::string{error.what()}.contains("newer program"));
  }
  CHECK(files_kept() == 0);
}

TEST_CASE_METHOD(Damaged,
                 "whatever byte rots, the kiosk starts, answers, and lets nobody false in") {
  stop();
  const auto whole = folder.path() / "whole";
  std::filesystem::copy_file(file(), whole);
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(whole));
  auto forged = gym.card(ada);
  forged[20] = forged[20] == 'A' ? 'B' : 'A';

  std::mt19937 engine{4711};
  for (int round = 0; round < 60; ++round) {
    std::filesystem::copy_file(whole, file(), std::filesystem::copy_options::overwrite_existing);
    const auto at = std::uniform_int_distribution<std::int64_t>{0, size - 1}(engine);
    CAPTURE(round, at);
    {
      std::fstream out{file(), std::ios::in | std::ios::out | std::ios::binary};
      out.seekg(at);
      const auto byte = static_cast<char>(out.get() ^ (1 << (round % 8)));
      out.seekp(at);
      out.put(byte);
    }
    try {
      start();
    } catch (const std::exception& error) {
      // The schema's own words may rot; that is said, not survived.
      CAPTURE(error.what());
      CHECK_FALSE(std::string{error.what()}.empty());
      continue;
    }
    CHECK(scan(forged).outcome == Outcome::refused);
    const auto answer = scan(gym.card(ada));
    if (answer.outcome != Outcome::refused) CHECK(answer.seq);
    stop();
  }
}

}  // namespace
}  // namespace fitmate::db::kiosk
