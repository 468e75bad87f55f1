#include "kiosk/ui/camera_view.h"

#include <array>
#include <numbers>

#include "kiosk/ui/icons.h"
#include "kiosk/ui/widgets.h"

namespace fitmate::kiosk::ui {
namespace {

using State = firmware::CameraStatus::State;

// Four corners in which a code looks at home; nothing hangs on it being exactly there.
void draw_guide(Canvas& canvas, Rect frame, ImU32 colour) {
  constexpr float pi = std::numbers::pi_v<float>;
  constexpr float radius = 22;
  constexpr float arm = 26;
  constexpr float thickness = 5;
  const float side = frame.h * 0.62F;
  const Point middle = frame.middle();
  const float left = middle.x - side / 2;
  const float right = middle.x + side / 2;
  const float top = middle.y - side / 2;
  const float bottom = middle.y + side / 2;
  struct Corner {
    Point at;
    float x;  // inwards
    float y;
    float from;
  };
  const std::array<Corner, 4> corners = {{{{left, top}, 1, 1, pi},
                                          {{right, top}, -1, 1, 1.5F * pi},
                                          {{right, bottom}, -1, -1, 0},
                                          {{left, bottom}, 1, -1, 0.5F * pi}}};
  for (const auto& corner : corners) {
    const auto [x, y] = corner.at;
    const std::array<Point, 2> flat = {
        {{x + corner.x * radius, y}, {x + corner.x * (radius + arm), y}}};
    const std::array<Point, 2> upright = {
        {{x, y + corner.y * radius}, {x, y + corner.y * (radius + arm)}}};
    canvas.stroke(flat, thickness, colour);
    canvas.stroke(upright, thickness, colour);
    canvas.quarter({x + corner.x * radius, y + corner.y * radius}, radius, corner.from, thickness,
                   colour);
  }
}

void draw_no_picture(Canvas& canvas, const Scene& scene, Rect frame) {
  const auto& camera = scene.screen.camera;
  const bool gone = camera.state == State::gone;
  const bool starting = camera.state == State::starting || camera.state == State::streaming;
  constexpr std::array title_types = {Type::body, Type::caption};
  constexpr std::array detail_types = {Type::caption};
  const float width = frame.w - 48;
  const auto title = canvas.fit(scene.texts.get(gone       ? "camera.gone"
                                                : starting ? "camera.starting"
                                                           : "camera.none"),
                                title_types, width, 2);
  const auto detail = canvas.fit(staff_text(camera.problem), detail_types, width, 3);
  const auto number = camera_code(scene.screen.kiosk, scene.texts);
  const auto code = canvas.fit(gone ? scene.texts.get("camera.code", {{"code", number}}) : "",
                               title_types, width, 1);
  constexpr float radius = 62;
  constexpr float gap = 14;
  const float words = canvas.height_of(title) + canvas.height_of(detail) + canvas.height_of(code);
  const float gaps = gap * (gone ? 4.0F : detail.lines.empty() ? 2.0F : 3.0F);
  const float x = frame.middle().x;
  float y = frame.middle().y - (2 * radius + words + gaps) / 2 + radius;
  draw_camera(canvas, {x, y}, radius, !starting, gone ? colour::attention : colour::muted,
              colour::panel);
  y += radius + 2 * gap;
  y += canvas.place(title, {x, y}, colour::text, Align::centre) + gap;
  y += canvas.place(detail, {x, y}, colour::muted, Align::centre) + gap;
  canvas.place(code, {x, y}, colour::text, Align::centre);
}

}  // namespace

void draw_camera_view(Canvas& canvas, const Scene& scene, Rect frame, Guide guide) {
  canvas.fill(frame, picture_radius, colour::panel);
  const auto state = scene.screen.camera.state;
  if (scene.preview.texture != nullptr && state == State::streaming) {
    canvas.image(scene.preview.texture, scene.preview.aspect, frame, picture_radius, Mirrored::yes);
    if (guide == Guide::code) draw_guide(canvas, frame, IM_COL32_WHITE);
  } else {
    draw_no_picture(canvas, scene, frame);
  }
  canvas.outline(frame, picture_radius, 1.5F, colour::panel_edge);
}

}  // namespace fitmate::kiosk::ui
