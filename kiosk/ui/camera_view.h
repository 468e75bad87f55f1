#pragma once

#include <cstdint>

#include "kiosk/ui/draw_screen.h"

namespace fitmate::kiosk::ui {

inline constexpr float picture_radius = 26;

enum class Guide : std::uint8_t { none, code };

// What the camera sees, as in a mirror, or what keeps it from seeing.
void draw_camera_view(Canvas& canvas, const Scene& scene, Rect frame, Guide guide);

}  // namespace fitmate::kiosk::ui
