// An enrolment that waits, and somebody who has waited enough: the real programs.

#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/eventually.h"
#include "tests/support/http_server.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an enrolment that the centre never answers ends within 5 s of SIGTERM") {
  HttpServer deaf{[](const std::string&) {
    return HttpServer::Reply{.bytes = {}, .then = HttpServer::Reply::Then::say_no_more};
  }};
  const TempFolder folder;
  std::vector<std::string> command{program("fitmate-kiosk"), "enrol",     "--data",
                                   folder.path().string(),   "--central", deaf.url()};
  const auto ends = [&](const std::vector<std::string>& with, const std::string& input) {
    command.insert(command.end(), with.begin(), with.end());
    Process kiosk{command};
    REQUIRE(kiosk.write(input));
    REQUIRE(eventually([&] { return !deaf.requests().empty(); }));
    kiosk.signal(SIGTERM);
    const auto end = kiosk.wait(5s);
    CHECK(end.exit_code == 1);
    CHECK(end.out.empty());
    CHECK(end.err.contains("the same command with the same code goes on from here"));
  };
  SECTION("its code on stdin") {
    ends({}, "C0DE\n");
  }
  SECTION("its code as an argument") {
    ends({"--code", "C0DE", "--json"}, "");
  }
}

TEST_CASE("fitmate-sync that waits for its one-time code ends within 5 s of SIGTERM") {
  const TempFolder folder;
  Process sync{{program("fitmate-sync"), "enrol", "--data", folder.path().string(), "--central",
                "http://127.0.0.1:1"}};
  // More than a pipe holds, so that some of it was read.
  REQUIRE(sync.write(std::string(200'000, 'x')));
  sync.signal(SIGTERM);
  CHECK(sync.wait(5s).exit_code == 128 + SIGTERM);
}

}  // namespace
}  // namespace fitmate::tests
