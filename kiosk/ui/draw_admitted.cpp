#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {

std::optional<Touch> draw_admitted(Canvas& canvas, const Scene& scene) {
  constexpr AnswerLook look{.back = colour::green,
                            .words = {IM_COL32(190, 242, 214, 255), colour::text, colour::text},
                            .time_left = IM_COL32(255, 255, 255, 90),
                            .panel = IM_COL32(255, 255, 255, 34),
                            .undo = Weight::second};
  return draw_answer(canvas, scene, look, [](Canvas& on, Point centre, float radius) {
    draw_yes(on, centre, radius, IM_COL32_WHITE, colour::green.bottom);
  });
}

}  // namespace fitmate::kiosk::ui
