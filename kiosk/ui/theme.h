#pragma once

#include <cstdint>

#include <imgui.h>

namespace fitmate::kiosk::ui {

// Sizes are those of an 800x480 screen of 7 inches (5.2 pixels a millimetre); larger screens scale
// them. At 2 m a letter is read with ease from 1/300 of the distance on, about 7 mm.

// Type sizes from small to large; each is loaded for the screen at hand.
enum class Type : std::uint8_t { caption, body, lead, title, display, headline, clock };
inline constexpr int type_count = 7;

// Where a finger is asked for: 12 mm are 63; a thumb in a hurry likes more.
inline constexpr float touch_target = 76;

struct Gradient {
  ImU32 top;
  ImU32 bottom;
};

namespace colour {
inline constexpr ImU32 text = IM_COL32(243, 246, 249, 255);
inline constexpr ImU32 muted = IM_COL32(139, 152, 167, 255);
inline constexpr ImU32 faint = IM_COL32(255, 255, 255, 20);
inline constexpr ImU32 panel = IM_COL32(24, 31, 40, 255);
inline constexpr ImU32 key = IM_COL32(41, 51, 64, 255);
// Around what is to be filled in: 3 to 1 against the night behind it.
inline constexpr ImU32 field_edge = IM_COL32(255, 255, 255, 110);
inline constexpr ImU32 panel_edge = IM_COL32(255, 255, 255, 26);
inline constexpr ImU32 accent = IM_COL32(124, 196, 255, 255);
inline constexpr ImU32 on_slate = IM_COL32(203, 213, 225, 255);
inline constexpr ImU32 on_accent = IM_COL32(9, 22, 36, 255);
inline constexpr ImU32 good = IM_COL32(74, 222, 128, 255);
inline constexpr ImU32 attention = IM_COL32(251, 191, 36, 255);
inline constexpr ImU32 ink = IM_COL32(38, 25, 0, 255);

inline constexpr Gradient night{IM_COL32(17, 23, 31, 255), IM_COL32(10, 14, 19, 255)};
inline constexpr Gradient green{IM_COL32(16, 128, 78, 255), IM_COL32(8, 84, 54, 255)};
inline constexpr Gradient amber{IM_COL32(255, 201, 71, 255), IM_COL32(245, 166, 35, 255)};
inline constexpr Gradient red{IM_COL32(176, 32, 40, 255), IM_COL32(118, 15, 27, 255)};
inline constexpr Gradient blue{IM_COL32(29, 66, 122, 255), IM_COL32(16, 38, 76, 255)};
inline constexpr Gradient slate{IM_COL32(52, 64, 80, 255), IM_COL32(33, 41, 53, 255)};
}  // namespace colour

}  // namespace fitmate::kiosk::ui
