#pragma once

#include <optional>

#include <imgui.h>

#include "kiosk/screen.h"
#include "kiosk/texts.h"
#include "kiosk/ui/canvas.h"

namespace fitmate::kiosk::ui {

// The camera's picture as the graphics hold it; no texture: there is none yet.
struct PreviewTexture {
  ImTextureID texture = nullptr;
  float aspect = 4.0F / 3.0F;  // width to height
};

// What every screen is drawn from.
struct Scene {
  const Screen& screen;
  const Texts& texts;
  PreviewTexture preview;
};

// Each draws one screen into the current ImGui window and answers what a finger asked for on it.
std::optional<Touch> draw_waiting(Canvas& canvas, const Scene& scene, const Waiting& state);
std::optional<Touch> draw_admitted(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_warned(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_refused(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_leaving(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_undone(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_not_ours(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_out_of_order(Canvas& canvas, const Scene& scene, const OutOfOrder& state);
std::optional<Touch> draw_not_enrolled(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_enrolling(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_enrol_failed(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_enrolled(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_typing(Canvas& canvas, const Scene& scene, const Typing& state);
std::optional<Touch> draw_typing_stopped(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_meal_code(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_meal_aim(Canvas& canvas, const Scene& scene, const MealAim& state);
std::optional<Touch> draw_meal_look(Canvas& canvas, const Scene& scene, const MealLook& state);
std::optional<Touch> draw_meal_items(Canvas& canvas, const Scene& scene, const MealItems& state);
std::optional<Touch> draw_meal_kept(Canvas& canvas, const Scene& scene);
std::optional<Touch> draw_meal_not_kept(Canvas& canvas, const Scene& scene);

}  // namespace fitmate::kiosk::ui
