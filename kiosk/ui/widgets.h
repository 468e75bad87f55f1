#pragma once

#include <optional>
#include <string_view>

#include "kiosk/screen.h"
#include "kiosk/ui/canvas.h"
#include "kiosk/ui/draw_screen.h"
#include "kiosk/wording.h"

namespace fitmate::kiosk::ui {

// Left and right, and above the status line.
inline constexpr float margin = 28;
// The status line's height, at the bottom of every screen that stays.
inline constexpr float status_height = 52;

// "Synced 3 min ago, 2 waiting", what staff should see to, and the gym's name.
void draw_status(Canvas& canvas, const Scene& scene);

// Word, title and body below one another, around this height; answers the lowest unit they took.
struct WordColours {
  ImU32 word;
  ImU32 title;
  ImU32 body;
};
void draw_words(Canvas& canvas, const Words& words, Rect area, const WordColours& colours);

enum class Weight : std::uint8_t { first, second, second_on_light };

// How far an answer has come in, from 0 to 1, at first quickly.
float entrance(const Screen& screen);

// An answer: a sign on the left that grows in, words on the right with amounts and the front desk's
// own words in panels below them, and what is left of its time along the bottom. A touch anywhere
// takes it away. With `undo` there is a button that says "That's not me".
struct AnswerLook {
  Gradient back;
  WordColours words;
  ImU32 time_left;
  ImU32 panel = colour::faint;
  std::optional<Weight> undo{};
};
using DrawSign = void (*)(Canvas& canvas, Point centre, float radius);
std::optional<Touch> draw_answer(Canvas& canvas, const Scene& scene, const AnswerLook& look,
                                 DrawSign draw_sign);
void draw_time_left(Canvas& canvas, const Screen& screen, ImU32 colour);

// A button of at least a finger's size; true in the frame in which it was let go.
bool button(Canvas& canvas, std::string_view label, Rect rect, Weight weight);

// The one that ends a screen's work: faint, and never let go, until there is something to end.
bool final_button(Canvas& canvas, std::string_view label, Rect rect, bool is_ready);

// True in the frame in which a finger was lifted anywhere. Draws nothing.
bool touched_anywhere(Canvas& canvas);

}  // namespace fitmate::kiosk::ui
