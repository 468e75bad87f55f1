#pragma once

#include <optional>
#include <vector>

#include "kiosk/ui/draw_screen.h"
#include "kiosk/ui/fonts.h"

namespace fitmate::kiosk::ui {

// Draws screens of one size with ImGui. Owns the ImGui context, of which there is one at a time;
// whoever owns the window adds the backends to it. One thread.
class Painter {
 public:
  // In pixels. Throws std::runtime_error where the fonts are missing.
  Painter(float width, float height);
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  // One whole ImGui frame, from NewFrame to Render. Answers what a finger asked for.
  std::optional<Touch> paint(const Scene& scene);

  // The texts of the last frame.
  [[nodiscard]] const std::vector<PlacedText>& placed() const { return placed_; }

 private:
  // Makes the context before the fonts, and ends it after them.
  struct Context {
    Context(float width, float height);
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
  };

  Context context_;
  ImVec2 size_;
  Fonts fonts_;
  std::vector<PlacedText> placed_;
};

}  // namespace fitmate::kiosk::ui
