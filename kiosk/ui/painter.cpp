#include "kiosk/ui/painter.h"

#include <variant>

namespace fitmate::kiosk::ui {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

std::optional<Touch> draw(Canvas& canvas, const Scene& scene) {
  return std::visit(
      Overloaded{
          [&](const Waiting& state) { return draw_waiting(canvas, scene, state); },
          // Who stands before a door that stays shut must not see the colour of an open one.
          [&](const Admitted& state) {
            return state.door_failed ? draw_warned(canvas, scene) : draw_admitted(canvas, scene);
          },
          [&](const Warned&) { return draw_warned(canvas, scene); },
          [&](const Refused&) { return draw_refused(canvas, scene); },
          [&](const LeavingOffered&) { return draw_leaving(canvas, scene); },
          [&](const Undone&) { return draw_undone(canvas, scene); },
          [&](const NotOurs&) { return draw_not_ours(canvas, scene); },
          [&](const OutOfOrder& state) { return draw_out_of_order(canvas, scene, state); },
          [&](const NotEnrolled&) { return draw_not_enrolled(canvas, scene); },
          [&](const Enrolling&) { return draw_enrolling(canvas, scene); },
          [&](const EnrolFailed&) { return draw_enrol_failed(canvas, scene); },
          [&](const Enrolled&) { return draw_enrolled(canvas, scene); },
          [&](const Typing& state) { return draw_typing(canvas, scene, state); },
          [&](const TypingStopped&) { return draw_typing_stopped(canvas, scene); },
          [&](const MealCode&) { return draw_meal_code(canvas, scene); },
          [&](const MealAim& state) { return draw_meal_aim(canvas, scene, state); },
          [&](const MealLook& state) { return draw_meal_look(canvas, scene, state); },
          [&](const MealItems& state) { return draw_meal_items(canvas, scene, state); },
          [&](const MealKept&) { return draw_meal_kept(canvas, scene); },
          [&](const MealNotKept&) { return draw_meal_not_kept(canvas, scene); },
      },
      scene.screen.state);
}

}  // namespace

Painter::Context::Context(float width, float height) {
  ImGui::CreateContext();
  auto& io = ImGui::GetIO();
  // A kiosk keeps no settings of its window, and no keyboard moves through it.
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NoMouseCursorChange;
  io.DisplaySize = {width, height};
  auto& style = ImGui::GetStyle();
  style.WindowPadding = {0, 0};
  style.WindowBorderSize = 0;
  // Circles as large as a hand show corners at the default.
  style.CircleTessellationMaxError = 0.1F;
}

Painter::Context::~Context() {
  ImGui::DestroyContext();
}

Painter::Painter(float width, float height)
    : context_(width, height), size_(width, height), fonts_(Canvas::scale_of(size_)) {}

std::optional<Touch> Painter::paint(const Scene& scene) {
  placed_.clear();
  ImGui::NewFrame();
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size_);
  ImGui::Begin("kiosk", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus);
  Canvas canvas(*ImGui::GetWindowDrawList(), fonts_, size_, placed_);
  // A finger that was put down on one answer must take nothing of the next one.
  ImGui::PushID(static_cast<int>(scene.screen.answer));
  const auto touch = draw(canvas, scene);
  ImGui::PopID();
  ImGui::End();
  ImGui::Render();
  return touch;
}

}  // namespace fitmate::kiosk::ui
