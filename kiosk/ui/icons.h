#pragma once

#include "kiosk/ui/canvas.h"

namespace fitmate::kiosk::ui {

// Signs that tell the answers apart without colour: each has a shape of its own. `shape` is the
// shape's colour, `mark` that of what is cut into it.
void draw_yes(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark);      // disc
void draw_warning(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark);  // triangle
void draw_no(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark);       // octagon
void draw_unknown(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark);  // diamond
void draw_back(Canvas& canvas, Point centre, float radius, ImU32 shape, ImU32 mark);  // disc, arrow
void draw_way_out(Canvas& canvas, Point centre, float radius, ImU32 shape);  // door and arrow

// `back` is what lies behind, for the gap beside a slash.
void draw_camera(Canvas& canvas, Point centre, float radius, bool struck_out, ImU32 shape,
                 ImU32 back);
void draw_kiosk(Canvas& canvas, Point centre, float radius, bool struck_out, ImU32 shape,
                ImU32 back);
void draw_phone_with_code(Canvas& canvas, Point centre, float radius, ImU32 shape);

}  // namespace fitmate::kiosk::ui
