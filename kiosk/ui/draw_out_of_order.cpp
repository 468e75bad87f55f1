#include <array>

#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {

std::optional<Touch> draw_out_of_order(Canvas& canvas, const Scene& scene,
                                       const OutOfOrder& state) {
  canvas.fill(canvas.bounds(), colour::night);
  const Rect card{margin, canvas.height() - status_height - 112, canvas.width() - 2 * margin, 104};
  constexpr float text_left = 280;
  const float width = canvas.width() - text_left - margin;
  const Rect type{text_left, card.y - 12 - touch_target, width, touch_target};
  const bool may_type = offers_typing(state);
  const float words_end = may_type ? type.y - 8 : card.y - 16;
  const float middle = card.y / 2 + 8;
  draw_kiosk(canvas, {142, middle}, 88, true, colour::attention, colour::night.top);
  draw_words(canvas, words_for(scene.screen.state, scene.screen.time, scene.texts),
             {text_left, 24, width, words_end - 24},
             {colour::attention, colour::text, colour::text});

  canvas.fill(card, 22, colour::panel);
  constexpr std::array code_types = {Type::headline, Type::title};
  constexpr std::array label_types = {Type::body, Type::caption};
  const auto code = canvas.fit(fault_code(state.fault, scene.screen.kiosk, scene.texts), code_types,
                               card.w * 0.45F, 1);
  const float y = card.middle().y;
  canvas.place(code, {card.x + card.w - 28, y - canvas.height_of(code) / 2}, colour::text,
               Align::right);
  const auto label =
      canvas.fit(scene.texts.get("out_of_order.code"), label_types, card.w * 0.5F - 28, 2);
  canvas.place(label, {card.x + 28, y - canvas.height_of(label) / 2}, colour::muted);
  draw_status(canvas, scene);
  if (may_type && button(canvas, scene.texts.get("typing.begin"), type, Weight::second)) {
    return Touch::type_begin;
  }
  return {};
}

}  // namespace fitmate::kiosk::ui
