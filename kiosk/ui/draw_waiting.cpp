#include <array>

#include "kiosk/ui/camera_view.h"
#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

using State = firmware::CameraStatus::State;

constexpr float column_width = 268;
constexpr float gap = 12;
// Of the clock with its date beneath.
constexpr float clock_height = 118;
// 13 mm: two of them and four lines above have room in the column.
constexpr float button_height = 68;

void draw_clock(Canvas& canvas, const Scene& scene, Rect column) {
  if (!scene.screen.time) return;
  constexpr std::array clock_types = {Type::clock};
  constexpr std::array date_types = {Type::body, Type::caption};
  const auto clock = canvas.fit(clock_text(*scene.screen.time), clock_types, column.w + 40, 1);
  canvas.place(clock, {column.x - 2, column.y - 14}, colour::text);
  const auto date =
      canvas.fit(date_text(scene.screen.time->day, scene.texts), date_types, column.w, 1);
  canvas.place(date, {column.x, column.y + 86}, colour::muted);
}

// What to do, down to the buttons, below a sign where that has room.
void draw_prompt(Canvas& canvas, const Scene& scene, Rect area) {
  constexpr std::array types = {Type::title, Type::lead, Type::body};
  constexpr float sign_height = 98;
  const bool gone = scene.screen.camera.state == State::gone;
  const bool advice = scene.screen.camera.hint != firmware::ReadHint::none;
  const auto prompt =
      canvas.fit_into(prompt_text(scene.screen.camera, scene.texts), types, area.w, area.h, 4);
  const float y = area.y + area.h - canvas.height_of(prompt);
  canvas.place(prompt, {area.x, y}, gone || advice ? colour::attention : colour::text);
  if (!gone && y - sign_height > area.y) {
    draw_phone_with_code(canvas, {area.x + 22, y - 60}, 38, colour::accent);
  }
}

}  // namespace

// The picture is left to the code alone; all that is touched stands in a column, low enough to be
// reached from a wheelchair.
std::optional<Touch> draw_waiting(Canvas& canvas, const Scene& scene, const Waiting& state) {
  canvas.fill(canvas.bounds(), colour::night);
  const Rect column{canvas.width() - margin - column_width, margin, column_width,
                    canvas.height() - margin - status_height - 4};
  draw_camera_view(canvas, scene, {margin, margin, column.x - margin - 30, column.h}, Guide::code);
  draw_clock(canvas, scene, column);
  draw_status(canvas, scene);
  const Rect type{column.x, column.y + column.h - button_height, column.w, button_height};
  const Rect meal{column.x, type.y - gap - button_height, column.w, button_height};
  const float prompt_end = (state.offers_meal ? meal.y : type.y) - gap - 8;
  const float prompt = column.y + clock_height;
  draw_prompt(canvas, scene, {column.x, prompt, column.w, prompt_end - prompt});
  std::optional<Touch> touch;
  if (state.offers_meal && button(canvas, scene.texts.get("meal.begin"), meal, Weight::second)) {
    touch = Touch::meal_begin;
  }
  if (button(canvas, scene.texts.get("typing.begin"), type, Weight::second)) {
    touch = Touch::type_begin;
  }
  return touch;
}

}  // namespace fitmate::kiosk::ui
