#include "kiosk/ui/text_fit.h"

#include <algorithm>
#include <array>

#include <catch2/catch_test_macros.hpp>

using namespace fitmate::kiosk::ui;

namespace {

// Letters to measure with, at 800x480; they need no graphics.
struct Letters {
  struct Context {
    Context() { ImGui::CreateContext(); }
    ~Context() { ImGui::DestroyContext(); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
  };

  Context context;
  Fonts fonts{1};

  [[nodiscard]] FittedText fit(std::string_view text, std::initializer_list<Setting> settings,
                               float width) const {
    return fit_text(text, std::span(settings.begin(), settings.size()), fonts, width);
  }
};

}  // namespace

TEST_CASE("lines are about equally long: no word is left alone on the last") {
  const Letters letters;
  const auto fitted = letters.fit("Open your FitMate app and hold up the code that it shows.",
                                  {{Type::title, 5}}, 466);
  REQUIRE(fitted.lines.size() == 3);
  const auto face = letters.fonts.get(Type::title);
  for (const auto& line : fitted.lines) CHECK(face.width_of(line) > 0.7F * fitted.width);
}

TEST_CASE("a text keeps to the lines of the first setting that holds it") {
  const Letters letters;
  const auto short_name = letters.fit("Ana", {{Type::headline, 1}, {Type::display, 2}}, 466);
  CHECK(short_name.type == Type::headline);
  const auto long_name =
      letters.fit("Goodbye, Konstantin", {{Type::headline, 1}, {Type::display, 2}}, 466);
  CHECK(long_name.type == Type::display);
  CHECK(long_name.lines.size() == 1);
}

TEST_CASE("a line feed ends a line, and is no letter that a font must hold") {
  const Letters letters;
  const auto fitted = letters.fit("4 visits left.\nUntil 15 March.", {{Type::headline, 2}}, 700);
  CHECK(fitted.type == Type::headline);
  CHECK(fitted.lines == std::vector<std::string>{"4 visits left.", "Until 15 March."});
}

TEST_CASE("what has no room in the last setting ends in an ellipsis, within the width") {
  const Letters letters;
  const auto fitted =
      letters.fit(std::string(300, 'W'), {{Type::lead, 2}, {Type::caption, 2}}, 466);
  CHECK(fitted.cut);
  CHECK(fitted.type == Type::caption);
  REQUIRE(fitted.lines.size() == 2);
  CHECK(fitted.lines.back().ends_with("\u2026"));
  CHECK(fitted.width <= 466);
}

TEST_CASE("letters that a size lacks lead to one that has them") {
  const Letters letters;
  CHECK(letters.fit("\u05d0", {{Type::headline, 1}, {Type::title, 1}}, 466).type == Type::title);
}
