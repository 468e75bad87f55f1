#include "domain/meal_entry.h"

#include <limits>

#include <catch2/catch_test_macros.hpp>

namespace fitmate::domain {
namespace {

std::string letters(std::size_t count) {
  std::string text;
  for (; count > 0; --count) text += "é";
  return text;
}

TEST_CASE("an item is what was typed, without blanks around it, in any script") {
  CHECK(parse_item("  Chicken curry ") == "Chicken curry");
  CHECK(parse_item("चिकन करी 🍛") == "चिकन करी 🍛");
  CHECK(parse_item("شوربة عدس") == "شوربة عدس");
  CHECK(parse_item(letters(item_letters_most)));
}

TEST_CASE("an item that is empty, too long, no UTF-8 or full of control characters is none") {
  for (const std::string& text :
       {std::string{}, std::string{"   "}, letters(item_letters_most + 1), std::string{"a\nb"},
        std::string{"a\0b", 3}, std::string{"\x1b[31m"}, std::string{"\x7f"},
        std::string{"\xc2\x85"}, std::string{"\xff\xfe"}, std::string{"\xc0\xaf"},
        std::string{"\xe0\x80\xaf"}, std::string{"\xed\xa0\x80"}, std::string{"\xf4\x90\x80\x80"},
        std::string{"\xf0\x9f\x8d"}, std::string{"a\xe2\x82"}}) {
    CAPTURE(text);
    const auto item = parse_item(text);
    REQUIRE_FALSE(item);
    CHECK_FALSE(item.error().empty());
  }
}

TEST_CASE("calories are finite, from 0 to the most that anybody ate") {
  CHECK(is_amount(0, calories_most));
  CHECK(is_amount(412.5, calories_most));
  CHECK(is_amount(calories_most, calories_most));
  for (const double bad : {-0.1, calories_most + 0.1, std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()}) {
    CAPTURE(bad);
    CHECK_FALSE(is_amount(bad, calories_most));
  }
}

}  // namespace
}  // namespace fitmate::domain
