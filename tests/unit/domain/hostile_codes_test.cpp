#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "domain/credential.h"
#include "tests/support/test_gym.h"

namespace fitmate::domain {
namespace {

namespace gym = tests::test_gym;

std::string answer_to(const std::string& text) {
  const auto credential = parse_credential(text, gym::ring(), gym::now());
  if (credential) return "good";
  switch (credential.error()) {
    case CodeFault::not_ours:
      return "not_ours";
    case CodeFault::forged:
      return "forged";
    case CodeFault::code_too_new:
      return "code_too_new";
  }
  return "no answer";
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST_CASE("every hostile code in the tree gets the answer that its file is named for") {
  std::map<std::string, int> answers;
  for (const auto& entry : std::filesystem::directory_iterator{FITMATE_CORPUS "/codes"}) {
    const auto name = entry.path().filename().string();
    const auto expected = name.substr(0, name.find('.'));
    CAPTURE(name);
    CHECK(answer_to(content_of(entry.path())) == expected);
    ++answers[expected];
  }
  CHECK(answers["not_ours"] + answers["forged"] + answers["code_too_new"] >= 200);
  // Without good ones among them, a broken ring of keys would look like a good door.
  CHECK(answers["good"] >= 3);
}

}  // namespace
}  // namespace fitmate::domain
