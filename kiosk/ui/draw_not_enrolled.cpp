#include <array>

#include "kiosk/ui/camera_view.h"
#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr WordColours words_at_night{colour::accent, colour::text, colour::text};
constexpr float text_left = 280;

// The kiosk's sign on the left and words on the right, down to `bottom`.
void draw_sign_and_words(Canvas& canvas, const Scene& scene, float bottom, bool struck_out,
                         ImU32 sign) {
  canvas.fill(canvas.bounds(), colour::night);
  draw_kiosk(canvas, {142, bottom / 2 + 8}, 88, struck_out, sign, colour::night.top);
  draw_words(canvas, words_for(scene.screen.state, scene.screen.time, scene.texts),
             {text_left, 24, canvas.width() - text_left - margin, bottom - 40}, words_at_night);
}

}  // namespace

std::optional<Touch> draw_not_enrolled(Canvas& canvas, const Scene& scene) {
  canvas.fill(canvas.bounds(), colour::night);
  constexpr float card_height = 92;
  const Rect card{margin, canvas.height() - margin - card_height, canvas.width() - 2 * margin,
                  card_height};
  constexpr float column_width = 330;
  const Rect column{canvas.width() - margin - column_width, margin, column_width,
                    card.y - margin - 16};
  draw_camera_view(canvas, scene, {margin, margin, column.x - margin - 24, column.h}, Guide::code);
  draw_words(canvas, words_for(scene.screen.state, scene.screen.time, scene.texts), column,
             words_at_night);
  canvas.fill(card, 22, colour::panel);
  constexpr std::array types = {Type::body, Type::caption};
  float y = card.y + 13;
  for (const auto* key : {"not_enrolled.invite", "not_enrolled.command"}) {
    const auto line = canvas.fit(scene.texts.get(key), types, card.w - 56, 1);
    y += canvas.place(line, {card.x + 28, y}, colour::text) + 8;
  }
  return {};
}

std::optional<Touch> draw_enrolling(Canvas& canvas, const Scene& scene) {
  draw_sign_and_words(canvas, scene, canvas.height(), false, colour::accent);
  return {};
}

std::optional<Touch> draw_enrol_failed(Canvas& canvas, const Scene& scene) {
  constexpr float button_height = 96;
  constexpr float gap = 20;
  const float buttons = canvas.height() - button_height - margin;
  draw_sign_and_words(canvas, scene, buttons, true, colour::attention);
  const float width = (canvas.width() - 2 * margin - gap) / 2;
  const Rect again{margin, buttons, width, button_height};
  const Rect leave{margin + width + gap, buttons, width, button_height};
  std::optional<Touch> touch;
  if (button(canvas, scene.texts.get("enrol_failed.again"), again, Weight::first)) {
    touch = Touch::enrol_again;
  }
  if (button(canvas, scene.texts.get("enrol_failed.leave"), leave, Weight::second)) {
    touch = Touch::enrol_leave;
  }
  return touch;
}

std::optional<Touch> draw_enrolled(Canvas& canvas, const Scene& scene) {
  constexpr AnswerLook look{.back = colour::blue,
                            .words = {IM_COL32(176, 208, 255, 255), colour::text, colour::text},
                            .time_left = IM_COL32(255, 255, 255, 90)};
  return draw_answer(canvas, scene, look, [](Canvas& on, Point centre, float radius) {
    draw_yes(on, centre, radius, colour::text, colour::blue.bottom);
  });
}

}  // namespace fitmate::kiosk::ui
