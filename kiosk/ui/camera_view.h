#pragma once

#include <cstdint>

#include "kiosk/ui/draw_screen.h"

namespace fitmate::kiosk::ui {

inline constexpr float picture_radius = 26;

enum class Guide : std::uint8_t { none, code };

// What the camera sees, as in a mirror, or what keeps it from seeing. `foot` is a height at the
// bottom that is left free of words and of the guide.
void draw_camera_view(Canvas& canvas, const Scene& scene, Rect frame, Guide guide, float foot = 0);

}  // namespace fitmate::kiosk::ui
