#include "kiosk/ui/canvas.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace fitmate::kiosk::ui {
namespace {

constexpr float pi = std::numbers::pi_v<float>;
constexpr float design_width = 800;
constexpr float design_height = 480;

}  // namespace

Canvas::Canvas(ImDrawList& list, const Fonts& fonts, ImVec2 size, std::vector<PlacedText>& placed)
    : list_(list), fonts_(fonts), size_(size), placed_(placed), scale_(scale_of(size)) {}

float Canvas::scale_of(ImVec2 size) {
  return std::min(size.x / design_width, size.y / design_height);
}

ImU32 Canvas::faded(ImU32 colour) const {
  const auto alpha = static_cast<float>(colour >> IM_COL32_A_SHIFT) * opacity_;
  return (colour & ~IM_COL32_A_MASK) | (static_cast<ImU32>(alpha) << IM_COL32_A_SHIFT);
}

void Canvas::fill(Rect rect, Gradient gradient) {
  list_.AddRectFilledMultiColor(pixels({rect.x, rect.y}),
                                pixels({rect.x + rect.w, rect.y + rect.h}), gradient.top,
                                gradient.top, gradient.bottom, gradient.bottom);
}

void Canvas::fill(Rect rect, float radius, ImU32 colour) {
  list_.AddRectFilled(pixels({rect.x, rect.y}), pixels({rect.x + rect.w, rect.y + rect.h}),
                      faded(colour), pixels(radius));
}

void Canvas::outline(Rect rect, float radius, float thickness, ImU32 colour) {
  list_.AddRect(pixels({rect.x, rect.y}), pixels({rect.x + rect.w, rect.y + rect.h}), faded(colour),
                pixels(radius), 0, pixels(thickness));
}

void Canvas::disc(Point centre, float radius, ImU32 colour) {
  list_.AddCircleFilled(pixels(centre), pixels(radius), faded(colour), 0);
}

void Canvas::polygon(Point centre, float radius, int corners, float turn, float rounding,
                     ImU32 colour) {
  const float half = pi / static_cast<float>(corners);
  // The corners' little circles sit where their outer edges touch the sides.
  const float inner = radius - rounding / std::cos(half);
  for (int i = 0; i < corners; ++i) {
    const float angle = turn - pi / 2 + 2 * half * static_cast<float>(i);
    const Point at{centre.x + inner * std::cos(angle), centre.y + inner * std::sin(angle)};
    list_.PathArcTo(pixels(at), pixels(rounding), angle - half, angle + half);
  }
  list_.PathFillConvex(faded(colour));
}

void Canvas::stroke(std::span<const Point> points, float thickness, ImU32 colour) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    list_.PathLineTo(pixels(points[i - 1]));
    list_.PathLineTo(pixels(points[i]));
    list_.PathStroke(faded(colour), 0, pixels(thickness));
  }
  for (const Point point : points) disc(point, thickness / 2, colour);
}

void Canvas::quarter(Point centre, float radius, float from, float thickness, ImU32 colour) {
  list_.PathArcTo(pixels(centre), pixels(radius), from, from + pi / 2);
  list_.PathStroke(faded(colour), 0, pixels(thickness));
}

void Canvas::image(ImTextureID texture, float aspect, Rect rect, float radius, Mirrored mirrored) {
  const float wanted = rect.w / rect.h;
  const float cut_x = aspect > wanted ? (1 - wanted / aspect) / 2 : 0;
  const float cut_y = aspect < wanted ? (1 - aspect / wanted) / 2 : 0;
  const bool as_it_is = mirrored == Mirrored::no;
  const ImVec2 from{as_it_is ? cut_x : 1 - cut_x, cut_y};
  const ImVec2 to{as_it_is ? 1 - cut_x : cut_x, 1 - cut_y};
  list_.AddImageRounded(texture, pixels({rect.x, rect.y}),
                        pixels({rect.x + rect.w, rect.y + rect.h}), from, to, faded(IM_COL32_WHITE),
                        pixels(radius));
}

FittedText Canvas::fit(std::string_view text, std::span<const Setting> settings,
                       float max_width) const {
  return fit_text(text, settings, fonts_, pixels(max_width));
}

FittedText Canvas::fit(std::string_view text, std::span<const Type> types, float max_width,
                       int max_lines) const {
  std::vector<Setting> settings;
  settings.reserve(types.size());
  for (const auto type : types) settings.push_back({type, max_lines});
  return fit(text, settings, max_width);
}

FittedText Canvas::fit_into(std::string_view text, std::span<const Type> types, float max_width,
                            float max_height, int max_lines) const {
  std::vector<Setting> settings;
  settings.reserve(types.size());
  for (const auto type : types) {
    const float size = fonts_.get(type).size;
    const float more = (pixels(max_height) - size) / (size * leading);
    settings.push_back({type, std::clamp(1 + static_cast<int>(std::floor(more)), 1, max_lines)});
  }
  return fit(text, settings, max_width);
}

float Canvas::place(const FittedText& text, Point at, ImU32 colour, Align align) {
  const auto face = fonts_.get(text.type);
  ImVec2 top_left = pixels(at);
  if (align == Align::centre) top_left.x -= text.width / 2;
  if (align == Align::right) top_left.x -= text.width;
  // Digits neither rise nor hang, so their line is mostly air.
  const float air = text.type == Type::clock ? 0.2F * face.size : 0;
  PlacedText placed{
      {}, {top_left.x, top_left.y + air, text.width, text.height - 2 * air}, text.cut};
  float y = top_left.y;
  for (const auto& line : text.lines) {
    float x = top_left.x;
    if (align != Align::left) {
      const float width = face.width_of(line);
      x += align == Align::centre ? (text.width - width) / 2 : text.width - width;
    }
    // Letters between pixels are soft ones.
    list_.AddText(face.font, face.size, {std::round(x), std::round(y)}, faded(colour), line.data(),
                  line.data() + line.size());
    y += face.size * leading;
    placed.text += (placed.text.empty() ? "" : " ") + line;
  }
  placed_.push_back(std::move(placed));
  return height_of(text);
}

void Canvas::glyph(const char* letter, Point middle, float height, ImU32 colour) {
  auto* font = fonts_.get(Type::headline).font;
  const float size = pixels(height);
  const ImVec2 box = font->CalcTextSizeA(size, size * 4, 0, letter);
  const ImVec2 at = pixels(middle);
  list_.AddText(font, size, {at.x - box.x / 2, at.y - box.y / 2}, faded(colour), letter);
}

}  // namespace fitmate::kiosk::ui
