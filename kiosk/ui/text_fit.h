#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/ui/fonts.h"

namespace fitmate::kiosk::ui {

// A text broken into lines that fit.
struct FittedText {
  Type type{};
  std::vector<std::string> lines;
  float width = 0;   // of the widest line, in pixels
  float height = 0;  // of all lines, in pixels
  bool cut = false;  // it was too long even in the smallest type, and ends in an ellipsis
};

// A type, and how many lines of it may be taken.
struct Setting {
  Type type{};
  int max_lines = 1;
};

// The text in the first of `settings` (from the one most wished for) in which it takes no more than
// its lines of `max_width` pixels; where none will do, in the last one, cut. Its lines are about
// equally long; a line feed ends one. Words that are too long for a line are broken anywhere.
FittedText fit_text(std::string_view text, std::span<const Setting> settings, const Fonts& fonts,
                    float max_width);

// Line to line, as a part of the type's size, which has some air of its own.
inline constexpr float leading = 1.04F;

}  // namespace fitmate::kiosk::ui
