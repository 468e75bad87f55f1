#pragma once

#include <array>
#include <string_view>

#include <imgui.h>

#include "kiosk/ui/theme.h"

namespace fitmate::kiosk::ui {

// Letters of a font at a size, in pixels of its line.
struct Typeface {
  ImFont* font = nullptr;
  float size = 0;

  [[nodiscard]] float width_of(std::string_view text) const;
};

// The typeface at every size that a screen of this scale needs, in the current ImGui context.
class Fonts {
 public:
  // Throws std::runtime_error, with the package to install, where a font file is missing.
  explicit Fonts(float scale);

  [[nodiscard]] Typeface get(Type type) const { return faces_.at(static_cast<std::size_t>(type)); }
  // Whether that size has every letter of the text; a line feed is none.
  [[nodiscard]] bool holds(Type type, std::string_view text) const;

 private:
  std::array<Typeface, type_count> faces_{};
};

}  // namespace fitmate::kiosk::ui
