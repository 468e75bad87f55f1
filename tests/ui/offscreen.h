#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "firmware/frame.h"
#include "kiosk/texts.h"
#include "kiosk/ui/painter.h"

namespace fitmate::tests {

// The kiosk's screens drawn without a display: ImGui through OpenGL into memory, as its window does
// it. One at a time.
class Offscreen {
 public:
  Offscreen(int width, int height, kiosk::Texts texts = kiosk::Texts::in_language("en"));
  ~Offscreen();
  Offscreen(const Offscreen&) = delete;
  Offscreen& operator=(const Offscreen&) = delete;

  // The picture that a member would see; `camera` is what the camera shows, if anything.
  firmware::RgbImage draw(const kiosk::Screen& screen, const firmware::RgbImage* camera = nullptr);

  // A finger down and up again at this pixel, and what it asked for.
  std::optional<kiosk::Touch> tap(const kiosk::Screen& screen, float x, float y);

  // The halves of a tap, so that something may happen between them.
  std::optional<kiosk::Touch> press(const kiosk::Screen& screen, float x, float y);
  std::optional<kiosk::Touch> hold(const kiosk::Screen& screen);
  std::optional<kiosk::Touch> lift(const kiosk::Screen& screen);

  // The texts of the last picture.
  [[nodiscard]] const std::vector<kiosk::ui::PlacedText>& placed() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace fitmate::tests
