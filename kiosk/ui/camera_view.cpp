#include "kiosk/ui/camera_view.h"

#include <array>
#include <numbers>

#include "kiosk/first_name.h"
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
  const Point middle = frame.middle();
  const ImU32 sign = gone ? colour::attention : colour::muted;
  draw_camera(canvas, {middle.x, middle.y - 76}, 62, !starting, sign, colour::panel);
  constexpr std::array title_types = {Type::body, Type::caption};
  constexpr std::array detail_types = {Type::caption};
  const auto title = canvas.fit(scene.texts.get(gone       ? "camera.gone"
                                                : starting ? "camera.starting"
                                                           : "camera.none"),
                                title_types, frame.w - 48, 2);
  float y = middle.y + 8;
  y += canvas.place(title, {middle.x, y}, colour::text, Align::centre) + 12;
  const auto detail = canvas.fit(drawable(camera.problem), detail_types, frame.w - 64, 3);
  y += canvas.place(detail, {middle.x, y}, colour::muted, Align::centre) + 12;
  if (!gone) return;
  const auto number = camera_code(scene.screen.kiosk, scene.texts);
  const auto code =
      canvas.fit(scene.texts.get("camera.code", {{"code", number}}), detail_types, frame.w - 64, 1);
  canvas.place(code, {middle.x, y}, colour::text, Align::centre);
}

}  // namespace

void draw_camera_view(Canvas& canvas, const Scene& scene, Rect frame, Guide guide, float foot) {
  canvas.fill(frame, picture_radius, colour::panel);
  const Rect above_foot{frame.x, frame.y, frame.w, frame.h - foot};
  const auto state = scene.screen.camera.state;
  if (scene.preview.texture != nullptr && state == State::streaming) {
    canvas.image(scene.preview.texture, scene.preview.aspect, frame, picture_radius, Mirrored::yes);
    if (guide == Guide::code) draw_guide(canvas, above_foot, IM_COL32_WHITE);
  } else {
    draw_no_picture(canvas, scene, above_foot);
  }
  canvas.outline(frame, picture_radius, 1.5F, colour::panel_edge);
}

}  // namespace fitmate::kiosk::ui
