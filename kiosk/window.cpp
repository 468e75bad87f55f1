#include "kiosk/window.h"

#include <algorithm>
#include <cstdlib>
#include <format>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>

#include "kiosk/ui/painter.h"
#include "kiosk/ui/texture.h"
// After the headers above: it brings the system's OpenGL header along.
#include <GLFW/glfw3.h>

namespace fitmate::kiosk {
namespace {

// ImGui takes a press and its release in as many frames of their own; one more shows the outcome.
constexpr int frames_after_input = 4;

std::string last_glfw_error() {
  const char* detail = nullptr;
  glfwGetError(&detail);
  return detail == nullptr ? "no reason given" : detail;
}

class Glfw {
 public:
  Glfw() {
    // Asked for both, GLFW tries the one that is not there first, and that library complains.
    if (std::getenv("WAYLAND_DISPLAY") == nullptr) glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_X11);
    if (glfwInit() == GLFW_TRUE) return;
    throw std::runtime_error(std::format(
        "there is no display here ({}): start it in the kiosk's desktop session, where DISPLAY or "
        "WAYLAND_DISPLAY is set; without a display, scripts/run shows it in a virtual one, and "
        "fitmate-kiosk scan answers codes",
        last_glfw_error()));
  }
  ~Glfw() { glfwTerminate(); }
  Glfw(const Glfw&) = delete;
  Glfw& operator=(const Glfw&) = delete;
};

GLFWwindow* open_window(const WindowOptions& options) {
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  glfwWindowHint(GLFW_RESIZABLE, GLFW_FALSE);
  glfwWindowHint(GLFW_AUTO_ICONIFY, GLFW_FALSE);
  GLFWmonitor* monitor = options.fullscreen ? glfwGetPrimaryMonitor() : nullptr;
  int width = options.width;
  int height = options.height;
  if (monitor != nullptr) {
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    width = mode->width;
    height = mode->height;
  }
  GLFWwindow* window = glfwCreateWindow(width, height, "FitMate", monitor, nullptr);
  if (window == nullptr)
    throw std::runtime_error(
        std::format("no window with OpenGL 3 can be made ({}): see to the "
                    "graphics driver, or set LIBGL_ALWAYS_SOFTWARE=1",
                    last_glfw_error()));
  return window;
}

ui::Painter make_painter(GLFWwindow* window) {
  int width = 0;
  int height = 0;
  glfwGetWindowSize(window, &width, &height);
  return {static_cast<float>(width), static_cast<float>(height)};
}

// Owns the window and tells when it has to be drawn again.
class Surface {
 public:
  explicit Surface(const WindowOptions& options) : window_(open_window(options)) {
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(1);
    if (options.fullscreen) glfwSetInputMode(window_, GLFW_CURSOR, GLFW_CURSOR_HIDDEN);
    glfwSetWindowUserPointer(window_, this);
    glfwSetWindowRefreshCallback(window_, [](GLFWwindow* window) { of(window).due(1); });
    glfwSetCursorPosCallback(
        window_, [](GLFWwindow* window, double, double) { of(window).due(frames_after_input); });
    glfwSetMouseButtonCallback(
        window_, [](GLFWwindow* window, int, int, int) { of(window).due(frames_after_input); });
  }
  ~Surface() { glfwDestroyWindow(window_); }
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;

  [[nodiscard]] GLFWwindow* window() const { return window_; }
  // True once for each frame that is due.
  bool take_due() {
    if (frames_due_ == 0) return false;
    --frames_due_;
    return true;
  }

 private:
  static Surface& of(GLFWwindow* window) {
    return *static_cast<Surface*>(glfwGetWindowUserPointer(window));
  }
  void due(int frames) { frames_due_ = std::max(frames_due_, frames); }

  GLFWwindow* window_;
  int frames_due_ = 1;
};

// The backends pass on to the callbacks that were there before them, so they come after Surface.
struct Backends {
  explicit Backends(GLFWwindow* window) {
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    if (!ImGui_ImplOpenGL3_Init("#version 130"))
      throw std::runtime_error("the graphics driver does not take OpenGL 3 shaders");
  }
  ~Backends() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
  }
  Backends(const Backends&) = delete;
  Backends& operator=(const Backends&) = delete;
};

}  // namespace

struct Window::Parts {
  Parts(const WindowOptions& options, Texts texts_)
      : surface(options),
        painter(make_painter(surface.window())),
        backends(surface.window()),
        texts(std::move(texts_)) {}

  Glfw glfw;
  Surface surface;
  ui::Painter painter;
  Backends backends;
  ui::Texture texture;
  Texts texts;

  Screen shown;
  std::uint64_t shown_picture = 0;
  std::uint64_t drawn = 0;
};

Window::Window(const WindowOptions& options, Texts texts)
    : parts_(std::make_unique<Parts>(options, std::move(texts))) {}

Window::~Window() = default;

bool Window::closed() const {
  return glfwWindowShouldClose(parts_->surface.window()) == GLFW_TRUE;
}

std::optional<Touch> Window::show(const Screen& screen, const Preview& preview) {
  auto& parts = *parts_;
  const bool picture_seen = shows_picture(screen.state);
  const bool new_picture = picture_seen && preview.picture && preview.number != parts.shown_picture;
  if (!parts.surface.take_due() && !new_picture && screen == parts.shown) return {};
  if (new_picture) parts.texture.set(*preview.picture);
  if (new_picture) parts.shown_picture = preview.number;
  parts.shown = screen;

  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  const auto touch =
      parts.painter.paint({screen, parts.texts, {parts.texture.id(), parts.texture.aspect()}});
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(parts.surface.window(), &width, &height);
  glViewport(0, 0, width, height);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(parts.surface.window());
  ++parts.drawn;
  return touch;
}

void Window::wait(std::chrono::duration<double> at_most) {
  if (at_most.count() > 0) {
    glfwWaitEventsTimeout(at_most.count());
  } else {
    glfwPollEvents();
  }
}

void Window::wake() {
  glfwPostEmptyEvent();
}

std::uint64_t Window::drawn() const {
  return parts_->drawn;
}

}  // namespace fitmate::kiosk
