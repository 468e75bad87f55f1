#include "kiosk/scanner_loop.h"

#include <deque>
#include <stdexcept>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/eventually.h"

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace std::chrono_literals;

namespace {

struct ScriptedScanner : firmware::Scanner {
  std::deque<std::string> codes;
  std::string problem;
  bool broken = false;

  std::optional<firmware::ScannedCode> next(std::chrono::milliseconds) override {
    if (broken) throw std::runtime_error("the scanner burns");
    if (codes.empty()) return {};
    firmware::ScannedCode code{.text = codes.front(), .at = firmware::Moment{5s}};
    codes.pop_front();
    return code;
  }
  [[nodiscard]] firmware::ScannerStatus status() const override {
    firmware::ScannerStatus status;
    status.problem = problem;
    return status;
  }
};

struct Bench {
  ScriptedScanner scanner;
  ScanBox box;
  int woken = 0;
  ScannerLoop loop{scanner, box, [this] { ++woken; }};
};

}  // namespace

TEST_CASE("a scanner's code lies in the box with its time, and the window is woken") {
  Bench bench;
  bench.scanner.codes = {"FM1:ABC"};
  bench.loop.step();
  const auto code = bench.box.take();
  REQUIRE(code);
  CHECK(code->text == "FM1:ABC");
  CHECK(code->seen_at == firmware::Moment{5s});
  CHECK_FALSE(code->held_on);
  CHECK(bench.woken == 1);
  bench.loop.step();
  CHECK(bench.woken == 1);
}

TEST_CASE("of a thousand codes that nobody takes the newest is kept, and the others are counted") {
  Bench bench;
  for (int i = 0; i < 1000; ++i) bench.scanner.codes.push_back(std::to_string(i));
  for (int i = 0; i < 1000; ++i) bench.loop.step();
  CHECK(bench.box.take()->text == "999");
  CHECK(bench.box.overwritten() == 999);
}

TEST_CASE("a scanner takes no place of the camera's code, nor the camera of the scanner's") {
  Bench bench;
  bench.box.put({"FM1:held up", firmware::Moment{4s}});
  for (int i = 0; i < 1000; ++i) bench.scanner.codes.push_back(std::to_string(i));
  for (int i = 0; i < 1000; ++i) bench.loop.step();
  CHECK_FALSE(bench.box.put({"FM1:held up later", firmware::Moment{6s}}) == std::nullopt);
  // The longest waiting first, whoever saw it.
  CHECK(bench.box.take()->text == "999");
  CHECK(bench.box.take()->text == "FM1:held up later");
  CHECK_FALSE(bench.box.take());
  CHECK(bench.box.overwritten() == 1000);

  bench.scanner.codes = {"FM1:typed"};
  bench.box.put({"FM1:held up", firmware::Moment{4s}});
  bench.loop.step();
  CHECK(bench.box.take()->text == "FM1:held up");
  CHECK(bench.box.take()->text == "FM1:typed");
}

TEST_CASE("what is wrong with the scanner is told, and that it is well again") {
  Bench bench;
  bench.scanner.problem = "plug it in";
  bench.loop.step();
  CHECK(bench.box.scanner_problem() == "plug it in");
  bench.scanner.problem.clear();
  bench.loop.step();
  CHECK(bench.box.scanner_problem().empty());
  CHECK(bench.woken == 2);
}

TEST_CASE("a scanner that types another country's letters is told to be set, until it types ours") {
  Bench bench;
  const auto told = [&](const std::string& text) {
    bench.scanner.codes = {text};
    bench.loop.step();
    return bench.box.scanner_problem().contains("set it to USA");
  };
  CHECK(told("FM1>" + std::string(129, 'A')));
  CHECK(told("fm1;" + std::string(147, 'a')));
  CHECK_FALSE(told("FM1:" + std::string(129, 'A')));
  CHECK_FALSE(told("FM1>A"));
  CHECK_FALSE(told(std::string(133, '4')));
}

TEST_CASE("a scanner that breaks is said and tried again, and the thread ends when told",
          "[thread]") {
  ScriptedScanner scanner;
  scanner.broken = true;
  ScanBox box;
  ScannerLoop loop{scanner, box, [] {}};
  std::jthread thread([&](const std::stop_token& stop) { loop.run(stop); });
  CHECK(tests::eventually([&] { return box.scanner_problem() == "the scanner burns"; }));
}
