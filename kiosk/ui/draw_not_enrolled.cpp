#include <array>

#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {

std::optional<Touch> draw_not_enrolled(Canvas& canvas, const Scene& scene) {
  canvas.fill(canvas.bounds(), colour::night);
  const Rect card{margin, canvas.height() - margin - 96, canvas.width() - 2 * margin, 96};
  const float middle = card.y / 2 + 8;
  draw_kiosk(canvas, {142, middle}, 88, false, colour::accent, colour::night.top);
  constexpr float text_left = 280;
  draw_words(canvas, words_for(scene.screen.state, scene.screen.time, scene.texts),
             {text_left, 24, canvas.width() - text_left - margin, card.y - 40},
             {colour::accent, colour::text, colour::text});
  canvas.fill(card, 22, colour::panel);
  constexpr std::array types = {Type::lead, Type::body, Type::caption};
  const auto command = canvas.fit(scene.texts.get("not_enrolled.command"), types, card.w - 56, 1);
  canvas.place(command, {card.middle().x, card.middle().y - canvas.height_of(command) / 2},
               colour::text, Align::centre);
  return {};
}

}  // namespace fitmate::kiosk::ui
