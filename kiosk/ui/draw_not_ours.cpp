#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {

std::optional<Touch> draw_not_ours(Canvas& canvas, const Scene& scene) {
  constexpr AnswerLook look{.back = colour::slate,
                            .words = {colour::on_slate, colour::text, colour::text},
                            .time_left = IM_COL32(255, 255, 255, 60)};
  return draw_answer(canvas, scene, look, [](Canvas& on, Point centre, float radius) {
    draw_unknown(on, centre, radius, colour::on_slate, colour::slate.bottom);
  });
}

}  // namespace fitmate::kiosk::ui
