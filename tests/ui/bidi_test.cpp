#include "kiosk/ui/bidi.h"

#include <catch2/catch_test_macros.hpp>

using fitmate::kiosk::ui::in_visual_order;
using fitmate::kiosk::ui::joined;

TEST_CASE("a text without letters that run leftwards stays as it is") {
  for (const auto* text : {"", "Welcome, Ana", "Jürgen Σοφία Ольга", "ნინო Անի", "• 12 h – “so”"}) {
    CHECK(joined(text) == text);
    CHECK(in_visual_order(text) == text);
  }
}

TEST_CASE("a Hebrew name stands from right to left within an English sentence") {
  CHECK(in_visual_order("Welcome, משה") == "Welcome, השמ");
  CHECK(in_visual_order("Leaving, משה?") == "Leaving, השמ?");
}

TEST_CASE("a Hebrew sentence keeps its numbers readable") {
  CHECK(in_visual_order("ארון 12 שלך") == "ךלש 12 ןורא");
}

TEST_CASE("Arabic letters are joined to their neighbours, and then put in order") {
  const auto name = joined("محمد");
  CHECK(name == "\uFEE3\uFEA4\uFEE4\uFEAA");
  CHECK(in_visual_order(name) == "\uFEAA\uFEE4\uFEA4\uFEE3");
  CHECK(joined("پژ") == "\uFB58\uFB8B");
}

TEST_CASE("two Arabic letters that become one leave no gap") {
  CHECK(joined("لا") == "\uFEFB");
  CHECK(in_visual_order(joined("سلام")) == "\uFEE1\uFEFC\uFEB3");
}

TEST_CASE("what is no UTF-8 is drawn without harm") {
  CHECK_NOTHROW(in_visual_order(joined("\xD7")));
  CHECK_NOTHROW(in_visual_order(joined("\xFF\xFE\xD7\xA9\xE2\x82")));
}
