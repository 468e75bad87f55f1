#pragma once

#include <array>
#include <string>
#include <string_view>

namespace fitmate::kiosk {

// The characters that the screen's fonts hold, first and last of each range: Latin with the accents
// of Europe and Vietnam, Greek, Cyrillic, the punctuation around them. Each is drawn in every size
// when the program starts, so what hardly any name has is left out.
struct CharacterRange {
  char16_t first;
  char16_t last;
};
inline constexpr std::array<CharacterRange, 10> drawn_characters = {{
    {0x0020, 0x007E},
    {0x00A0, 0x017F},
    {0x01A0, 0x01B0},
    {0x0218, 0x021B},
    {0x0370, 0x03FF},
    {0x0400, 0x04FF},
    {0x1E80, 0x1E85},
    {0x1E9E, 0x1EF9},
    {0x2010, 0x2027},
    {0x20AC, 0x20AC},
}};

// The first word of a name as the screen can draw it: characters that no font of ours holds are
// left out, and so is what is no UTF-8. Empty where nothing is left; the greeting then goes without
// a name. At most 40 characters.
std::string first_name(std::string_view full_name);

// All of a text in the same manner, for names that are shown whole; at most 60 characters.
std::string drawable(std::string_view text);

}  // namespace fitmate::kiosk
