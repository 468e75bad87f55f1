#include "kiosk/commands/line_reader.h"

#include <array>
#include <csignal>
#include <system_error>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace fitmate::kiosk {
namespace {

// What is read of a text that comes through a pipe.
std::vector<std::string> lines_of(const std::string& text) {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  std::jthread writer{[&] {
    std::string_view left = text;
    while (!left.empty()) {
      const auto written = ::write(pipe[1], left.data(), left.size());
      if (written < 0) break;
      left.remove_prefix(static_cast<std::size_t>(written));
    }
    ::close(pipe[1]);
  }};
  std::vector<std::string> lines;
  LineReader reader{pipe[0]};
  while (auto line = reader.next()) lines.push_back(std::move(*line));
  writer.join();
  ::close(pipe[0]);
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("lines end with a line feed, with or without a carriage return, or with the file") {
  CHECK(lines_of("").empty());
  CHECK(lines_of("one\ntwo\r\nthree") == Lines{"one", "two", "three"});
  CHECK(lines_of("one\n") == Lines{"one"});
  CHECK(lines_of("\n\na") == Lines{"", "", "a"});
}

TEST_CASE("a line may hold any bytes") {
  const std::string bytes{"\0\xff\x01 \t\r", 6};
  CHECK(lines_of(bytes + "x\n") == Lines{bytes + "x"});
}

TEST_CASE("of a line that is too long the beginning is kept, and the next line is whole") {
  const std::string full(LineReader::longest, 'a');
  CHECK(lines_of(full + "\nnext\n") == Lines{full, "next"});
  CHECK(lines_of(full + "b\nnext\n") == Lines{full, "next"});
  CHECK(lines_of(std::string(1'000'000, 'a') + "\nnext") == Lines{full, "next"});
}

TEST_CASE("signals do again what they did before when the reader is gone") {
  struct sigaction before{};
  struct sigaction after{};
  for (const int signal : {SIGTERM, SIGINT}) {
    REQUIRE(::sigaction(signal, nullptr, &before) == 0);
    CHECK(lines_of("one\n") == Lines{"one"});
    REQUIRE(::sigaction(signal, nullptr, &after) == 0);
    CHECK(after.sa_handler == before.sa_handler);
  }
}

TEST_CASE("a file that cannot be read is an error, not an end") {
  const int write_only = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  REQUIRE(write_only >= 0);
  LineReader reader{write_only};
  CHECK_THROWS_AS(reader.next(), std::system_error);
  ::close(write_only);
}

}  // namespace
}  // namespace fitmate::kiosk
