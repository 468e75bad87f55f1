#pragma once

#include <array>
#include <string>
#include <string_view>

namespace fitmate::kiosk {

// The characters that the screen's fonts hold, first and last of each range: Latin with the accents
// of Europe and Vietnam, Greek, Cyrillic, the punctuation around them, then Armenian, Hebrew,
// Arabic with the letters of Persian and Urdu, and Georgian. Each is drawn in every size when the
// program starts, so what hardly any name has is left out. Arabic letters stand here as they are
// written down; on the screen they are joined (ui/bidi).
struct CharacterRange {
  char16_t first;
  char16_t last;
};
inline constexpr std::array<CharacterRange, 34> drawn_characters = {{
    {0x0020, 0x007E}, {0x00A0, 0x017F}, {0x01A0, 0x01B0}, {0x0218, 0x021B}, {0x0370, 0x03FF},
    {0x0400, 0x04FF}, {0x0531, 0x0556}, {0x0561, 0x0587}, {0x05D0, 0x05EA}, {0x05F3, 0x05F4},
    {0x060C, 0x060C}, {0x061B, 0x061F}, {0x0621, 0x063A}, {0x0641, 0x064A}, {0x0660, 0x0669},
    {0x0679, 0x0679}, {0x067E, 0x067E}, {0x0686, 0x0686}, {0x0688, 0x0688}, {0x0691, 0x0691},
    {0x0698, 0x0698}, {0x06A9, 0x06A9}, {0x06AF, 0x06AF}, {0x06BA, 0x06BA}, {0x06BE, 0x06BE},
    {0x06C1, 0x06C1}, {0x06CC, 0x06CC}, {0x06D2, 0x06D2}, {0x06F0, 0x06F9}, {0x10D0, 0x10FA},
    {0x1E80, 0x1E85}, {0x1E9E, 0x1EF9}, {0x2010, 0x2027}, {0x20AC, 0x20AC},
}};

// The first word of a name as the screen can draw it: one bullet stands for the characters in a row
// that no font of ours holds; marks that only sit on or between letters, and what is no UTF-8, are
// left out. Empty where no letter is left; the greeting then goes without a name. At most 40
// characters.
std::string first_name(std::string_view full_name);

// All of a text in the same manner, for names that are shown whole; at most 60 characters.
std::string drawable(std::string_view text);

// The same of a sentence; at most 200 characters.
std::string drawable_message(std::string_view text);

}  // namespace fitmate::kiosk
