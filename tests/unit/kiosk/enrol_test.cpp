#include "kiosk/commands/enrol.h"

#include <csignal>
#include <fstream>
#include <system_error>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <unistd.h>

#include "tests/support/eventually.h"
#include "tests/support/temp_folder.h"

namespace fitmate::kiosk {
namespace {

// A fitmate-sync that does as the script says.
struct Script {
  explicit Script(const std::string& text) {
    std::ofstream{program} << "#!/bin/sh\ncd " << folder.path().string() << "\n" << text << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  }
  int run(const std::string& code = "C0DE", bool json = false) const {
    return run_enrol({.program = program,
                      .data = "/some/data",
                      .central_url = "https://gym.example",
                      .ca_file = {},
                      .code = code,
                      .json = json});
  }
  std::string text(const std::string& name) const {
    std::ifstream file{folder.path() / name};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  tests::TempFolder folder;
  std::filesystem::path program = folder.path() / "fitmate-sync";
};

TEST_CASE("the code goes to fitmate-sync by stdin, the rest as arguments") {
  const Script script{"echo \"$@\" > arguments; cat > stdin"};
  CHECK(script.run() == 0);
  CHECK(script.text("arguments") == "enrol --data /some/data --central https://gym.example\n");
  CHECK(script.text("stdin") == "C0DE\n");
}

TEST_CASE("who asks for JSON gets fitmate-sync's") {
  const Script script{"echo \"$@\" > arguments"};
  CHECK(script.run("C0DE", true) == 0);
  CHECK(script.text("arguments").ends_with(" --json\n"));
}

TEST_CASE("a signal to us ends it") {
  const Script script{"echo $$ > pid; exec tail -f /dev/null"};
  const auto signal = GENERATE(SIGTERM, SIGINT);
  sigset_t one;
  sigset_t before;
  sigemptyset(&one);
  sigaddset(&one, signal);
  // Both threads hold it, so that it waits until it is asked for.
  ::pthread_sigmask(SIG_BLOCK, &one, &before);
  const std::jthread sender{[&] {
    if (tests::eventually([&] { return !script.text("pid").empty(); })) ::kill(::getpid(), signal);
  }};
  CHECK(script.run() == 128 + SIGTERM);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("its exit code is ours, also when a signal ended it") {
  CHECK(Script{"exit 1"}.run() == 1);
  CHECK(Script{"exit 2"}.run() == 2);
  CHECK(Script{"kill -9 $$"}.run() == 137);
}

TEST_CASE("a program that ends without reading is no reason to die") {
  CHECK(Script{"exec 0<&-; exit 1"}.run(std::string(1'000'000, 'x')) == 1);
}

// Looks after it until it ends.
EnrolEnd end_of(EnrolRun& run) {
  std::optional<EnrolEnd> end;
  REQUIRE(tests::eventually([&] {
    end = run.poll();
    return end.has_value();
  }));
  return *end;
}

const Invitation invitation{.central_url = "https://gym.example", .code = "C0DE"};

TEST_CASE("an enrolment beside the screen is given the code by stdin, and ends well or says why") {
  const Script script{
      "echo \"$@\" > arguments; cat > stdin; test -e fine && exit 0; echo 'one' >&2;"
      " echo 'fitmate-sync: this code is over' >&2; exit 1"};
  EnrolRun run{script.program, "/some/data"};
  run.begin(invitation);
  const auto failed = end_of(run);
  CHECK_FALSE(failed.done);
  CHECK(failed.detail == "this code is over");
  CHECK(script.text("arguments") == "enrol --data /some/data --central https://gym.example\n");
  CHECK(script.text("stdin") == "C0DE\n");

  std::ofstream{script.folder.path() / "fine"};
  run.begin(invitation);
  CHECK(end_of(run).done);
}

TEST_CASE(
    "an enrolment beside the screen waits for nobody, and a word without end costs no memory") {
  const Script script{
      "cat > /dev/null; head -c 300000 /dev/zero | tr '\\0' x >&2; echo >&2; exit 3"};
  EnrolRun run{script.program, "/some/data"};
  run.begin(invitation);
  const auto end = end_of(run);
  CHECK_FALSE(end.done);
  CHECK(end.detail.size() == 500);
}

TEST_CASE("an enrolment that says nothing or cannot be started is a failure with words") {
  const Script script{"kill -9 $$"};
  EnrolRun dies{script.program, "/some/data"};
  dies.begin(invitation);
  CHECK_FALSE(end_of(dies).detail.empty());
  EnrolRun nowhere{"/nowhere/fitmate-sync", "/some/data"};
  nowhere.begin(invitation);
  CHECK(end_of(nowhere).detail.contains("/nowhere/fitmate-sync"));
}

TEST_CASE("an enrolment under way ends with its kiosk") {
  const Script script{"echo $$ > pid; exec sleep 600"};
  {
    EnrolRun run{script.program, "/some/data"};
    run.begin(invitation);
    REQUIRE(tests::eventually([&] { return !script.text("pid").empty(); }));
    CHECK_FALSE(run.poll());
  }
  CHECK(::kill(std::stoi(script.text("pid")), 0) != 0);
}

TEST_CASE("a missing fitmate-sync is said by name") {
  try {
    run_enrol({.program = "/nowhere/fitmate-sync", .data = "", .central_url = "", .code = ""});
    FAIL("it was started");
  } catch (const std::system_error& error) {
    CHECK(std::string{error.what()}.contains("/nowhere/fitmate-sync"));
  }
}

}  // namespace
}  // namespace fitmate::kiosk
