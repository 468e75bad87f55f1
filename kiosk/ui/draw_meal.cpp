#include <array>

#include "kiosk/ui/camera_view.h"
#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr float gap = 14;
constexpr float button_height = touch_target;
constexpr float main_button_height = 104;
constexpr ImU32 time_left = IM_COL32(255, 255, 255, 70);

// The picture on the left; words and buttons on the right, the most likely one lowest and largest.
struct Halves {
  Rect picture;
  Rect column;
};

Halves halves_of(const Canvas& canvas) {
  constexpr float column_width = 268;
  const float height = canvas.height() - 2 * margin;
  const Rect column{canvas.width() - margin - column_width, margin, column_width, height};
  return {.picture = {margin, margin, column.x - margin - 30, height}, .column = column};
}

void draw_column_words(Canvas& canvas, const Scene& scene, Rect column, float bottom) {
  constexpr std::array word_types = {Type::body, Type::caption};
  constexpr std::array title_types = {Type::title, Type::lead, Type::body};
  constexpr std::array body_types = {Type::body, Type::caption};
  const auto words = words_for(scene.screen.state, scene.screen.time, scene.texts);
  const auto word = canvas.fit(words.word, word_types, column.w, 1);
  const auto title = canvas.fit(words.title, title_types, column.w, 3);
  float y = column.y;
  if (!words.word.empty()) y += canvas.place(word, {column.x, y}, colour::accent) + 6;
  y += canvas.place(title, {column.x, y}, colour::text) + 10;
  const auto body = canvas.fit_into(words.body, body_types, column.w, bottom - y, 3);
  if (!words.body.empty()) canvas.place(body, {column.x, y}, colour::muted);
}

}  // namespace

std::optional<Touch> draw_meal_code(Canvas& canvas, const Scene& scene) {
  canvas.fill(canvas.bounds(), colour::night);
  const auto [picture, column] = halves_of(canvas);
  draw_camera_view(canvas, scene, picture, Guide::code);
  const Rect cancel{column.x, column.y + column.h - button_height, column.w, button_height};
  draw_column_words(canvas, scene, column, cancel.y - gap);
  draw_time_left(canvas, scene.screen, time_left);
  if (button(canvas, scene.texts.get("meal.cancel"), cancel, Weight::second)) {
    return Touch::meal_cancel;
  }
  return {};
}

std::optional<Touch> draw_meal_aim(Canvas& canvas, const Scene& scene, const MealAim& state) {
  canvas.fill(canvas.bounds(), colour::night);
  const auto [picture, column] = halves_of(canvas);
  draw_camera_view(canvas, scene, picture, Guide::none);
  const float bottom = column.y + column.h;
  const Rect take{column.x, bottom - main_button_height, column.w, main_button_height};
  const Rect cancel{column.x, take.y - gap - button_height, column.w, button_height};
  draw_column_words(canvas, scene, column, cancel.y - gap);
  draw_time_left(canvas, scene.screen, time_left);
  std::optional<Touch> touch;
  if (button(canvas, scene.texts.get("meal.cancel"), cancel, Weight::second)) {
    touch = Touch::meal_cancel;
  }
  if (button(canvas, scene.texts.get("meal.aim.take"), take, Weight::first) && !state.taking) {
    touch = Touch::meal_take;
  }
  return touch;
}

std::optional<Touch> draw_meal_look(Canvas& canvas, const Scene& scene, const MealLook& state) {
  canvas.fill(canvas.bounds(), colour::night);
  const auto [picture, column] = halves_of(canvas);
  canvas.fill(picture, picture_radius, colour::panel);
  if (scene.preview.texture != nullptr) {
    // As it is kept, not as in the mirror: what is written on a plate can be read.
    canvas.image(scene.preview.texture, scene.preview.aspect, picture, picture_radius,
                 Mirrored::no);
  }
  canvas.outline(picture, picture_radius, 4, colour::text);
  const float bottom = column.y + column.h;
  const Rect keep{column.x, bottom - main_button_height, column.w, main_button_height};
  const Rect more{column.x, keep.y - gap - button_height, column.w, button_height};
  const float above = state.may_take_more ? more.y : keep.y;
  const Rect again{column.x, above - gap - button_height, column.w, button_height};
  draw_column_words(canvas, scene, column, again.y - gap);
  draw_time_left(canvas, scene.screen, time_left);
  std::optional<Touch> touch;
  if (button(canvas, scene.texts.get("meal.look.again"), again, Weight::second)) {
    touch = Touch::meal_again;
  }
  if (state.may_take_more &&
      button(canvas, scene.texts.get("meal.look.more"), more, Weight::second)) {
    touch = Touch::meal_more;
  }
  if (button(canvas, scene.texts.get("meal.look.next"), keep, Weight::first)) {
    touch = Touch::meal_next;
  }
  return touch;
}

std::optional<Touch> draw_meal_kept(Canvas& canvas, const Scene& scene) {
  // Not the door's green: nothing opens.
  return draw_answer(canvas, scene,
                     {colour::blue,
                      {IM_COL32(176, 208, 255, 255), colour::text, colour::text},
                      IM_COL32(255, 255, 255, 90)},
                     [](Canvas& on, Point centre, float radius) {
                       draw_yes(on, centre, radius, colour::text, colour::blue.bottom);
                     });
}

std::optional<Touch> draw_meal_not_kept(Canvas& canvas, const Scene& scene) {
  return draw_answer(canvas, scene,
                     {colour::red,
                      {IM_COL32(255, 196, 196, 255), colour::text, colour::text},
                      IM_COL32(255, 255, 255, 90)},
                     [](Canvas& on, Point centre, float radius) {
                       draw_no(on, centre, radius, colour::text, colour::red.bottom);
                     });
}

}  // namespace fitmate::kiosk::ui
