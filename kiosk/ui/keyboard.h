#pragma once

#include <optional>

#include "kiosk/ui/draw_screen.h"

namespace fitmate::kiosk::ui {

// Digits and the letters of English in four rows, with a key that takes the last one back. A
// person's number is in large letters, and U, which it never has, is faint and answers nothing.
// Where digits alone count they are in three columns, as on a phone. Each key asks for `asked`,
// with its letter.
enum class Keys : std::uint8_t { all, person, digits };
std::optional<Touch> draw_keyboard(Canvas& canvas, Rect area, Keys keys, Touch::Kind asked);

// One key or field of the keyboard's looks; true in the frame in which it was let go. `id` differs
// from those of all others on the screen.
struct Key {
  const char* id;
  Rect rect;
  ImU32 face = colour::key;
};
bool draw_key(Canvas& canvas, const Key& key);

}  // namespace fitmate::kiosk::ui
