#include <array>
#include <string>

#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr float edge = 16;
constexpr float gap = 10;
constexpr float field_height = 64;
constexpr float calories_width = 190;
constexpr float second_row_height = 60;
constexpr float foot_height = 64;
constexpr std::array field_types = {Type::body};
constexpr std::array pick_types = {Type::body, Type::caption};

// Where more was typed than there is room for, the end is what is being typed.
std::string tail_that_fits(const Canvas& canvas, std::string text, float width) {
  while (canvas.fit(text, field_types, width, 1).cut) {
    std::size_t letter = 1;
    while (letter < text.size() && (static_cast<unsigned char>(text[letter]) & 0xc0U) == 0x80U) {
      ++letter;
    }
    text.erase(0, letter);
  }
  return text;
}

struct Field {
  const char* id;
  Rect rect;
  std::string text;
  std::string hint;
  std::string unit{};  // of what was typed
  bool is_active = false;
};

bool draw_field(Canvas& canvas, const Field& field) {
  const bool touched =
      draw_key(canvas, {.id = field.id, .rect = field.rect, .face = colour::panel});
  const auto edge_colour = field.is_active ? colour::accent : colour::field_edge;
  canvas.outline(field.rect, 10, field.is_active ? 3 : 1.5F, edge_colour);
  constexpr float inside = 16;
  constexpr float caret = 8;
  const Rect room{field.rect.x + inside, field.rect.y, field.rect.w - 2 * inside, field.rect.h};
  const bool is_empty = field.text.empty();
  const auto shown = is_empty ? field.hint : tail_that_fits(canvas, field.text, room.w - caret);
  const auto text = canvas.fit(shown, field_types, room.w - caret, 1);
  const float y = room.middle().y - canvas.height_of(text) / 2;
  canvas.place(text, {room.x + (is_empty ? caret : 0), y}, is_empty ? colour::muted : colour::text);
  if (!is_empty && !field.unit.empty()) {
    const float left = room.w - text.width / canvas.pixels(1) - 2 * caret;
    const auto unit = canvas.fit(field.unit, pick_types, left, 1);
    canvas.place(unit, {room.x + room.w, room.middle().y - canvas.height_of(unit) / 2},
                 colour::muted, Align::right);
  }
  if (field.is_active) {
    const float typed = is_empty ? 0 : text.width / canvas.pixels(1);
    canvas.fill({room.x + typed + 2, room.y + 14, 3, room.h - 28}, 1, colour::accent);
  }
  return touched;
}

std::optional<Touch> draw_picks(Canvas& canvas, Rect row, const std::vector<std::string>& picks) {
  std::optional<Touch> touch;
  if (picks.empty()) return touch;
  const auto count = static_cast<float>(picks.size());
  const float width = (row.w - gap * (count - 1)) / count;
  float x = row.x;
  for (std::size_t i = 0; i < picks.size(); ++i, x += width + gap) {
    if (picks[i].empty()) continue;
    const Rect chip{x, row.y, width, row.h};
    const auto id = "pick" + std::to_string(i);
    if (draw_key(canvas, {.id = id.c_str(), .rect = chip, .face = IM_COL32(29, 54, 84, 255)})) {
      touch = Touch{Touch::meal_pick, static_cast<char32_t>(i)};
    }
    const auto text = canvas.fit(picks[i], pick_types, width - 16, 1);
    const auto [middle, y] = chip.middle();
    canvas.place(text, {middle, y - canvas.height_of(text) / 2}, colour::text, Align::centre);
  }
  return touch;
}

Field amount_field(const Scene& scene, const MealItems& state, MealField which, Rect rect) {
  constexpr std::array names = {"meal.calories", "meal.protein", "meal.carbohydrates", "meal.fat"};
  const auto* name = names.at(amount_index(which));
  return {.id = name,
          .rect = rect,
          .text = state.amounts.at(amount_index(which)),
          .hint = scene.texts.get(name),
          .unit = scene.texts.get(std::string{name} + ".unit"),
          .is_active = state.on == which};
}

