// What can go wrong between real kiosks and a real centre; after each, the invariants hold.

#include <csignal>
#include <filesystem>
#include <format>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/eventually.h"
#include "tests/support/lossy_line.h"
#include "tests/system/faulty_gym.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using db::sql::Engine;
using Fault = LossyLine::Fault;
using Phase = LossyLine::Phase;

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

std::int64_t count(FaultyGym& gym, const std::string& what) {
  return gym.database().query_one("select count(*) from " + what).value().get<std::int64_t>(0);
}

// Waits, and does not let the program wait long after a failed try.
template <class Condition>
bool hurried(const Process& sync, Condition condition) {
  for (int i = 0; i < 60; ++i) {
    if (eventually(condition, std::chrono::milliseconds{500})) return true;
    sync.signal(SIGUSR1);
  }
  return false;
}

TEST_CASE("each fault of the line, in each phase, neither loses nor doubles anything") {
  FaultyGym gym{Engine::postgres};
  LossyLine line{port_of(gym.url())};
  const auto door = gym.open_door(line.url());
  Process sync{{program("fitmate-sync"), "--data", gym.kiosk_folder(door)}};
  for (const auto phase : LossyLine::phases) {
    for (std::size_t fault = 0; fault < LossyLine::faults; ++fault) {
      CAPTURE(static_cast<int>(phase), fault);
      line.fail_next(phase, static_cast<Fault>(fault));
      if (phase == Phase::push) gym.show_expired(door);
      if (phase == Phase::pull) {
        gym.database().execute("update users set name = $1 where id = 1",
                               std::format("Ada {}", fault));
      }
      if (phase == Phase::photo) gym.eat(door);
      REQUIRE(hurried(sync, [&] { return line.is_met(); }));
    }
  }
  REQUIRE(hurried(sync, [&] {
    const auto queue = gym.status(door).at("queue");
    return queue.at("events") == 0 && queue.at("photos") == 0;
  }));
  sync.signal(SIGTERM);
  CHECK(sync.wait().exit_code == 0);
  gym.drain(door);
  CHECK(gym.breaches() == none);
  CHECK(count(gym, "nutrition_photos where stored_at is not null") == LossyLine::faults);
  CHECK(count(gym, "sync_alarms") == 0);
}

TEST_CASE("one member at two doors is in once, whichever door is heard first") {
  FaultyGym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  const bool first_is_heard_first = GENERATE(true, false);
  const auto first = gym.open_door();
  const auto second = gym.open_door();
  CHECK(gym.show(first, gym.code_of("active")).at("direction") == "in");
  CHECK(gym.show(second, gym.code_of("active")).at("direction") == "in");
  gym.drain(first_is_heard_first ? first : second);
  gym.drain(first_is_heard_first ? second : first);
  CHECK(count(gym, "attendance") == 2);
  CHECK(count(gym, "attendance where closed_by = 'next_check_in' and check_out_time is null") == 1);
  CHECK(count(gym, "attendance where closed_by is null") == 1);
  gym.drain(first);
  gym.drain(second);
  CHECK(gym.breaches() == none);
  // Whose visit the other one's ended hears of it.
  CHECK(gym.show(first, gym.code_of("active")).at("direction") == "in");
  gym.drain(first);
  gym.drain(second);
  CHECK(gym.breaches() == none);
}

// The last event becomes bytes that are no event, as a bug or a bad disk would have it.
void poison_last_event(const fs::path& folder) {
  const auto kiosk =
      db::sql::open_database("sqlite:///" + (folder / "kiosk.db").string()).value().connect();
  const std::string bytes = "{\"type\":\"checked_in\",\"cut off";
  kiosk->execute("update outbox set event = $1 where position = (select max(position) from outbox)",
                 bytes);
}

TEST_CASE("an event that nobody can read is set aside with its bytes, and holds up no other") {
  FaultyGym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto door = gym.open_door();
  for (int i = 0; i < 3; ++i) gym.show_expired(door);
  // What is made unreadable is no promise that was kept, so it is not noted as printed.
  gym.scan(door, gym.code_of("suspended"));
  poison_last_event(gym.folder(door));
  for (int i = 0; i < 3; ++i) gym.show_expired(door);
  const auto synced = gym.sync(door);
  CHECK(synced.at("exit") == 0);
  CHECK(synced.at("quarantined") == 1);
  CHECK(count(gym, "sync_inbox") == 6);
  CHECK(gym.breaches() == none);
  CHECK(gym.central({"quarantine", "list"}).at("reason").get<std::string>().size() > 5);
}

