#include <chrono>
#include <csignal>
#include <format>
#include <set>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "db/write_lock.h"
#include "domain/event_text.h"
#include "tests/support/kiosk_fixture.h"
#include "tests/support/process.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

TEST_CASE("two programs that scan the same phones at once take no step twice", "[thread]") {
  KioskFixture fixture;
  constexpr int phones = 20;
  std::vector<std::string> codes;
  for (int i = 0; i < phones; ++i) {
    const auto member = fixture.gym.add_member("Member", day("2026-01-01"), day("2026-12-31"));
    codes.push_back(fixture.gym.phone(member, fixture.now));
  }
  fixture.fill();

  std::array<std::vector<Answer>, 2> answers;
  const auto scan_all = [&](std::size_t program) {
    auto options = fixture.options();
    options.random = tests::steady_random(100 + program);
    tests::OpenKiosk open{options};
    CheckIn check_in{open.store, options.random, Gate::both};
    for (const auto& code : codes) {
      answers.at(program).push_back(check_in.answer(code, tests::clock_at(fixture.now)));
    }
  };
  {
    const std::jthread first{scan_all, 0};
    const std::jthread second{scan_all, 1};
  }

  for (std::size_t i = 0; i < phones; ++i) {
    CHECK(answers[0][i].event == answers[1][i].event);
    CHECK(answers[0][i].repeat != answers[1][i].repeat);
  }
  const auto events = fixture.kiosk->sync.unsent(1000, 1'000'000, std::nullopt).events;
  CHECK(events.size() == phones);
}

// A demo kiosk on the machine's own time, for real programs.
struct Programs : KioskFixture {
  Programs() {
    now = std::chrono::floor<std::chrono::milliseconds>(
        std::chrono::file_clock::to_sys(std::filesystem::file_time_type::clock::now()));
    gym = tests::DemoGym{now};
  }
  std::vector<std::string> command() const {
    return {tests::program("fitmate-kiosk"), "scan", "-", "--data", folder.path().string()};
  }
};

TEST_CASE_METHOD(Programs, "what two real programs record at once has no holes and no doubles") {
  std::array<std::string, 2> codes;
  for (auto& mine : codes) {
    for (int i = 0; i < 30; ++i) {
      mine += gym.card(gym.add_member("Member", day("2026-01-01"), day("2099-12-31"))) + "\n";
    }
  }
  fill();
  tests::Process first{command()};
  tests::Process second{command()};
  first.write(codes[0]);
  second.write(codes[1]);
  first.close_stdin();
  second.close_stdin();
  for (auto* program : {&first, &second}) {
    const auto finished = program->wait();
    INFO(finished.err);
    CHECK(finished.exit_code == 0);
  }
  const auto all = kiosk->sync.unsent(1000, 1'000'000, std::nullopt);
  CHECK(all.events.size() == 60);
  CHECK(all.first_seq == Seq{1});
}

TEST_CASE_METHOD(Programs, "a program waits for the writers' lock before it records") {
  const auto member = gym.add_member("Member", day("2026-01-01"), day("2099-12-31"));
  fill();
  tests::Process scan{command()};
  scan.write("not ours\n");
  REQUIRE(scan.read_line());

  db::WriteLock lock{file().string() + "-writer"};
  REQUIRE(lock.acquire(10s));
  scan.write(gym.card(member) + "\n");
  CHECK_FALSE(scan.read_line(200ms));
  CHECK(kiosk->store.load_status().waiting_events == 0);
  lock.release();
  const auto line = scan.read_line();
  REQUIRE(line);
  CHECK(line->contains("\"reason\":\"ok\""));
}

TEST_CASE_METHOD(Programs, "told to end, a program answers what it has begun and exits well") {
  fill();
  tests::Process scan{command()};
  scan.write("not ours\n");
  REQUIRE(scan.read_line());
  scan.signal(SIGTERM);
  CHECK(scan.wait(5s).exit_code == 0);
}

TEST_CASE_METHOD(Programs, "before enrolment scan says what to do") {
  const auto finished = tests::run(command(), "FM1:\n");
  CHECK(finished.exit_code == 1);
  CHECK(finished.err.contains("fitmate-kiosk enrol --central URL"));
  CHECK(finished.out.empty());
}

TEST_CASE_METHOD(Programs, "wrong usage is exit 2, a time that is none included") {
  const auto kiosk_program = tests::program("fitmate-kiosk");
  CHECK(tests::run({kiosk_program, "scan", "x", "--at", "yesterday"}).exit_code == 2);
  CHECK(tests::run({kiosk_program, "scan", "x", "--direction", "up"}).exit_code == 2);
  CHECK(tests::run({kiosk_program, "fly"}).exit_code == 2);
  CHECK(tests::run({kiosk_program, "--version"}).exit_code == 0);
  CHECK(tests::run({kiosk_program, "scan", "--help"}).exit_code == 0);
}

TEST_CASE_METHOD(Programs, "a setting of the screen that cannot be is wrong usage, said by name") {
  for (const auto& [option, value] :
       std::vector<std::pair<std::string, std::string>>{{"--camera", "webcam"},
                                                        {"--scanner", "usb"},
                                                        {"--door", "open"},
                                                        {"--size", "big"},
                                                        {"--size", "8193x480"}}) {
    CAPTURE(option, value);
    const auto told = tests::run({tests::program("fitmate-kiosk"), "run", option, value});
    CHECK(told.exit_code == 2);
    CHECK(told.err.contains(option));
  }
}

TEST_CASE_METHOD(Programs, "a meal of a wrong amount or of nine photos is wrong usage") {
  const std::vector<std::string> meal{tests::program("fitmate-kiosk"),
                                      "meal",
                                      "--code",
                                      "FM1:",
                                      "--item",
                                      "Soup",
                                      "--photo",
                                      "a.jpg"};
  const auto wrong = [&](const std::vector<std::string>& more) {
    auto words = meal;
    words.insert(words.end(), more.begin(), more.end());
    return tests::run(words).exit_code == 2;
  };
  for (const auto* amount : {"-1", "100001", "nan", "much"}) {
    CAPTURE(amount);
    CHECK(wrong({"--calories", amount}));
    CHECK(wrong({"--fat", amount}));
  }
  std::vector<std::string> photos;
  for (int i = 2; i <= 8; ++i) photos.insert(photos.end(), {"--photo", std::format("{}.jpg", i)});
  CHECK_FALSE(wrong(photos));
  photos.insert(photos.end(), {"--photo", "9.jpg"});
  CHECK(wrong(photos));
}

TEST_CASE_METHOD(Programs, "scan, status and doctor work on the same folder") {
  const auto member = gym.add_member("Ada", day("2026-01-01"), day("2099-12-31"));
  fill();
  const auto data = folder.path().string();
  const auto kiosk_program = tests::program("fitmate-kiosk");
  const auto late = tests::run({kiosk_program, "scan", gym.card(member), "--at", to_text(now - 2h),
                                "--direction", "in", "--data", data});
  CHECK(late.exit_code == 0);
  CHECK(late.out.contains("\"direction\":\"in\""));
  CHECK(late.out.contains(to_text(now - 2h)));
  const auto status = tests::run({kiosk_program, "--data", data, "status", "--json"});
  CHECK(status.exit_code == 0);
  CHECK(status.out.contains("\"kiosk_id\":7"));
  CHECK(status.out.contains("\"events\":1"));
  const auto doctor = tests::run({kiosk_program, "doctor", "--json", "--data", data});
  CHECK(doctor.out.contains("\"name\":\"enrolled\",\"ok\":true"));
}

}  // namespace
}  // namespace fitmate::kiosk
