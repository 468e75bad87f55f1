#include <chrono>
#include <csignal>
#include <random>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "domain/event_text.h"
#include "tests/support/kiosk_fixture.h"
#include "tests/support/process.h"

namespace fitmate {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

constexpr int kills = 200;
constexpr int most_answers = 12;

// What a kiosk's outbox holds, checked for holes and for its chain.
std::set<std::string> held_events(KioskFixture& fixture) {
  const auto all = fixture.kiosk->sync.unsent(1'000'000, 1'000'000'000, Seq{1});
  CHECK(all.first_seq == Seq{1});
  CHECK(static_cast<std::int64_t>(all.events.size()) == all.waiting_events);
  Hash chain{};
  std::set<std::string> ids;
  for (const auto& text : all.events) {
    chain = blake2b_256({chain, as_bytes(text)});
    const auto event = parse_event(text);
    REQUIRE(event);
    ids.insert(to_text(event->id.value));
  }
  const Seq end{static_cast<std::int64_t>(all.events.size()) + 1};
  CHECK(fixture.kiosk->sync.unsent(1, 1, end).prev_chain == chain);
  CHECK(ids.size() == all.events.size());
  return ids;
}

TEST_CASE("killed at any moment, a kiosk holds every event that it answered") {
  KioskFixture fixture;
  fixture.now = std::chrono::floor<std::chrono::milliseconds>(
      std::chrono::file_clock::to_sys(std::filesystem::file_time_type::clock::now()));
  fixture.gym = tests::DemoGym{fixture.now};
  std::string codes;
  for (int i = 0; i < most_answers; ++i) {
    const auto member = fixture.gym.add_member("Member", day("2026-01-01"), day("2099-12-31"));
    codes += fixture.gym.card(member) + "\n";
  }
  fixture.fill();
  fixture.stop();

  std::mt19937 engine{20261122};
  std::set<std::string> answered;
  int cut_short = 0;
  for (int kill = 0; kill < kills; ++kill) {
    tests::Process scan{
        {tests::program("fitmate-kiosk"), "scan", "-", "--data", fixture.folder.path().string()}};
    scan.write(codes);
    const auto wanted = std::uniform_int_distribution{0, most_answers - 1}(engine);
    int got = 0;
    const auto note = [&](const std::string& line) {
      const auto answer = nlohmann::json::parse(line);
      if (answer["event_id"].is_string()) answered.insert(answer["event_id"]);
      ++got;
    };
    for (int i = 0; i < wanted; ++i) {
      const auto line = scan.read_line();
      REQUIRE(line);
      note(*line);
    }
    scan.signal(SIGKILL);
    while (const auto line = scan.read_line()) note(*line);
    if (got < most_answers) ++cut_short;
  }
  // The fault was there: most runs ended in the middle.
  CHECK(cut_short > kills / 2);

  fixture.start();
  const auto held = held_events(fixture);
  CHECK_FALSE(answered.empty());
  for (const auto& id : answered) {
    CAPTURE(id);
    CHECK(held.contains(id));
  }
}

}  // namespace
}  // namespace fitmate
