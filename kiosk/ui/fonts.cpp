#include "kiosk/ui/fonts.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <imgui_internal.h>

#include "kiosk/first_name.h"

namespace fitmate::kiosk::ui {
namespace {

struct File {
  Type type;
  const char* file;
  const char* other_scripts;  // their file; empty: without them
  float size;                 // of its line
  bool digits_only = false;
};

constexpr const char* regular = "DejaVuSans.ttf";
constexpr const char* bold = "DejaVuSans-Bold.ttf";

// Inter for reading, its display cut for what is large; DejaVu for the scripts that Inter lacks,
// but for the largest letters, which would not find room beside the others in one texture.
constexpr std::array<File, 6> files = {{
    {Type::caption, "Inter-Medium.otf", regular, 20},
    {Type::body, "Inter-Medium.otf", regular, 28},
    {Type::lead, "InterDisplay-SemiBold.otf", bold, 35},
    {Type::title, "InterDisplay-SemiBold.otf", bold, 44},
    {Type::headline, "InterDisplay-Bold.otf", "", 80},
    {Type::clock, "InterDisplay-SemiBold.otf", "", 104, true},
}};
// The headline's letters, drawn smaller: as a font of its own it would want as much memory again.
constexpr float display_size = 56;
constexpr std::string_view inter = "/usr/share/fonts/opentype/inter/";
constexpr std::string_view dejavu = "/usr/share/fonts/truetype/dejavu/";

// Of the other scripts: Armenian, Hebrew, Arabic's punctuation and digits, Georgian, and the joined
// forms of Arabic's letters.
constexpr std::array<ImWchar, 19> other_ranges = {
    0x0531, 0x0587, 0x05D0, 0x05F4, 0x060C, 0x061F, 0x0660, 0x0669, 0x06F0, 0x06F9,
    0x10D0, 0x10FA, 0xFB50, 0xFBB1, 0xFBFC, 0xFBFF, 0xFE80, 0xFEFC, 0};

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

std::string existing(std::string_view folder, const char* file, const char* package) {
  auto path = std::string(folder) + file;
  if (!std::filesystem::exists(path)) {
    throw std::runtime_error("the font " + path + " is missing: install the package " + package);
  }
  return path;
}

Typeface add_file(ImFontAtlas& atlas, const File& file, float scale) {
  const float size = std::round(file.size * scale);
  ImFontConfig config;
  config.OversampleH = 1;
  config.PixelSnapH = true;
  auto* font =
      atlas.AddFontFromFileTTF(existing(inter, file.file, "fonts-inter").c_str(), size, &config,
                               file.digits_only ? digit_ranges.data() : letter_ranges());
  if (*file.other_scripts == '\0') return {font, size};
  config.MergeMode = true;
  atlas.AddFontFromFileTTF(existing(dejavu, file.other_scripts, "fonts-dejavu-core").c_str(), size,
                           &config, other_ranges.data());
  return {font, size};
}

}  // namespace

float Typeface::width_of(std::string_view text) const {
  return font
      ->CalcTextSizeA(size, std::numeric_limits<float>::max(), 0, text.data(),
                      text.data() + text.size())
      .x;
}

Fonts::Fonts(float scale) {
  auto& atlas = *ImGui::GetIO().Fonts;
  // The boards' graphics take textures of 4096 either way, and memory is shared with the program.
  atlas.TexDesiredWidth = 4096;
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoPowerOfTwoHeight;
  for (const auto& file : files) {
    faces_.at(static_cast<std::size_t>(file.type)) = add_file(atlas, file, scale);
  }
  faces_.at(static_cast<std::size_t>(Type::display)) = {get(Type::headline).font,
                                                        std::round(display_size * scale)};
  atlas.Build();
}

bool Fonts::holds(Type type, std::string_view text) const {
  const auto* font = get(type).font;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    unsigned int code = 0;
    at += ImTextCharFromUtf8(&code, at, end);
    if (code == '\n') continue;
    if (font->FindGlyphNoFallback(static_cast<ImWchar>(code)) == nullptr) return false;
  }
  return true;
}

}  // namespace fitmate::kiosk::ui
