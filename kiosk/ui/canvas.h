#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imgui.h>

#include "kiosk/ui/text_fit.h"
#include "kiosk/ui/theme.h"

namespace fitmate::kiosk::ui {

struct Point {
  float x = 0;
  float y = 0;
};

struct Rect {
  float x = 0;
  float y = 0;
  float w = 0;
  float h = 0;

  [[nodiscard]] Point middle() const { return {x + w / 2, y + h / 2}; }
};

// A text as it was placed, in pixels: for tests of what fits where.
struct PlacedText {
  std::string text;
  Rect box;
  bool cut = false;
};

enum class Mirrored : std::uint8_t { no, yes };

enum class Align : std::uint8_t { left, centre, right };

// One frame's drawing surface in the units of theme.h: whatever the screen, its short side is 480
// or its long side 800 units, the other at least that. Lives for one frame.
class Canvas {
 public:
  // All outlive this. `size` in pixels.
  Canvas(ImDrawList& list, const Fonts& fonts, ImVec2 size, std::vector<PlacedText>& placed);

  [[nodiscard]] static float scale_of(ImVec2 size);

  [[nodiscard]] float width() const { return size_.x / scale_; }
  [[nodiscard]] float height() const { return size_.y / scale_; }
  [[nodiscard]] Rect bounds() const { return {0, 0, width(), height()}; }
  [[nodiscard]] float pixels(float units) const { return units * scale_; }
  [[nodiscard]] ImVec2 pixels(Point point) const { return {pixels(point.x), pixels(point.y)}; }

  // From here on everything is drawn with this opacity, 0 to 1.
  void set_opacity(float opacity) { opacity_ = opacity; }

  void fill(Rect rect, Gradient gradient);
  void fill(Rect rect, float radius, ImU32 colour);
  void outline(Rect rect, float radius, float thickness, ImU32 colour);
  void disc(Point centre, float radius, ImU32 colour);
  // Regular, with rounded corners; the first one points up, turned by `turn` radians.
  void polygon(Point centre, float radius, int corners, float turn, float rounding, ImU32 colour);
  // With round ends and joints; in an opaque colour, for its parts overlap.
  void stroke(std::span<const Point> points, float thickness, ImU32 colour);
  // A quarter of a circle, from `from` radians clockwise; 0 points right.
  void quarter(Point centre, float radius, float from, float thickness, ImU32 colour);
  // The texture from edge to edge, cut to the shape of `rect`.
  void image(ImTextureID texture, float aspect, Rect rect, float radius, Mirrored mirrored);

  // As fit_text, in units.
  [[nodiscard]] FittedText fit(std::string_view text, std::span<const Setting> settings,
                               float max_width) const;
  // With as many lines in each of these types.
  [[nodiscard]] FittedText fit(std::string_view text, std::span<const Type> types, float max_width,
                               int max_lines) const;
  // With as many lines, up to this number, as have room in this height; one at least.
  [[nodiscard]] FittedText fit_into(std::string_view text, std::span<const Type> types,
                                    float max_width, float max_height, int max_lines) const;
  // Puts the text's top at y; x is its left edge, middle or right edge. Answers its height in
  // units.
  float place(const FittedText& text, Point at, ImU32 colour, Align align = Align::left);
  [[nodiscard]] float height_of(const FittedText& text) const { return text.height / scale_; }
  // One letter as a part of a drawing, of this height, around this point.
  void glyph(const char* letter, Point middle, float height, ImU32 colour);

 private:
  [[nodiscard]] ImU32 faded(ImU32 colour) const;

  ImDrawList& list_;
  const Fonts& fonts_;
  ImVec2 size_;
  std::vector<PlacedText>& placed_;
  float scale_;
  float opacity_ = 1;
};

}  // namespace fitmate::kiosk::ui
