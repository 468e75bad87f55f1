#include <array>

#include "kiosk/ui/camera_view.h"
#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

using State = firmware::CameraStatus::State;

// Of the clock with its date beneath.
constexpr float clock_height = 130;
// Below the guide, where no code is held.
constexpr float type_width = 210;
constexpr float type_air = 6;

void draw_clock(Canvas& canvas, const Scene& scene, Rect column) {
  if (!scene.screen.time) return;
  constexpr std::array clock_types = {Type::clock};
  constexpr std::array date_types = {Type::body, Type::caption};
  const auto clock = canvas.fit(clock_text(*scene.screen.time), clock_types, column.w + 40, 1);
  canvas.place(clock, {column.x - 2, column.y - 16}, colour::text);
  const auto date =
      canvas.fit(date_text(scene.screen.time->day, scene.texts), date_types, column.w, 1);
  canvas.place(date, {column.x, column.y + 98}, colour::muted);
}

// Answers the height at which the prompt begins.
float draw_prompt(Canvas& canvas, const Scene& scene, Rect column, int max_lines) {
  constexpr std::array types = {Type::title, Type::lead, Type::body};
  const bool gone = scene.screen.camera.state == State::gone;
  const bool advice = scene.screen.camera.hint != firmware::ReadHint::none;
  const auto prompt =
      canvas.fit(prompt_text(scene.screen.camera, scene.texts), types, column.w, max_lines);
  const float y = column.y + column.h - canvas.height_of(prompt);
  canvas.place(prompt, {column.x, y}, gone || advice ? colour::attention : colour::text);
  return y;
}

}  // namespace

std::optional<Touch> draw_waiting(Canvas& canvas, const Scene& scene, const Waiting& state) {
  canvas.fill(canvas.bounds(), colour::night);
  constexpr float column_width = 268;
  const Rect column{canvas.width() - margin - column_width, margin, column_width,
                    canvas.height() - margin - status_height - 8};
  const Rect frame{margin, margin, column.x - margin - 30, column.h + 4};
  draw_camera_view(canvas, scene, frame, Guide::code, touch_target + 2 * type_air);
  draw_clock(canvas, scene, column);
  draw_status(canvas, scene);
  const bool gone = scene.screen.camera.state == State::gone;
  const float prompt = draw_prompt(canvas, scene, column, state.offers_meal ? 3 : 4);
  const Rect type{frame.middle().x - type_width / 2, frame.y + frame.h - touch_target - type_air,
                  type_width, touch_target};
  if (button(canvas, scene.texts.get("typing.begin"), type, Weight::second_on_picture)) {
    return Touch::type_begin;
  }
  if (state.offers_meal) {
    const Rect place{column.x, prompt - touch_target - 20, column.w, touch_target};
    if (button(canvas, scene.texts.get("meal.begin"), place, Weight::second)) {
      return Touch::meal_begin;
    }
    return {};
  }
  constexpr float sign_height = 98;
  const bool has_room = prompt - sign_height > column.y + clock_height;
  if (!gone && has_room) {
    draw_phone_with_code(canvas, {column.x + 22, prompt - 60}, 38, colour::accent);
  }
  return {};
}

}  // namespace fitmate::kiosk::ui
