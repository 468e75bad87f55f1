#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {

std::optional<Touch> draw_leaving(Canvas& canvas, const Scene& scene) {
  const float in = entrance(scene.screen);
  canvas.fill(canvas.bounds(), colour::blue);
  draw_time_left(canvas, scene.screen, IM_COL32(255, 255, 255, 90));
  constexpr float button_height = 96;
  const float buttons = canvas.height() - button_height - margin - 14;
  const float middle = buttons / 2 + 4;
  draw_way_out(canvas, {142, middle}, 84 * (0.8F + 0.2F * in), colour::text);
  canvas.set_opacity(in);
  constexpr float text_left = 280;
  draw_words(canvas, words_for(scene.screen.state, scene.screen.time, scene.texts),
             {text_left, 28, canvas.width() - text_left - margin, buttons - 48},
             {IM_COL32(176, 208, 255, 255), colour::text, colour::text});
  canvas.set_opacity(1);

  // In the lower half, within reach of a wheelchair.
  constexpr float gap = 20;
  const float width = (canvas.width() - 2 * margin - gap) / 2;
  const Rect yes{margin, buttons, width, button_height};
  const Rect no{margin + width + gap, buttons, width, button_height};
  std::optional<Touch> touch;
  if (button(canvas, scene.texts.get("leaving.yes"), yes, Weight::first)) touch = Touch::leave;
  if (button(canvas, scene.texts.get("leaving.no"), no, Weight::second)) touch = Touch::stay;
  return touch;
}

}  // namespace fitmate::kiosk::ui
