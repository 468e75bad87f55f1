#include "kiosk/ui/keyboard.h"

#include <array>
#include <string>
#include <string_view>

#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr std::array<std::string_view, 4> rows = {"1234567890", "qwertyuiop", "asdfghjkl",
                                                  "zxcvbnm"};
constexpr float gap = 6;
constexpr float keys_a_row = 10;
constexpr float radius = 10;

// An arrow to the left, closed by a cross: the letter before goes.
void draw_backspace(Canvas& canvas, Point middle) {
  constexpr float half = 11;
  const std::array<Point, 6> outline = {{{middle.x - 22, middle.y},
                                         {middle.x - 9, middle.y - 14},
                                         {middle.x + 20, middle.y - 14},
                                         {middle.x + 20, middle.y + 14},
                                         {middle.x - 9, middle.y + 14},
                                         {middle.x - 22, middle.y}}};
  const Point cross{middle.x + 5, middle.y};
  const std::array<Point, 2> down = {
      {{cross.x - half / 2, cross.y - half / 2}, {cross.x + half / 2, cross.y + half / 2}}};
  const std::array<Point, 2> up = {
      {{cross.x - half / 2, cross.y + half / 2}, {cross.x + half / 2, cross.y - half / 2}}};
  canvas.stroke(outline, 3, colour::text);
  canvas.stroke(down, 3, colour::text);
  canvas.stroke(up, 3, colour::text);
}

struct Letter {
  char letter;
  Type type = Type::body;
  bool is_large = false;
  bool counts = true;
};

bool draw_letter(Canvas& canvas, Rect rect, const Letter& key) {
  const std::string id{key.letter};
  const bool let_go = draw_key(canvas, {.id = id.c_str(), .rect = rect});
  const bool raise = key.is_large && key.letter >= 'a';
  const std::string label{raise ? static_cast<char>(key.letter - 'a' + 'A') : key.letter};
  const std::array types = {key.type};
  const auto text = canvas.fit(label, types, rect.w, 1);
  const auto [x, y] = rect.middle();
  canvas.place(text, {x, y - canvas.height_of(text) / 2}, key.counts ? colour::text : colour::muted,
               Align::centre);
  return let_go && key.counts;
}

bool draw_back_key(Canvas& canvas, Rect rect) {
  const bool let_go = draw_key(canvas, {.id = "backspace", .rect = rect});
  draw_backspace(canvas, rect.middle());
  return let_go;
}

// In three columns, the last row with a hole where a phone has another sign.
std::optional<Touch> draw_digits(Canvas& canvas, Rect area, Touch::Kind asked) {
  constexpr std::string_view digits = "123456789 0";
  constexpr std::size_t columns = 3;
  const float width = (area.w - gap * (columns - 1)) / columns;
  const float height = (area.h - gap * (rows.size() - 1)) / rows.size();
  const auto place = [&](std::size_t i) {
    const auto row = i / columns;
    return Rect{area.x + static_cast<float>(i % columns) * (width + gap),
                area.y + static_cast<float>(row) * (height + gap), width, height};
  };
  std::optional<Touch> touch;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] == ' ') continue;
    if (draw_letter(canvas, place(i), {.letter = digits[i], .type = Type::lead})) {
      touch = Touch{asked, static_cast<char32_t>(digits[i])};
    }
  }
  if (draw_back_key(canvas, place(digits.size()))) touch = Touch{asked, Touch::backspace};
  return touch;
}

}  // namespace

bool draw_key(Canvas& canvas, const Key& key) {
  ImGui::SetCursorScreenPos(canvas.pixels({key.rect.x, key.rect.y}));
  const bool let_go = ImGui::InvisibleButton(key.id, canvas.pixels({key.rect.w, key.rect.h}));
  canvas.fill(key.rect, radius, key.face);
  if (ImGui::IsItemActive()) canvas.fill(key.rect, radius, IM_COL32(255, 255, 255, 60));
  canvas.outline(key.rect, radius, 1.5F, colour::panel_edge);
  return let_go;
}

std::optional<Touch> draw_keyboard(Canvas& canvas, Rect area, Keys keys, Touch::Kind asked) {
  if (keys == Keys::digits) return draw_digits(canvas, area, asked);
  const bool of_person = keys == Keys::person;
  const float width = (area.w - gap * (keys_a_row - 1)) / keys_a_row;
  const float height = (area.h - gap * (rows.size() - 1)) / rows.size();
  std::optional<Touch> touch;
  float y = area.y;
  for (const auto row : rows) {
    const auto count = static_cast<float>(row.size());
    // The last row keeps to the left, so that the key that takes back is as wide as two.
    const bool is_last = row == rows.back();
    float x =
        is_last ? area.x + (width + gap) / 2 : area.x + (area.w - count * (width + gap) + gap) / 2;
    for (const char letter : row) {
      const Letter key{
          .letter = letter, .is_large = of_person, .counts = !of_person || letter != 'u'};
      if (draw_letter(canvas, {x, y, width, height}, key)) {
        touch = Touch{asked, static_cast<char32_t>(letter)};
      }
      x += width + gap;
    }
    if (is_last) {
      if (draw_back_key(canvas, {x, y, area.x + area.w - x, height})) {
        touch = Touch{asked, Touch::backspace};
      }
    }
    y += height + gap;
  }
  return touch;
}

}  // namespace fitmate::kiosk::ui