std::optional<Touch> draw_fields(Canvas& canvas, const Scene& scene, const MealItems& state,
                                 Rect row) {
  std::optional<Touch> touch;
  const float width = row.w - calories_width - gap;
  const Field item{.id = "item",
                   .rect = {row.x, row.y, width, row.h},
                   .text = state.item,
                   .hint = scene.texts.get("meal.item"),
                   .is_active = state.on == MealField::item};
  const auto calories = amount_field(scene, state, MealField::calories,
                                     {row.x + width + gap, row.y, calories_width, row.h});
  if (draw_field(canvas, item)) touch = Touch{MealField::item};
  if (draw_field(canvas, calories)) touch = Touch{MealField::calories};
  return touch;
}

// Whoever counts calories may count these, too.
std::optional<Touch> draw_macros(Canvas& canvas, const Scene& scene, const MealItems& state,
                                 Rect row) {
  constexpr std::array macros = {MealField::protein, MealField::carbohydrates, MealField::fat};
  std::optional<Touch> touch;
  const auto count = static_cast<float>(macros.size());
  const float width = (row.w - gap * (count - 1)) / count;
  float x = row.x;
  for (const auto which : macros) {
    if (draw_field(canvas, amount_field(scene, state, which, {x, row.y, width, row.h}))) {
      touch = Touch{which};
    }
    x += width + gap;
  }
  return touch;
}

std::optional<Touch> draw_foot(Canvas& canvas, const Scene& scene, const MealItems& state,
                               Rect row) {
  constexpr float side = 190;
  constexpr std::array types = {Type::caption};
  std::optional<Touch> touch;
  const Rect cancel{row.x, row.y, side, row.h};
  const Rect space{row.x + side + gap, row.y, row.w - 2 * (side + gap), row.h};
  const Rect save{row.x + row.w - side, row.y, side, row.h};
  if (button(canvas, scene.texts.get("meal.cancel"), cancel, Weight::second)) {
    touch = Touch::meal_cancel;
  }
  if (state.on == MealField::item) {
    if (draw_key(canvas, {.id = "space", .rect = space})) touch = Touch{Touch::meal_key, U' '};
    const auto word = canvas.fit(scene.texts.get("meal.space"), types, space.w, 1);
    const auto [middle, y] = space.middle();
    canvas.place(word, {middle, y - canvas.height_of(word) / 2}, colour::text, Align::centre);
  }
  if (final_button(canvas, scene.texts.get("meal.save"), save, state.may_save)) {
    touch = Touch::meal_save;
  }
  return touch;
}

}  // namespace

std::optional<Touch> draw_meal_items(Canvas& canvas, const Scene& scene, const MealItems& state) {
  canvas.fill(canvas.bounds(), colour::night);
  const float width = canvas.width() - 2 * edge;
  float y = 12;
  std::optional<Touch> touch = draw_fields(canvas, scene, state, {edge, y, width, field_height});
  y += field_height + gap;
  const bool is_item = state.on == MealField::item;
  const Rect second_row{edge, y, width, second_row_height};
  if (!is_item || !state.picks.empty()) {
    if (auto asked = is_item ? draw_picks(canvas, second_row, state.picks)
                             : draw_macros(canvas, scene, state, second_row)) {
      touch = asked;
    }
    y += second_row_height + gap;
  }
  const float foot = canvas.height() - 14 - foot_height;
  const auto keys = is_item ? Keys::all : Keys::digits;
  if (auto typed = draw_keyboard(canvas, {edge, y, width, foot - gap - y}, keys, Touch::meal_key)) {
    touch = typed;
  }
  if (auto asked = draw_foot(canvas, scene, state, {edge, foot, width, foot_height})) {
    touch = asked;
  }
  draw_time_left(canvas, scene.screen, IM_COL32(255, 255, 255, 70));
  return touch;
}

}  // namespace fitmate::kiosk::ui
