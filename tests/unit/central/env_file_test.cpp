#include "central/env_file.h"

#include <catch2/catch_test_macros.hpp>

namespace fitmate::central {
namespace {

std::string value_of(std::string_view line) {
  const auto file = parse_env_file(line);
  REQUIRE(file.unreadable.empty());
  return file.values.at("KEY");
}

TEST_CASE("a line of a .env gives the value that python-dotenv reads") {
  CHECK(value_of("KEY=value") == "value");
  CHECK(value_of("  KEY = value  \r\n") == "value");
  CHECK(value_of("export KEY=value") == "value");
  CHECK(value_of("KEY=") == "");
  CHECK(value_of("KEY=a=b") == "a=b");
  CHECK(value_of("KEY=a b # why") == "a b");
  CHECK(value_of("KEY=a#b") == "a#b");
  CHECK(value_of("KEY=\"a # b\" # why") == "a # b");
  CHECK(value_of("KEY='a \\n b'") == "a \\n b");
  CHECK(value_of(R"(KEY="a\n\"b\"\\")") == "a\n\"b\"\\");
  CHECK(value_of("\xef\xbb\xbfKEY=value") == "value");
}

TEST_CASE("the last line of a key wins, and comments and empty lines are nothing") {
  const auto file = parse_env_file("# a comment\n\n  \nKEY=1\nKEY=2\n");
  CHECK(file.values.size() == 1);
  CHECK(file.values.at("KEY") == "2");
  CHECK(file.unreadable.empty());
}

TEST_CASE("lines that are no KEY=VALUE are told by their number and spoil nothing else") {
  const auto file = parse_env_file("KEY=1\nnonsense\nKE Y=2\nOTHER=\"open\n=3\nLAST=\"a\" b\n");
  CHECK(file.unreadable == std::vector{2, 3, 4, 5, 6});
  CHECK(file.values.size() == 1);
}

}  // namespace
}  // namespace fitmate::central
