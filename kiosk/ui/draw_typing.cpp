#include <array>
#include <string>

#include "domain/typed_code.h"
#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/icons.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr float edge = 16;
constexpr float gap = 10;
constexpr float label_height = 34;
constexpr float box_width = 43;
constexpr float box_height = 60;
constexpr float box_gap = 5;
constexpr float group_gap = 22;
constexpr float foot_height = 68;

// A row of empty boxes that fill from the left; the next one to fill is outlined. Answers where the
// row ends.
float draw_boxes(Canvas& canvas, Point at, std::string_view typed, std::size_t count,
                 bool is_active) {
  constexpr std::array types = {Type::lead};
  for (std::size_t i = 0; i < count; ++i) {
    const Rect box{at.x, at.y, box_width, box_height};
    canvas.fill(box, 8, colour::panel);
    const bool is_next = is_active && i == typed.size();
    canvas.outline(box, 8, is_next ? 3 : 1.5F, is_next ? colour::accent : colour::field_edge);
    if (i < typed.size()) {
      const auto letter = canvas.fit(typed.substr(i, 1), types, box.w, 1);
      const auto [x, y] = box.middle();
      canvas.place(letter, {x, y - canvas.height_of(letter) / 2}, colour::text, Align::centre);
    }
    at.x += box_width + box_gap;
  }
  return at.x - box_gap;
}

void draw_label(Canvas& canvas, const std::string& label, Point at, float width, bool is_active) {
  constexpr std::array types = {Type::body, Type::caption};
  canvas.place(canvas.fit(label, types, width, 1), at, is_active ? colour::accent : colour::muted);
}

// Both parts in one line, each below its label: whose code, and the digits in two groups as the
// phone shows them.
void draw_code(Canvas& canvas, const Scene& scene, const Typing& state, float y) {
  constexpr std::size_t half = domain::typed_digits / 2;
  constexpr auto letters = domain::person_letters + domain::typed_digits;
  constexpr float width = letters * box_width + (letters - 3) * box_gap + 2 * group_gap;
  const bool of_person = state.person.size() < domain::person_letters;
  const float left = (canvas.width() - width) / 2;
  const float boxes = y + label_height;
  const float right =
      draw_boxes(canvas, {left, boxes}, state.person, domain::person_letters, of_person) +
      group_gap;
  const std::string_view digits = state.digits;
  const bool in_second = digits.size() >= half;
  const float second =
      draw_boxes(canvas, {right, boxes}, digits.substr(0, half), half, !of_person && !in_second) +
      group_gap;
  draw_boxes(canvas, {second, boxes}, in_second ? digits.substr(half) : std::string_view{}, half,
             in_second);
  draw_label(canvas, scene.texts.get("typing.person"), {left, y}, right - left - group_gap,
             of_person);
  draw_label(canvas, scene.texts.get("typing.digits"), {right, y}, left + width - right,
             !of_person);
}

std::optional<Touch> draw_foot(Canvas& canvas, const Scene& scene, const Typing& state, Rect row) {
  const float width = (row.w - gap) / 2;
  const Rect cancel{row.x, row.y, width, row.h};
  const Rect enter{row.x + width + gap, row.y, width, row.h};
  std::optional<Touch> touch;
  if (button(canvas, scene.texts.get("typing.cancel"), cancel, Weight::second)) {
    touch = Touch::type_cancel;
  }
  if (final_button(canvas, scene.texts.get("typing.enter"), enter, state.may_enter)) {
    touch = Touch::type_enter;
  }
  return touch;
}

}  // namespace

std::optional<Touch> draw_typing(Canvas& canvas, const Scene& scene, const Typing& state) {
  canvas.fill(canvas.bounds(), colour::night);
  const float width = canvas.width() - 2 * edge;
  float y = 10;
  draw_code(canvas, scene, state, y);
  y += label_height + box_height + gap + 4;
  const float foot = canvas.height() - 14 - foot_height;
  const bool of_person = state.person.size() < domain::person_letters;
  std::optional<Touch> touch =
      draw_keyboard(canvas, {edge, y, width, foot - gap - y},
                    of_person ? Keys::person : Keys::digits, Touch::type_key);
  if (auto asked = draw_foot(canvas, scene, state, {edge, foot, width, foot_height})) {
    touch = asked;
  }
  draw_time_left(canvas, scene.screen, IM_COL32(255, 255, 255, 70));
  return touch;
}

std::optional<Touch> draw_typing_stopped(Canvas& canvas, const Scene& scene) {
  constexpr AnswerLook look{.back = colour::slate,
                            .words = {colour::on_slate, colour::text, colour::text},
                            .time_left = IM_COL32(255, 255, 255, 90)};
  return draw_answer(canvas, scene, look, [](Canvas& on, Point centre, float radius) {
    draw_no(on, centre, radius, colour::text, colour::slate.bottom);
  });
}

}  // namespace fitmate::kiosk::ui
