#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "sync/limits.h"
#include "tests/flow/sync/world.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;

using std::chrono::milliseconds;

bool is_pushed(const World& world) {
  return world.kiosk.waiting() == 0;
}

TEST_CASE("an answer that got lost after the commit is made good by the same bytes") {
  World world{1};
  world.record(10);
  auto& instead = world.centre.instead;
  REQUIRE(world.run_until([&] { return world.centre.pushes == 1; }));
  // As if the answer had not come: the kiosk still has it all to send.
  World second{1};
  second.centre.tables = world.centre.tables;
  second.record(10);
  REQUIRE(second.settle());
  CHECK_FALSE(instead);
  CHECK(second.centre.tables.taken.size() == 10);
  CHECK(second.status().pushed.pushed == 10);
  CHECK(second.status().pushed.duplicates == 10);
}

TEST_CASE("nothing is acknowledged by an answer that does not fit what was sent") {
  const auto results = [](const std::string& id) {
    return R"({"results":[{"event_id":")" + id +
           R"(","status":"applied"}],"server_time":"2026-11-22T08:00:00Z",)"
           R"("feed_head":0,"max_batch":500,"next_delay_ms":0,"acked_seq":)";
  };
  const std::string right = "00000000-0000-7000-8000-000000000001";
  const std::string other = "00000000-0000-7000-8000-000000000002";
  const std::vector<std::pair<std::string, bool>> answers{
      {results(right) + "1}", true},
      {results(right) + "2}", true},
      {results(right) + "0}", false},
      {results(other) + "1}", false},
      {R"({"results":[],"server_time":"2026-11-22T08:00:00Z","feed_head":0,"max_batch":500,)"
       R"("next_delay_ms":0,"acked_seq":1})",
       false},
      {results(right) + "1", false},
      {"<html>Welcome</html>", false},
      {"", false}};
  for (const auto& [body, acknowledged] : answers) {
    CAPTURE(body);
    World world{1};
    world.record(1);
    world.centre.instead = answer(200, body);
    for (int turns = 0; turns < 6; ++turns) world.turn();
    CHECK(is_pushed(world) == acknowledged);
  }
}

TEST_CASE("a batch begins with 100 events, grows by 50 to 500, and a time-out halves it") {
  World world{1};
  world.record(6000);
  REQUIRE(world.run_until([&] { return is_pushed(world); }));
  std::vector<std::size_t> sizes;
  for (const auto& push : world.centre.last_pushes) sizes.push_back(push.events.size());
  CHECK(std::vector(sizes.begin(), sizes.begin() + 4) ==
        std::vector<std::size_t>{100, 150, 200, 250});
  CHECK(std::ranges::max(sizes) == 500);
}

milliseconds least_between_pushes(const World& world) {
  auto least = milliseconds::max();
  const auto& times = world.centre.asked_to_push;
  for (std::size_t i = 1; i < times.size(); ++i) least = std::min(least, times[i] - times[i - 1]);
  return least;
}

TEST_CASE("the centre's pace is kept whatever it answers") {
  World world{1};
  SECTION("too large") {
    world.centre.most_body = 2000;
    world.record(400);
  }
  SECTION("an event that it cannot read") {
    world.centre.poisons = [](const std::string& event) { return event == event_text(64); };
    world.record(100);
  }
  SECTION("a gap") {
    world.record(20);
    REQUIRE(world.settle());
    const auto backup = world.centre.tables;
    world.record(10);
    REQUIRE(world.settle());
    world.centre.tables = backup;
    world.record(1);
  }
  SECTION("an epoch that it does not know") {
    world.record(20);
    REQUIRE(world.settle());
    world.centre.tables.epochs = {{999, {}}};
    world.centre.tables.last_epoch = 999;
    world.centre.tables.taken.clear();
    world.centre.tables.ids.clear();
    world.record(1);
  }
  SECTION("taken, and somebody asks to hurry") {
    world.record(300);
    REQUIRE(world.run_until([&] { return world.centre.pushes == 1; }));
    world.hurry();
  }
  REQUIRE(world.settle());
  CHECK(world.centre.asked_to_push.size() > 1);
  CHECK(least_between_pushes(world) >= sync::limits::push_pause);
}

