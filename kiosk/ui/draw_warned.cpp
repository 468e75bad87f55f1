#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {

// Dark on light, the only one of the answers: told from the others by brightness alone.
std::optional<Touch> draw_warned(Canvas& canvas, const Scene& scene) {
  constexpr AnswerLook look{.back = colour::amber,
                            .words = {IM_COL32(92, 60, 0, 255), colour::ink, colour::ink},
                            .time_left = IM_COL32(38, 25, 0, 90),
                            .panel = IM_COL32(38, 25, 0, 28),
                            .undo = Weight::second_on_light};
  return draw_answer(canvas, scene, look, [](Canvas& on, Point centre, float radius) {
    draw_warning(on, centre, radius, colour::ink, colour::amber.top);
  });
}

}  // namespace fitmate::kiosk::ui
