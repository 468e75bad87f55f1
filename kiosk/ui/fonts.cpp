#include "kiosk/ui/fonts.h"

#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "kiosk/first_name.h"

namespace fitmate::kiosk::ui {
namespace {

struct Face {
  Type type;
  const char* file;
  float size;  // of its line
  bool digits_only;
};

// Inter for reading, its display cut for what is large.
constexpr std::array<Face, type_count> faces = {{
    {Type::caption, "Inter-Medium.otf", 20, false},
    {Type::body, "Inter-Medium.otf", 28, false},
    {Type::lead, "InterDisplay-SemiBold.otf", 35, false},
    {Type::title, "InterDisplay-SemiBold.otf", 44, false},
    {Type::headline, "InterDisplay-Bold.otf", 80, false},
    {Type::clock, "InterDisplay-SemiBold.otf", 118, true},
}};
constexpr const char* folder = "/usr/share/fonts/opentype/inter/";

// ImGui keeps the pointer, so it lives as long as the program.
const ImWchar* letter_ranges() {
  static const auto ranges = [] {
    std::vector<ImWchar> all;
    for (const auto& range : drawn_characters) {
      all.push_back(range.first);
      all.push_back(range.last);
    }
    all.push_back(0);
    return all;
  }();
  return ranges.data();
}

constexpr std::array<ImWchar, 3> digit_ranges = {' ', ':', 0};

}  // namespace

Fonts::Fonts(float scale) {
  auto& atlas = *ImGui::GetIO().Fonts;
  // The boards' graphics take textures of 4096 either way, and memory is shared with the program.
  atlas.TexDesiredWidth = 4096;
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoPowerOfTwoHeight;
  for (const auto& face : faces) {
    const std::string path = std::string(folder) + face.file;
    if (!std::filesystem::exists(path))
      throw std::runtime_error("the font " + path + " is missing: install the package fonts-inter");
    ImFontConfig config;
    config.OversampleH = 1;
    config.PixelSnapH = true;
    fonts_.at(static_cast<std::size_t>(face.type)) =
        atlas.AddFontFromFileTTF(path.c_str(), std::round(face.size * scale), &config,
                                 face.digits_only ? digit_ranges.data() : letter_ranges());
  }
  atlas.Build();
}

}  // namespace fitmate::kiosk::ui