TEST_CASE("a batch is at most 256 KiB, but for one event that is larger alone") {
  World world{1};
  const auto large = [](std::uint64_t number, std::size_t size) {
    auto event = event_text(number);
    return event.insert(1, "\"note\":\"" + std::string(size, 'x') + "\",");
  };
  for (std::uint64_t number = 1; number <= 10; ++number) {
    world.kiosk.record(large(number, 100'000));
  }
  world.kiosk.record(large(11, 300'000));
  REQUIRE(world.run_until([&] { return is_pushed(world); }));
  for (const auto& push : world.centre.last_pushes) CHECK(push.events.size() <= 2);
  CHECK(world.centre.tables.taken.size() == 11);
}

TEST_CASE("a centre that cannot take so much at once gets halves") {
  World world{1};
  world.centre.most_body = 2000;
  world.record(400);
  REQUIRE(world.settle());
  CHECK(world.centre.tables.taken.size() == 400);
}

TEST_CASE("one event that cannot be read costs a round trip a halving and goes opaque") {
  World world{1};
  world.record(100);
  world.centre.poisons = [](const std::string& event) { return event == event_text(64); };
  REQUIRE(world.settle());
  CHECK(world.centre.tables.taken.size() == 99);
  CHECK(world.centre.tables.quarantine == std::vector{event_text(64)});
  CHECK(world.kiosk.set_aside().size() == 1);
  // 100, seven halvings, the event alone, opaque, and what is left.
  CHECK(world.centre.pushes <= 12);
}

TEST_CASE("a proxy's 400 is a failed try and halves nothing") {
  World world{1};
  world.record(10);
  world.centre.instead = answer(400, "<html>Bad Request</html>");
  for (int turns = 0; turns < 10; ++turns) world.turn();
  world.centre.instead.reset();
  REQUIRE(world.settle());
  CHECK(world.centre.last_pushes.front().events.size() == 10);
  CHECK(world.centre.tables.quarantine.empty());
}

TEST_CASE("where even an opaque event is refused, it is shown and kept") {
  World world{1};
  world.record(3);
  world.centre.instead = answer(422, R"({"detail":"no"})");
  for (int turns = 0; turns < 20; ++turns) world.turn();
  CHECK(world.kiosk.trouble().contains("does not take this kiosk's events"));
  CHECK(world.kiosk.waiting() == 3);
  world.centre.instead.reset();
  REQUIRE(world.settle());
  CHECK(world.kiosk.trouble().empty());
}

TEST_CASE("a gap is filled from where the centre says, and lost rows are declared") {
  World world{1};
  world.record(20);
  REQUIRE(world.settle());
  const auto backup = world.centre.tables;
  world.record(10);
  REQUIRE(world.settle());

  SECTION("the kiosk still holds them") {
    world.centre.tables = backup;
    world.record(5);
    REQUIRE(world.settle());
    CHECK(world.centre.tables.taken.size() == 35);
    CHECK(world.centre.tables.lost.empty());
  }
  SECTION("the kiosk let them go") {
    world.centre.tables = backup;
    world.kiosk.forget_acknowledged();
    world.record(5);
    REQUIRE(world.settle());
    CHECK(world.centre.tables.taken.size() == 25);
    REQUIRE(world.centre.tables.lost.size() == 1);
    CHECK(world.centre.tables.lost.front() == std::pair<std::int64_t, std::int64_t>{21, 30});
  }
  CHECK(std::ranges::is_sorted(world.centre.tables.taken));
  CHECK(world.kiosk.epochs() == 1);
}

TEST_CASE("a centre that holds other events in this epoch gets a new one, said once") {
  World world{1};
  world.record(20);
  REQUIRE(world.settle());
  const auto card_image = world.kiosk;
  world.record(7);
  REQUIRE(world.settle());
  world.kiosk = card_image;
  world.record(4);
  REQUIRE(world.settle());
  CHECK(world.kiosk.epochs() == 2);
  CHECK(world.centre.tables.taken.size() == 31);
  const auto& pushes = world.centre.last_pushes;
  CHECK(std::ranges::count_if(pushes,
                              [](const auto& push) { return push.new_epoch.has_value(); }) == 1);
  CHECK(pushes.back().new_epoch->why == "the centre holds other events in this epoch");
}

TEST_CASE("a centre that forgot this epoch gets a new one with all that is held") {
  World world{1};
  world.record(20);
  REQUIRE(world.settle());
  world.centre.tables.epochs = {{999, {}}};
  world.centre.tables.last_epoch = 999;
  world.centre.tables.taken.clear();
  world.centre.tables.ids.clear();
  world.record(2);
  REQUIRE(world.settle());
  CHECK(world.centre.tables.taken.size() == 22);
  CHECK(world.kiosk.epochs() == 2);
}

TEST_CASE("a centre that forgets a second time gets a second new epoch") {
  World world{1};
  for (std::size_t epochs = 2; epochs <= 3; ++epochs) {
    world.record(5);
    REQUIRE(world.settle());
    world.centre.tables.epochs = {{999, {}}};
    world.centre.tables.last_epoch = 999;
    world.record(1);
    REQUIRE(world.settle());
    CHECK(world.kiosk.epochs() == epochs);
  }
}

TEST_CASE("a centre that takes no new epoch either costs the kiosk one, and a person is told") {
  World world{1};
  world.record(5);
  world.centre.instead = answer(
      409, R"({"detail":"epoch_unknown","acked_seq":0,"chain":")" + std::string(64, '0') + "\"}");
  const auto start = world.now;
  world.run_until([] { return false; }, 1h);
  CHECK(world.now - start >= 1h);
  CHECK(world.kiosk.epochs() == 2);
  CHECK(world.centre.asked_to_push.size() < 60);
  CHECK(world.kiosk.trouble().contains("takes this kiosk's events in a new one"));
  world.centre.instead.reset();
  REQUIRE(world.settle());
  CHECK(world.kiosk.epochs() == 2);
  CHECK(world.kiosk.trouble().empty());
  CHECK(world.centre.tables.taken.size() == 5);
}

TEST_CASE("a centre set back while nothing new happens gets again what it forgot") {
  World world{1};
  world.record(20);
  REQUIRE(world.settle());
  const auto backup = world.centre.tables;
  world.record(10);
  REQUIRE(world.settle());
  world.centre.tables = backup;

  SECTION("its feed says so") {
    world.centre.tables.feed_epoch = "feed-2";
  }
  SECTION("the kiosk's program starts again") {
    world.restart();
  }
  REQUIRE(world.run_until([&] { return world.centre.tables.taken.size() == 30; }));
  CHECK(std::ranges::is_sorted(world.centre.tables.taken));
}

TEST_CASE("the look whether the centre still has the last event counts as no push") {
  World world{1};
  world.record(3);
  REQUIRE(world.settle());
  CHECK(world.status().pushed.pushed == 3);
  world.restart();
  REQUIRE(world.settle());
  REQUIRE(world.run_until([&] { return world.centre.last_pushes.size() == 2; }));
  CHECK(world.centre.last_pushes.back().events.size() == 1);
  CHECK(world.status().pushed.pushed == 0);
  CHECK(world.status().pushed.duplicates == 0);
}

TEST_CASE("a gap that leads nowhere is a failed try") {
  World world{1};
  world.record(5);
  world.centre.instead = answer(409, R"({"detail":"gap","expected":9})");
  for (int turns = 0; turns < 10; ++turns) world.turn();
  world.centre.instead.reset();
  REQUIRE(world.settle());
  CHECK(world.centre.tables.taken.size() == 5);
}

TEST_CASE("a token that is not known is tried once more, then waited for and shown") {
  World world{1};
  world.record(5);
  world.centre.tables.tokens = {"token-of-old"};
  REQUIRE(world.run_until([&] { return !world.kiosk.trouble().empty(); }));
  CHECK(world.kiosk.trouble() == "the centre does not know this kiosk's token: enrol it again");
  world.centre.tables.tokens = {"token-1"};
  REQUIRE(world.settle());
  CHECK(world.kiosk.trouble().empty());
  CHECK(world.centre.tables.taken.size() == 5);
}

TEST_CASE("the newest token is used, and the old one where the centre forgot the newest") {
  World world{1};
  world.record(1);
  world.kiosk.link().next_token = "token-2";

  SECTION("known") {
    world.centre.tables.next_token = "token-2";
    REQUIRE(world.settle());
    CHECK(world.kiosk.link().token == "token-2");
    CHECK(world.centre.tables.tokens == std::set<std::string>{"token-2"});
  }
  SECTION("forgotten") {
    REQUIRE(world.settle());
    CHECK(world.kiosk.link().token == "token-1");
  }
  CHECK(world.kiosk.link().next_token.empty());
}

TEST_CASE("a login page makes no token the one in use") {
  World world{1};
  world.record(1);
  world.kiosk.link().next_token = "token-2";
  world.centre.instead = answer(200, "<html>Welcome</html>");
  for (int turns = 0; turns < 10; ++turns) world.turn();
  CHECK(world.kiosk.link().token == "token-1");
  CHECK(world.kiosk.link().next_token == "token-2");
}

TEST_CASE("the token is renewed after a day, and a lost answer locks nobody out") {
  World world{1, 0.3};
  world.run_until([&] { return world.kiosk.link().token != "token-1"; }, 48h);
  CHECK(world.kiosk.link().token != "token-1");
  world.line.set_probability(0);
  world.record(5);
  REQUIRE(world.settle());
}

TEST_CASE("a revoked kiosk loses the copy and goes on pushing") {
  World world{1};
  world.centre.change(0, 1, domain::PulledPerson{});
  REQUIRE(world.settle());
  CHECK(world.kiosk.copy().size() == 1);
  world.centre.revoked = true;
  world.record(5);
  REQUIRE(world.run_until([&] { return is_pushed(world) && world.kiosk.link().revoked; }));
  CHECK(world.kiosk.copy().empty());
  CHECK(world.centre.tables.quarantine.size() == 5);
  REQUIRE(world.run_until([&] { return !world.kiosk.trouble().empty(); }));
  CHECK(world.kiosk.trouble().contains("revoked"));
}

TEST_CASE("a revoked kiosk whose events are taken no more keeps them") {
  World world{1};
  world.record(5);
  world.centre.instead = answer(403, R"({"detail":"revoked"})");
  for (int turns = 0; turns < 20; ++turns) world.turn();
  CHECK(world.kiosk.link().revoked);
  CHECK(world.kiosk.waiting() == 5);
}

TEST_CASE("what the centre tells to wait is waited, and no longer than an hour") {
  for (const int status : {429, 503}) {
    for (const auto& [told, least, most] : {std::tuple{90s, 90s, 95s}, {100h, 3600s, 3700s}}) {
      CAPTURE(status, told);
      World world{1};
      world.record(1);
      world.centre.instead = answer(status, R"({"detail":"busy"})");
      world.centre.instead->retry_after = told;
      world.turn();
      world.turn();
      world.centre.instead.reset();
      const auto start = world.now;
      REQUIRE(world.run_until([&] { return is_pushed(world); }, 2h));
      CHECK(world.now - 1000ms >= least);
      CHECK(world.now - start <= most);
    }
  }
}

TEST_CASE("a try that fails is made again within five minutes, for ever") {
  World world{3, 1.0};
  world.record(1);
  auto last = world.now;
  for (int turns = 0; turns < 500; ++turns) {
    world.turn();
    CHECK(world.now - last <= 325s);
    last = world.now;
  }
}

TEST_CASE("a line that comes up ends the waiting") {
  World world{3, 1.0};
  world.record(1);
  for (int turns = 0; turns < 100; ++turns) world.turn();
  world.line.set_probability(0);
  world.hurry();
  const auto start = world.now;
  REQUIRE(world.settle());
  CHECK(world.now - start < 5s);
}

TEST_CASE("the centre's time sets the kiosk's clock, and a slow answer does not move it") {
  World world{1};
  world.record(1);
  REQUIRE(world.settle());
  const auto set = world.kiosk.link().clock.server;
  REQUIRE(set);
  CHECK(domain::tell_time(world.reading(), world.kiosk.link().clock).state ==
        domain::ClockState::synced);
  const auto error =
      domain::tell_time(world.reading(), world.kiosk.link().clock).at - world.reading().wall;
  CHECK(error <= 20ms);
  CHECK(error >= -20ms);
}

TEST_CASE("housekeeping waits until the time is known and then goes on to its end") {
  World world{1};
  world.centre.instead = answer(500, "");
  world.run_until([] { return false; }, 1h);
  CHECK(world.kiosk.tidied() == 0);
  world.centre.instead.reset();
  REQUIRE(world.run_until([&] { return world.kiosk.tidied() >= 3; }, 1h));
}

}  // namespace
}  // namespace fitmate::tests
