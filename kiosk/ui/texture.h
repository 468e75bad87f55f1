#pragma once

#include <imgui.h>

#include "firmware/frame.h"

namespace fitmate::kiosk::ui {

// One picture in the graphics' memory, replaced again and again. Needs a current OpenGL context
// for all of its life.
class Texture {
 public:
  Texture() = default;
  ~Texture();
  Texture(const Texture&) = delete;
  Texture& operator=(const Texture&) = delete;

  void set(const firmware::RgbImage& picture);

  // Null before the first picture.
  [[nodiscard]] ImTextureID id() const;
  [[nodiscard]] float aspect() const;

 private:
  unsigned name_ = 0;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace fitmate::kiosk::ui
