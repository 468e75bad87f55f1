#include "kiosk/ui/icons.h"

#include <array>
#include <numbers>

namespace fitmate::kiosk::ui {
namespace {

constexpr float pi = std::numbers::pi_v<float>;

// Points of a drawing around its centre, in parts of its radius.
template <std::size_t count>
void stroke_at(Canvas& canvas, Point centre, float radius, const std::array<Point, count>& parts,
               float thickness, ImU32 colour) {
  std::array<Point, count> points;
  for (std::size_t i = 0; i < count; ++i)
    points.at(i) = {centre.x + parts.at(i).x * radius, centre.y + parts.at(i).y * radius};
  canvas.stroke(points, thickness * radius, colour);
}

void slash(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 back) {
  constexpr std::array<Point, 2> line = {{{-0.82F, -0.82F}, {0.82F, 0.82F}}};
  // Where nothing is crossed any more the gap ends: it would show on what is behind the sign.
  constexpr std::array<Point, 2> gap = {{{-0.82F, -0.82F}, {0.6F, 0.6F}}};
  stroke_at(canvas, centre, radius, gap, 0.36F, back);
  stroke_at(canvas, centre, radius, line, 0.12F, shape);
}

Rect box_at(Point centre, float radius, Rect parts) {
  return {centre.x + parts.x * radius, centre.y + parts.y * radius, parts.w * radius,
          parts.h * radius};
}

}  // namespace

void draw_yes(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark) {
  canvas.disc(centre, radius, shape);
  constexpr std::array<Point, 3> check = {{{-0.42F, 0.03F}, {-0.12F, 0.33F}, {0.44F, -0.31F}}};
  stroke_at(canvas, centre, radius, check, 0.17F, mark);
}

void draw_warning(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark) {
  // A triangle looks centred lower than it is, and smaller.
  const Point middle{centre.x, centre.y + 0.14F * radius};
  canvas.polygon(middle, 1.26F * radius, 3, 0, 0.17F * radius, shape);
  constexpr std::array<Point, 2> bar = {{{0, -0.44F}, {0, 0.06F}}};
  stroke_at(canvas, middle, radius, bar, 0.17F, mark);
  canvas.disc({middle.x, middle.y + 0.36F * radius}, 0.105F * radius, mark);
}

void draw_no(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark) {
  canvas.polygon(centre, 1.05F * radius, 8, pi / 8, 0.12F * radius, shape);
  constexpr float arm = 0.38F;
  constexpr std::array<Point, 2> down = {{{-arm, -arm}, {arm, arm}}};
  constexpr std::array<Point, 2> up = {{{-arm, arm}, {arm, -arm}}};
  stroke_at(canvas, centre, radius, down, 0.17F, mark);
  stroke_at(canvas, centre, radius, up, 0.17F, mark);
}

void draw_unknown(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark) {
  canvas.polygon(centre, 1.1F * radius, 4, 0, 0.2F * radius, shape);
  canvas.glyph("?", centre, 1.15F * radius, mark);
}

void draw_back(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark) {
  canvas.disc(centre, radius, shape);
  constexpr std::array<Point, 2> shaft = {{{0.46F, 0}, {-0.46F, 0}}};
  constexpr std::array<Point, 3> head = {{{-0.12F, -0.34F}, {-0.46F, 0}, {-0.12F, 0.34F}}};
  stroke_at(canvas, centre, radius, shaft, 0.16F, mark);
  stroke_at(canvas, centre, radius, head, 0.16F, mark);
}

void draw_way_out(Canvas& canvas, Point centre, float radius, ImU32 shape) {
  constexpr std::array<Point, 6> frame = {{{0.3F, -0.45F},
                                           {0.3F, -0.8F},
                                           {-0.75F, -0.8F},
                                           {-0.75F, 0.8F},
                                           {0.3F, 0.8F},
                                           {0.3F, 0.45F}}};
  constexpr std::array<Point, 2> shaft = {{{-0.25F, 0}, {0.95F, 0}}};
  constexpr std::array<Point, 3> head = {{{0.62F, -0.34F}, {0.95F, 0}, {0.62F, 0.34F}}};
  stroke_at(canvas, centre, radius, frame, 0.14F, shape);
  stroke_at(canvas, centre, radius, shaft, 0.14F, shape);
  stroke_at(canvas, centre, radius, head, 0.14F, shape);
}

void draw_camera(Canvas& canvas, Point centre, float radius, bool struck_out, ImU32 shape,
                 ImU32 back) {
  const float line = 0.12F * radius;
  constexpr std::array<Point, 4> hump = {
      {{-0.34F, -0.5F}, {-0.2F, -0.74F}, {0.2F, -0.74F}, {0.34F, -0.5F}}};
  stroke_at(canvas, centre, radius, hump, 0.12F, shape);
  canvas.outline(box_at(centre, radius, {-0.9F, -0.5F, 1.8F, 1.24F}), 0.22F * radius, line, shape);
  const Point lens{centre.x, centre.y + 0.12F * radius};
  canvas.disc(lens, 0.4F * radius, shape);
  canvas.disc(lens, 0.28F * radius, back);
  if (struck_out) slash(canvas, centre, radius, shape, back);
}

void draw_kiosk(Canvas& canvas, Point centre, float radius, bool struck_out, ImU32 shape,
                ImU32 back) {
  const float line = 0.12F * radius;
  canvas.outline(box_at(centre, radius, {-0.9F, -0.72F, 1.8F, 1.16F}), 0.18F * radius, line, shape);
  constexpr std::array<Point, 2> neck = {{{0, 0.44F}, {0, 0.8F}}};
  constexpr std::array<Point, 2> foot = {{{-0.42F, 0.82F}, {0.42F, 0.82F}}};
  stroke_at(canvas, centre, radius, neck, 0.12F, shape);
  stroke_at(canvas, centre, radius, foot, 0.12F, shape);
  if (struck_out) slash(canvas, centre, radius, shape, back);
}

void draw_phone_with_code(Canvas& canvas, Point centre, float radius, ImU32 shape) {
  canvas.outline(box_at(centre, radius, {-0.58F, -1, 1.16F, 2}), 0.2F * radius, 0.11F * radius,
                 shape);
  // Three finders and a few modules: a code at a glance.
  for (const Point corner : {Point{-0.36F, -0.56F}, Point{0.06F, -0.56F}, Point{-0.36F, -0.14F}})
    canvas.outline(box_at(centre, radius, {corner.x, corner.y, 0.3F, 0.3F}), 0.05F * radius,
                   0.1F * radius, shape);
  for (const Point dot : {Point{0.08F, -0.12F}, Point{0.24F, 0.04F}, Point{0.08F, 0.18F},
                          Point{-0.12F, 0.24F}, Point{-0.34F, 0.24F}, Point{0.26F, 0.28F}})
    canvas.fill(box_at(centre, radius, {dot.x, dot.y, 0.11F, 0.11F}), 0, shape);
  constexpr std::array<Point, 2> home = {{{-0.12F, 0.72F}, {0.12F, 0.72F}}};
  stroke_at(canvas, centre, radius, home, 0.09F, shape);
}

}  // namespace fitmate::kiosk::ui
