#pragma once

#include <optional>

#include "kiosk/ui/draw_screen.h"

namespace fitmate::kiosk::ui {

// Digits and the letters of English in four rows, with a key that takes the last one back. Where
// only digits count, the letters are faint and answer nothing.
enum class Keys : std::uint8_t { all, digits };
std::optional<Touch> draw_keyboard(Canvas& canvas, Rect area, Keys keys);

// One key or field of the keyboard's looks; true in the frame in which it was let go. `id` differs
// from those of all others on the screen.
struct Key {
  const char* id;
  Rect rect;
  ImU32 face = colour::panel;
};
bool draw_key(Canvas& canvas, const Key& key);

}  // namespace fitmate::kiosk::ui
