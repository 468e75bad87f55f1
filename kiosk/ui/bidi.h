#pragma once

#include <string>
#include <string_view>

namespace fitmate::kiosk::ui {

// Texts with letters that are written from right to left. ImGui draws letters one after the other,
// so they are joined and put in order before; a text without such letters stays as it is.

// Arabic letters in the forms that they take beside their neighbours, still in the order in which
// they are read. Of the whole text, before it is broken into lines.
std::string joined(std::string_view text);

// One line of a joined text in the order in which its letters stand on the screen, from left to
// right (the Unicode bidirectional algorithm; a line begins as its first letter does).
std::string in_visual_order(std::string_view line);

}  // namespace fitmate::kiosk::ui