TEST_CASE("a kiosk whose card is set back to an older image goes on, and says so") {
  FaultyGym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto door = gym.open_door();
  for (int i = 0; i < 3; ++i) gym.show_expired(door);
  gym.drain(door);
  const TempFolder image;
  fs::copy(gym.folder(door), image.path(), fs::copy_options::recursive);
  for (int i = 0; i < 4; ++i) gym.show_expired(door);
  gym.eat(door);
  gym.drain(door);

  fs::remove_all(gym.folder(door));
  fs::copy(image.path(), gym.folder(door), fs::copy_options::recursive);
  const auto epoch = gym.status(door).at("epoch");
  for (int i = 0; i < 2; ++i) gym.show_expired(door);
  gym.eat(door);
  gym.drain(door);
  CHECK(gym.status(door).at("epoch") != epoch);
  CHECK(gym.breaches() == none);
  CHECK(count(gym, "sync_alarms where kind = 'new_epoch'") == 1);
  CHECK(gym.sync(door).at("pushed") == 0);
}

TEST_CASE("a kiosk and its clone both go on, and everything of both arrives") {
  FaultyGym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto door = gym.open_door();
  for (int i = 0; i < 3; ++i) gym.show_expired(door);
  gym.drain(door);
  gym.show_expired(door);
  const auto clone = gym.clone(door);
  for (int round = 0; round < 3; ++round) {
    gym.show_expired(door);
    gym.show_expired(clone);
    gym.drain(clone);
    gym.drain(door);
  }
  CHECK(gym.breaches() == none);
  CHECK(count(gym, "sync_inbox") == 3 + 1 + 2 * 3);
  CHECK(count(gym, "kiosk_epochs where kiosk_id > 0") == 2);
}

TEST_CASE("what a revoked kiosk recorded is kept apart, every byte of it") {
  FaultyGym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto door = gym.open_door();
  const auto other = gym.open_door();
  gym.show_expired(door);
  gym.drain(door);
  CHECK(gym.show(door, gym.code_of("active")).at("outcome") == "admitted");
  gym.show_expired(door);
  gym.central({"kiosk", "revoke", "1"});
  const auto synced = gym.sync(door);
  CHECK(synced.at("exit") == 1);
  CHECK(synced.at("error").get<std::string>().contains("revoked"));
  const auto another = gym.card(gym.members("active").at(1).at("user_id"));
  CHECK(gym.show(door, another).at("outcome") == "refused");
  gym.sync(door);
  CHECK(count(gym, "sync_inbox") == 1);
  CHECK(count(gym, "attendance") == 0);
  gym.drain(other);
  CHECK(gym.breaches({door}) == none);
}

TEST_CASE("the one who looks at the invariants sees what breaks them") {
  FaultyGym gym{Engine::sqlite};
  const auto door = gym.open_door();
  gym.show(door, gym.code_of("active"));
  gym.show_expired(door);
  gym.eat(door);
  gym.drain(door);
  REQUIRE(gym.breaches() == none);
  auto& centre = gym.database();
  const auto found_with = [&](std::string_view number) {
    const auto breaches = gym.breaches();
    return std::ranges::any_of(breaches, [&](const auto& b) { return b.starts_with(number); });
  };
  fs::remove(fs::directory_iterator { gym.uploads() } -> path());
  CHECK(found_with("26:"));
  centre.execute("update nutrition_photos set stored_at = null");
  CHECK(found_with("25:"));
  centre.execute("update users set name = 'Another' where id = 1");
  CHECK(found_with("15:"));
  centre.execute("delete from attendance");
  CHECK(found_with("2:"));
  centre.execute("update sync_inbox set body = body || ' '");
  CHECK(found_with("11:"));
  centre.execute("delete from sync_inbox");
  CHECK(found_with("4:"));
  CHECK(found_with("1:"));
  const auto kiosk = db::sql::open_database("sqlite:///" + (gym.folder(door) / "kiosk.db").string())
                         .value()
                         .connect();
  kiosk->execute("update outbox set event = event || ' ' where position = 1");
  CHECK(found_with("3:"));
}

}  // namespace
}  // namespace fitmate::tests
