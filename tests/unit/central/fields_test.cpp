#include "central/services/fields.h"

#include <string>

#include <catch2/catch_test_macros.hpp>

namespace fitmate::central::services {
namespace {

TEST_CASE("e-mail addresses are kept in lower case") {
  CHECK(parse_email(" Jo.Doe+gym@Example.COM ") == "jo.doe+gym@example.com");
  CHECK(parse_email("o'brien@mail.example.co.uk") == "o'brien@mail.example.co.uk");
  CHECK(parse_email(std::string(64, 'a') + "@b.cd"));
  CHECK(parse_email("a@" + std::string(63, 'b') + ".cd"));
}

TEST_CASE("what is no e-mail address is told so") {
  for (const std::string text :
       {"",          "jo",          "jo@",       "@example.com", "jo@example",
        "jo@.com",   "jo@example.", "jo@-a.com", "jo@a-.com",    ".jo@a.com",
        "jo.@a.com", "j..o@a.com",  "j o@a.com", "jo@a b.com",   "jo\n@a.com",
        "jö@a.com",  "jo@ä.com",    "a@b@c.com", "jo@a..com",    "jo'; drop table@a.com"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_email(text));
  }
  CHECK_FALSE(parse_email(std::string(65, 'a') + "@b.cd"));
  CHECK_FALSE(parse_email("a@" + std::string(64, 'b') + ".cd"));
  std::string domain;
  while (domain.size() < 252) domain += "abcdefgh.";
  CHECK_FALSE(parse_email("jo@" + domain + "com"));
}

TEST_CASE("names are any text of 1 to 500 characters") {
  CHECK(parse_name("  Zoë O’Brien \n") == "Zoë O’Brien");
  CHECK(parse_name("Robert'); drop table users;--"));
  CHECK(parse_name("🏋️‍♀️ 李小龍 مريم"));
  std::string long_name;
  for (int i = 0; i < 500; ++i) long_name += "ü";
  CHECK(parse_name(long_name) == long_name);
  CHECK_FALSE(parse_name(long_name + "x"));
  CHECK_FALSE(parse_name("   "));
}

TEST_CASE("names hold no control characters and nothing but UTF-8") {
  for (const std::string& text :
       {std::string{"a\0b", 3}, std::string{"a\x1b[31m"}, std::string{"a\x7f"},
        std::string{"a\xc2\x85"}, std::string{"a\tb"}, std::string{"\xff"}, std::string{"a\xc3"},
        std::string{"\xc0\xaf"}, std::string{"\xed\xa0\x80"}, std::string{"\xf4\x90\x80\x80"},
        std::string{"\xe0\x80\x80"}, std::string{"\x80"}, std::string{"\xf0\x9f\x98"}}) {
    CHECK_FALSE(parse_name(text));
  }
}

TEST_CASE("the seed's rule of passwords, at both sides of each limit") {
  CHECK(check_password("Passw0rd"));
  CHECK_FALSE(check_password("Passw0r"));
  CHECK_FALSE(check_password("passw0rd"));
  CHECK_FALSE(check_password("Password"));
  CHECK(check_password("Üü Abcd1"));
  CHECK_FALSE(check_password("ÜüÜüA1"));
  CHECK(check_password("A1" + std::string(998, 'x')));
  CHECK_FALSE(check_password("A1" + std::string(999, 'x')));
}

TEST_CASE("amounts are kept in minor units") {
  CHECK(parse_money("0") == 0);
  CHECK(parse_money("49") == 4900);
  CHECK(parse_money("49.9") == 4990);
  CHECK(parse_money("49.90") == 4990);
  CHECK(parse_money("9999999999.99") == 999'999'999'999);
  for (const auto* text :
       {"", "-1", "+1", "1,50", "1.", ".5", "1.234", "1e3", "10000000000", "€5", "1.-5", " 1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_money(text));
  }
}

TEST_CASE("phone numbers and times of day") {
  CHECK(parse_phone(" +49 (151) 123-45.67/8 ") == "+49 (151) 123-45.67/8");
  CHECK(parse_phone("112"));
  for (const auto* text : {"", "11", "call me", "---", "1234567890123456789012345678901234"}) {
    CHECK_FALSE(parse_phone(text));
  }
  using std::chrono::minutes;
  CHECK(parse_time_of_day("00:00") == minutes{0});
  CHECK(parse_time_of_day("23:59") == minutes{1439});
  CHECK(parse_time_of_day("24:00") == minutes{1440});
  for (const auto* text : {"", "9:30", "24:01", "12:60", "12-30", "1230", "-1:30", "12:3a"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time_of_day(text));
  }
}

}  // namespace
}  // namespace fitmate::central::services
