#include "tests/ui/offscreen.h"

#define EGL_EGLEXT_PROTOTYPES
#define GL_GLEXT_PROTOTYPES
#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#include <backends/imgui_impl_opengl3.h>

#include "kiosk/ui/texture.h"

namespace fitmate::tests {
namespace {

// Mesa's surfaceless platform: a context that needs neither a display nor a graphics card.
class Context {
 public:
  Context() {
    // The same bits on every machine.
    setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
    setenv("LP_NUM_THREADS", "1", 1);
    display_ = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (eglInitialize(display_, nullptr, nullptr) == 0) throw std::runtime_error("EGL: no display");
    eglBindAPI(EGL_OPENGL_API);
    constexpr std::array wanted = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 1,
                                   EGL_NONE};
    context_ = eglCreateContext(display_, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, wanted.data());
    if (context_ == EGL_NO_CONTEXT ||
        eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) == 0)
      throw std::runtime_error("EGL: no OpenGL 3");
  }
  ~Context() {
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(display_, context_);
    eglTerminate(display_);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

 private:
  EGLDisplay display_ = nullptr;
  EGLContext context_ = nullptr;
};

class Target {
 public:
  Target(int width, int height) {
    glGenFramebuffers(1, &frame_);
    glBindFramebuffer(GL_FRAMEBUFFER, frame_);
    glGenRenderbuffers(1, &pixels_);
    glBindRenderbuffer(GL_RENDERBUFFER, pixels_);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, pixels_);
  }
  ~Target() {
    glDeleteRenderbuffers(1, &pixels_);
    glDeleteFramebuffers(1, &frame_);
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

 private:
  GLuint frame_ = 0;
  GLuint pixels_ = 0;
};

struct Backend {
  Backend() {
    if (!ImGui_ImplOpenGL3_Init("#version 130")) throw std::runtime_error("ImGui: no OpenGL 3");
  }
  ~Backend() { ImGui_ImplOpenGL3_Shutdown(); }
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
};

}  // namespace

struct Offscreen::Parts {
  Parts(int width_, int height_, kiosk::Texts texts_)
      : width(width_),
        height(height_),
        target(width, height),
        painter(static_cast<float>(width), static_cast<float>(height)),
        texts(std::move(texts_)) {}

  std::optional<kiosk::Touch> paint(const kiosk::Screen& screen) {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    return painter.paint({screen, texts, preview});
  }

  void render() const {
    glViewport(0, 0, width, height);
    glClearColor(1, 0, 1, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glFinish();
  }

  int width;
  int height;
  Context context;
  Target target;
  kiosk::ui::Painter painter;
  Backend backend;
  kiosk::ui::Texture texture;
  kiosk::ui::PreviewTexture preview;
  kiosk::Texts texts;
};

Offscreen::Offscreen(int width, int height, kiosk::Texts texts)
    : parts_(std::make_unique<Parts>(width, height, std::move(texts))) {}
Offscreen::~Offscreen() = default;

firmware::RgbImage Offscreen::draw(const kiosk::Screen& screen, const firmware::RgbImage* camera) {
  parts_->preview = {};
  if (camera != nullptr) {
    parts_->texture.set(*camera);
    parts_->preview = {parts_->texture.id(), parts_->texture.aspect()};
  }
  parts_->paint(screen);
  parts_->render();
  firmware::RgbImage image{parts_->width, parts_->height, {}};
  const auto row = static_cast<std::size_t>(image.width) * 3;
  image.pixels.resize(row * static_cast<std::size_t>(image.height));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, image.width, image.height, GL_RGB, GL_UNSIGNED_BYTE, image.pixels.data());
  // OpenGL's first row is the lowest.
  for (std::size_t top = 0, low = static_cast<std::size_t>(image.height) - 1; top < low;
       ++top, --low)
    std::ranges::swap_ranges(std::span(image.pixels).subspan(top * row, row),
                             std::span(image.pixels).subspan(low * row, row));
  return image;
}

std::optional<kiosk::Touch> Offscreen::tap(const kiosk::Screen& screen, float x, float y) {
  const auto early = press(screen, x, y);
  const auto asked = lift(screen);
  return asked ? asked : early;
}

std::optional<kiosk::Touch> Offscreen::press(const kiosk::Screen& screen, float x, float y) {
  auto& io = ImGui::GetIO();
  io.AddMousePosEvent(x, y);
  const auto early = parts_->paint(screen);
  io.AddMouseButtonEvent(0, true);
  const auto asked = parts_->paint(screen);
  return asked ? asked : early;
}

std::optional<kiosk::Touch> Offscreen::hold(const kiosk::Screen& screen) {
  return parts_->paint(screen);
}

std::optional<kiosk::Touch> Offscreen::lift(const kiosk::Screen& screen) {
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  return parts_->paint(screen);
}

const std::vector<kiosk::ui::PlacedText>& Offscreen::placed() const {
  return parts_->painter.placed();
}

}  // namespace fitmate::tests
