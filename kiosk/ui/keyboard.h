#pragma once

#include <optional>

#include "kiosk/ui/draw_screen.h"

namespace fitmate::kiosk::ui {

// Digits and the letters of English in four rows, with a key that takes the last one back. What
// does not count is faint and answers nothing; of a person's number, U alone. Each key asks for
// `asked`, with its letter.
enum class Keys : std::uint8_t { all, person, digits };
std::optional<Touch> draw_keyboard(Canvas& canvas, Rect area, Keys keys, Touch::Kind asked);

// One key or field of the keyboard's looks; true in the frame in which it was let go. `id` differs
// from those of all others on the screen.
struct Key {
  const char* id;
  Rect rect;
  ImU32 face = colour::panel;
};
bool draw_key(Canvas& canvas, const Key& key);

}  // namespace fitmate::kiosk::ui
