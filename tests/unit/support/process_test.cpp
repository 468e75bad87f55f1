#include "tests/support/process.h"

#include <csignal>

#include <catch2/catch_test_macros.hpp>

namespace fitmate::tests {
namespace {

TEST_CASE("a program's output, errors and exit code come back") {
  const auto done = run({"sh", "-c", "cat; echo trouble >&2; exit 3"}, "line\n");
  CHECK(done.exit_code == 3);
  CHECK(done.out == "line\n");
  CHECK(done.err == "trouble\n");
}

TEST_CASE("a program's lines are read while it runs") {
  Process process({"cat"});
  REQUIRE(process.write("one\ntwo\n"));
  CHECK(process.read_line() == "one");
  CHECK(process.read_line() == "two");
  CHECK(process.wait().exit_code == 0);
}

TEST_CASE("a killed program's exit code names the signal") {
  Process process({"cat"});
  process.signal(SIGKILL);
  CHECK(process.wait().exit_code == 128 + SIGKILL);
}

TEST_CASE("a program that is not there ends with 127") {
  CHECK(run({"/no/such/program"}).exit_code == 127);
}

}  // namespace
}  // namespace fitmate::tests
