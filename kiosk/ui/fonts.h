#pragma once

#include <array>
#include <string_view>

#include <imgui.h>

#include "kiosk/ui/theme.h"

namespace fitmate::kiosk::ui {

// The typeface at every size that a screen of this scale needs, in the current ImGui context.
class Fonts {
 public:
  // Throws std::runtime_error, with the package to install, where a font file is missing.
  explicit Fonts(float scale);

  [[nodiscard]] ImFont* get(Type type) const { return fonts_.at(static_cast<std::size_t>(type)); }
  // Whether that size has every letter of the text.
  [[nodiscard]] bool holds(Type type, std::string_view text) const;

 private:
  std::array<ImFont*, type_count> fonts_{};
};

}  // namespace fitmate::kiosk::ui
