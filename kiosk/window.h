#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "kiosk/scan_box.h"
#include "kiosk/screen.h"
#include "kiosk/texts.h"

namespace fitmate::kiosk {

struct WindowOptions {
  bool fullscreen = false;  // of the first monitor, in its own size
  int width = 1280;         // in pixels, where it is not
  int height = 800;
};

// The window on the touchscreen: GLFW, OpenGL 3 and ImGui. A finger comes as the pointer. It draws
// when something changed and else sleeps. One at a time; all but wake() on the thread that made it.
class Window {
 public:
  // Throws std::runtime_error, saying what to do, where there is no display or no OpenGL 3.
  Window(const WindowOptions& options, Texts texts);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // Somebody closed it.
  [[nodiscard]] bool closed() const;

  // Draws where the screen, the shown picture or the window itself changed, or a finger moved.
  // Answers what the finger asked for.
  std::optional<Touch> show(const Screen& screen, const Preview& preview);

  // Sleeps until something happens to the window, wake() is called, or the time is over.
  void wait(std::chrono::duration<double> at_most);

  // Ends a wait. Any thread, while the window lives.
  static void wake();

  // Pictures drawn so far.
  [[nodiscard]] std::uint64_t drawn() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace fitmate::kiosk
