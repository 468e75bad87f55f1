#include "kiosk/ui/texture.h"

#include <bit>
#include <cstdint>

#include <GL/gl.h>

namespace fitmate::kiosk::ui {

Texture::~Texture() {
  if (name_ != 0) glDeleteTextures(1, &name_);
}

void Texture::set(const firmware::RgbImage& picture) {
  if (name_ == 0) glGenTextures(1, &name_);
  glBindTexture(GL_TEXTURE_2D, name_);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  if (picture.width == width_ && picture.height == height_) {
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width_, height_, GL_RGB, GL_UNSIGNED_BYTE,
                    picture.pixels.data());
  } else {
    width_ = picture.width;
    height_ = picture.height;
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB, width_, height_, 0, GL_RGB, GL_UNSIGNED_BYTE,
                 picture.pixels.data());
  }
}

ImTextureID Texture::id() const {
  return std::bit_cast<ImTextureID>(static_cast<std::uintptr_t>(name_));
}

float Texture::aspect() const {
  return height_ == 0 ? 1 : static_cast<float>(width_) / static_cast<float>(height_);
}

}  // namespace fitmate::kiosk::ui
