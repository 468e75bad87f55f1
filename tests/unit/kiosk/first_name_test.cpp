#include "kiosk/first_name.h"

#include <catch2/catch_test_macros.hpp>

using fitmate::kiosk::drawable;
using fitmate::kiosk::drawable_message;
using fitmate::kiosk::first_name;

TEST_CASE("a first name is the first word that can be drawn") {
  CHECK(first_name("Ana Lima") == "Ana");
  CHECK(first_name("  Ana\tLima") == "Ana");
  CHECK(first_name("Jürgen") == "Jürgen");
  CHECK(first_name("Σοφία Παππά") == "Σοφία");
  CHECK(first_name("Ольга") == "Ольга");
  CHECK(first_name("Nguyễn Văn") == "Nguyễn");
  CHECK(first_name("🏋 Ana") == "Ana");
}

TEST_CASE("a name that no font holds leaves nothing") {
  CHECK(first_name("").empty());
  CHECK(first_name("   ").empty());
  CHECK(first_name("🏋🏋🏋").empty());
  CHECK(first_name("山田太郎").empty());
  CHECK(first_name("\x1b[31m").starts_with("[31m"));
}

TEST_CASE("what no font holds within a name is one bullet, however much of it there is") {
  CHECK(first_name("An🏋🏋🏋a Lima") == "An•a");
  CHECK(first_name("Ana🏋") == "Ana•");
  CHECK(first_name("山田 Taro") == "Taro");
  CHECK(drawable("山 🏋").empty());
}

TEST_CASE("names that are written from right to left are kept, without their vowel marks") {
  CHECK(first_name("משה כהן") == "משה");
  CHECK(first_name("مُحَمَّد علي") == "محمد");
  CHECK(first_name("پژمان") == "پژمان");
  CHECK(first_name("Ana\u0301") == "Ana");
  CHECK(first_name("ნინო") == "ნინო");
  CHECK(first_name("Անի") == "Անի");
}

TEST_CASE("a message is kept up to two hundred characters") {
  CHECK(drawable_message(std::string(300, 'x')) == std::string(200, 'x'));
  CHECK(drawable_message("Your locker\nis 12 🔑") == "Your locker is 12 •");
}

TEST_CASE("direction marks, bad bytes and overlong forms are left out") {
  CHECK(first_name("A\u202Ena") == "Ana");
  CHECK(first_name("A\xFFna") == "Ana");
  CHECK(first_name("A\xC0\xAFna") == "Ana");          // overlong '/'
  CHECK(first_name("A\xE0\x80\xAFna") == "Ana");      // overlong '/'
  CHECK(first_name("Ana\xE2\x82") == "Ana");          // cut off
  CHECK(first_name("A\xF4\x90\x80\x80na") == "Ana");  // beyond the last character
}

TEST_CASE("a name is cut at forty characters, not bytes") {
  CHECK(first_name(std::string(300, 'x')) == std::string(40, 'x'));
  std::string long_name;
  std::string first_forty;
  for (int i = 0; i < 300; ++i) long_name += "ß";
  for (int i = 0; i < 40; ++i) first_forty += "ß";
  CHECK(first_name(long_name) == first_forty);
}

TEST_CASE("a whole text keeps its words") {
  CHECK(drawable(" Iron \n Hall 💪 ") == "Iron Hall •");
}
