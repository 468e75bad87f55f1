#include "kiosk/texts.h"

#include <set>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>

using fitmate::kiosk::Texts;

namespace {

std::set<std::string> fields_of(std::string_view text) {
  std::set<std::string> fields;
  for (auto at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1))
    fields.emplace(text.substr(at, text.find('}', at) - at + 1));
  return fields;
}

}  // namespace

TEST_CASE("lines are keys and texts; comments and empty lines are none") {
  const Texts texts("# a comment\n\n a.b = Hello, {name} = you \r\n");
  CHECK(texts.get("a.b", {{"name", "Ana"}}) == "Hello, Ana = you");
  CHECK(texts.all().size() == 1);
}

TEST_CASE("a line without a key, and a key that comes twice, are named") {
  CHECK_THROWS_AS(Texts("hello"), std::invalid_argument);
  CHECK_THROWS_AS(Texts(" = hello"), std::invalid_argument);
  CHECK_THROWS_AS(Texts("a = 1\na = 2"), std::invalid_argument);
}

TEST_CASE("what a person is called never changes a text") {
  const Texts texts("hello = {name}, {day}");
  CHECK(texts.get("hello", {{"name", "{day}"}, {"day", "Monday"}}) == "{day}, Monday");
  CHECK(texts.get("hello", {{"name", "%s{"}}) == "%s{, {day}");
}

TEST_CASE("an open brace and a missing text stay to be seen") {
  const Texts texts("a = {name");
  CHECK(texts.get("a", {{"name", "Ana"}}) == "{name");
  CHECK(texts.get("b") == "b");
}

TEST_CASE("an unknown language is English") {
  CHECK(Texts::in_language("xx").all() == Texts::in_language("en").all());
}

TEST_CASE("every language has every text, with the same fields") {
  const auto english = Texts::in_language("en");
  for (const auto language : Texts::languages()) {
    const auto texts = Texts::in_language(language);
    CAPTURE(language);
    CHECK(texts.all().size() == english.all().size());
    for (const auto& [key, text] : english.all()) {
      CAPTURE(key);
      REQUIRE(texts.has(key));
      CHECK(fields_of(texts.get(key)) == fields_of(text));
      CHECK_FALSE(texts.get(key).empty());
    }
  }
}
