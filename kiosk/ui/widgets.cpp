#include "kiosk/ui/widgets.h"

#include <array>
#include <numbers>
#include <span>
#include <string>

#include "kiosk/first_name.h"

namespace fitmate::kiosk::ui {
namespace {

constexpr std::array caption_only = {Type::caption};
constexpr std::array word_types = {Type::lead, Type::body, Type::caption};
// A title keeps to one line rather than to the largest letters.
constexpr std::array<Setting, 5> titles = {{{Type::headline, 1},
                                            {Type::display, 1},
                                            {Type::display, 2},
                                            {Type::title, 2},
                                            {Type::lead, 2}}};
constexpr std::array body_types = {Type::title, Type::lead, Type::body, Type::caption};
constexpr std::array button_types = {Type::lead, Type::body, Type::caption};

// Where there is less room.
constexpr std::array<Setting, 3> tight_titles = {
    {{Type::display, 1}, {Type::title, 2}, {Type::lead, 2}}};
constexpr float crowded = 180;
constexpr std::array<Setting, 2> crowded_titles = {{{Type::title, 1}, {Type::lead, 2}}};
constexpr std::array message_types = {Type::body, Type::caption};

constexpr float roomy = 300;
constexpr float panel_air = 14;
constexpr float word_gap = 4;
constexpr float body_gap = 12;

// Older than this and the copy is worth a look; the rules warn after a day (gym_rules.h).
constexpr std::chrono::hours synced_lately{1};

ImU32 with_alpha(ImU32 colour, ImU32 alpha) {
  return (colour & ~IM_COL32_A_MASK) | (alpha << IM_COL32_A_SHIFT);
}

ImU32 label_colour(Weight weight) {
  switch (weight) {
    case Weight::first:
      return colour::on_accent;
    case Weight::second:
      return colour::text;
    case Weight::second_on_light:
      return colour::ink;
  }
  return colour::text;
}

}  // namespace

void draw_status(Canvas& canvas, const Scene& scene) {
  const auto& status = scene.screen.status;
  const float baseline = canvas.height() - status_height / 2 - 4;
  const bool lately = status.synced_ago && *status.synced_ago < synced_lately;
  // A ring where it is not well, so that the colour is not all that tells.
  const Point dot{margin + 7, baseline};
  canvas.disc(dot, 6, lately ? colour::good : colour::attention);
  if (!lately) canvas.disc(dot, 3, colour::night.bottom);

  const float left = margin + 24;
  const float width = canvas.width() - margin - left;
  const auto text = canvas.fit(status_text(status, scene.texts), caption_only, width * 0.6F, 1);
  canvas.place(text, {left, baseline - canvas.height_of(text) / 2}, colour::muted);
  const bool trouble = !status.trouble.empty();
  const float used = text.width / canvas.pixels(1);
  const auto right = canvas.fit(trouble ? staff_text(status.trouble) : drawable(scene.screen.gym),
                                caption_only, width - used - 32, 2);
  canvas.place(right, {canvas.width() - margin, baseline - canvas.height_of(right) / 2},
               trouble ? colour::attention : colour::muted, Align::right);
}

namespace {

std::span<const Setting> title_settings(float height) {
  if (height >= roomy) return titles;
  if (height >= crowded) return tight_titles;
  return crowded_titles;
}

}  // namespace

void draw_words(Canvas& canvas, const Words& words, Rect area, const WordColours& colours) {
  const auto word = canvas.fit(words.word, word_types, area.w, 1);
  const auto wished = title_settings(area.h);
  const auto title = canvas.fit(words.title, wished, area.w);
  const float left =
      area.h - canvas.height_of(word) - canvas.height_of(title) - word_gap - body_gap;
  // In letters smaller than the title's, or the two would look like one.
  const std::span<const Type> all_types{body_types};
  const auto types = title.type > Type::title ? all_types : all_types.subspan(1);
  const auto body = canvas.fit_into(words.body, types, area.w, left, 5);
  const float all = area.h - left + canvas.height_of(body);
  float y = area.y + (area.h - all) / 2;
  y += canvas.place(word, {area.x, y}, colours.word) + word_gap;
  y += canvas.place(title, {area.x, y}, colours.title) + body_gap;
  canvas.place(body, {area.x, y}, colours.body);
}

float entrance(const Screen& screen) {
  const float left = 1 - static_cast<float>(screen.entered) / 100;
  return 1 - left * left * left;
}

namespace {

// The front desk's words at the foot of the area, no higher than `most_height` with the air around
// them; answers what is left above.
Rect draw_message(Canvas& canvas, std::string_view message, Rect area, float most_height,
                  const AnswerLook& look) {
  if (message.empty()) return area;
  const auto text = canvas.fit_into(message, message_types, area.w - 2 * panel_air,
                                    most_height - 2 * panel_air, 7);
  const float height = canvas.height_of(text) + 2 * panel_air;
  const float top = area.y + area.h - height;
  canvas.fill({area.x, top, area.w, height}, 16, look.panel);
  canvas.place(text, {area.x + panel_air, top + panel_air}, look.words.body);
  area.h -= height + panel_air;
  return area;
}

// Amounts side by side at the foot of the area, small where it is to be low; answers what is left
// above.
Rect draw_figures(Canvas& canvas, const std::vector<Figure>& figures, Rect area, bool low,
                  const AnswerLook& look) {
  if (figures.empty()) return area;
  constexpr float name_gap = 2;
  const float height = low ? 50 : 88;
  const std::span<const Type> small{caption_only};
  const auto value_types = low ? small : std::span<const Type>{button_types};
  const auto name_types = low ? small : std::span<const Type>{message_types};
  const auto count = static_cast<float>(figures.size());
  const float width = (area.w - panel_air * (count - 1)) / count;
  const float inside = width - 2 * panel_air;
  Rect tile{area.x, area.y + area.h - height, width, height};
  for (const auto& figure : figures) {
    canvas.fill(tile, 16, look.panel);
    const auto value = canvas.fit(figure.value, value_types, inside, 1);
    const auto name = canvas.fit(figure.name, name_types, inside, 1);
    const float all = canvas.height_of(value) + name_gap + canvas.height_of(name);
    float y = tile.middle().y - all / 2;
    y += canvas.place(value, {tile.x + panel_air, y}, look.words.body) + name_gap;
    canvas.place(name, {tile.x + panel_air, y}, look.words.word);
    tile.x += width + panel_air;
  }
  area.h -= height + panel_air;
  return area;
}

// The sign, or the person's picture with the sign at its edge.
void draw_who(Canvas& canvas, const Scene& scene, const AnswerLook& look, DrawSign draw_sign,
              Point middle) {
  constexpr float radius = 104;
  constexpr float sign_radius = 40;
  constexpr float rim = 7;
  const float grown = 0.8F + 0.2F * entrance(scene.screen);
  if (!shows_portrait(scene.screen.state) || scene.preview.texture == nullptr) {
    draw_sign(canvas, middle, radius * grown);
    return;
  }
  const float r = (radius + 8) * grown;
  canvas.disc(middle, r + rim, look.words.title);
  canvas.image(scene.preview.texture, scene.preview.aspect,
               {middle.x - r, middle.y - r, 2 * r, 2 * r}, r, Mirrored::no);
  const Point edge{middle.x + r * std::numbers::sqrt2_v<float> / 2,
                   middle.y + r * std::numbers::sqrt2_v<float> / 2};
  canvas.disc(edge, sign_radius * grown + rim, look.back.bottom);
  draw_sign(canvas, edge, sign_radius * grown);
}

}  // namespace

std::optional<Touch> draw_answer(Canvas& canvas, const Scene& scene, const AnswerLook& look,
                                 DrawSign draw_sign) {
  const float in = entrance(scene.screen);
  canvas.fill(canvas.bounds(), look.back);
  draw_time_left(canvas, scene.screen, look.time_left);
  const float middle = canvas.height() / 2;
  draw_who(canvas, scene, look, draw_sign, {158, middle});
  canvas.set_opacity(in);
  const auto words = words_for(scene.screen.state, scene.screen.time, scene.texts);
  constexpr float text_left = 306;
  constexpr float top = 36;
  const float width = canvas.width() - text_left - margin;
  const float button_top = canvas.height() - margin - touch_target;
  const float bottom = look.undo ? button_top - panel_air : canvas.height() - top;
  Rect area{text_left + 16 * (1 - in), top, width, bottom - top};
  area = draw_message(canvas, words.message, area, words.figures.empty() ? 178 : 104, look);
  area = draw_figures(canvas, words.figures, area, !words.message.empty(), look);
  draw_words(canvas, words, area, look.words);
  canvas.set_opacity(1);
  if (look.undo && button(canvas, scene.texts.get("undo"),
                          {text_left, button_top, width, touch_target}, *look.undo)) {
    return Touch::not_me;
  }
  if (touched_anywhere(canvas)) return Touch::dismiss;
  return {};
}

void draw_time_left(Canvas& canvas, const Screen& screen, ImU32 colour) {
  constexpr float thickness = 8;
  const float part = static_cast<float>(screen.left) / 100;
  canvas.fill({0, canvas.height() - thickness, canvas.width() * part, thickness}, 0, colour);
}

bool button(Canvas& canvas, std::string_view label, Rect rect, Weight weight) {
  ImGui::SetCursorScreenPos(canvas.pixels({rect.x, rect.y}));
  const bool let_go =
      ImGui::InvisibleButton(std::string(label).c_str(), canvas.pixels({rect.w, rect.h}));
  const bool pressed = ImGui::IsItemActive();
  constexpr float radius = 20;
  if (weight == Weight::first) {
    canvas.fill(rect, radius, pressed ? IM_COL32(196, 224, 250, 255) : colour::text);
  } else {
    const auto edge = weight == Weight::second_on_light ? colour::ink : colour::text;
    if (pressed) canvas.fill(rect, radius, with_alpha(edge, 48));
    canvas.outline(rect, radius, 2.5F, with_alpha(edge, 150));
  }
  const auto text = canvas.fit(label, button_types, rect.w - 24, 1);
  const Point middle = rect.middle();
  canvas.place(text, {middle.x, middle.y - canvas.height_of(text) / 2}, label_colour(weight),
               Align::centre);
  return let_go;
}

bool final_button(Canvas& canvas, std::string_view label, Rect rect, bool is_ready) {
  if (!is_ready) canvas.set_opacity(0.35F);
  const bool let_go = button(canvas, label, rect, is_ready ? Weight::first : Weight::second);
  canvas.set_opacity(1);
  return let_go && is_ready;
}

bool touched_anywhere(Canvas& canvas) {
  ImGui::SetCursorScreenPos({0, 0});
  return ImGui::InvisibleButton("anywhere", canvas.pixels({canvas.width(), canvas.height()}));
}

}  // namespace fitmate::kiosk::ui
