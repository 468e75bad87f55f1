#include "kiosk/ui/bidi.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <fribidi.h>

namespace fitmate::kiosk::ui {
namespace {

// From here on there are scripts that run from right to left; all lead bytes below are of others.
constexpr std::uint8_t first_hebrew_lead = 0xD6;

bool may_run_leftwards(std::string_view text) {
  return std::ranges::any_of(
      text, [](char byte) { return static_cast<std::uint8_t>(byte) >= first_hebrew_lead; });
}

// A text as the library takes it, with what it finds of each letter.
struct Letters {
  std::vector<FriBidiChar> codes;
  std::vector<FriBidiLevel> levels;
  std::vector<FriBidiCharType> types;
  bool runs_leftwards = false;

  explicit Letters(std::string_view text) : codes(text.size() + 1) {
    const auto size = static_cast<FriBidiStrIndex>(text.size());
    const auto count =
        fribidi_charset_to_unicode(FRIBIDI_CHAR_SET_UTF8, text.data(), size, codes.data());
    codes.resize(static_cast<std::size_t>(count));
    levels.resize(codes.size());
    types.resize(codes.size());
    fribidi_get_bidi_types(codes.data(), count, types.data());
    FriBidiParType direction = FRIBIDI_PAR_ON;
    const auto highest = fribidi_get_par_embedding_levels_ex(types.data(), nullptr, count,
                                                             &direction, levels.data());
    runs_leftwards = highest > 1;
  }

  [[nodiscard]] FriBidiStrIndex count() const { return static_cast<FriBidiStrIndex>(codes.size()); }

  // Without the places that a ligature left empty.
  [[nodiscard]] std::string text() const {
    auto kept = codes;
    std::erase(kept, FriBidiChar{FRIBIDI_CHAR_FILL});
    std::string out(kept.size() * 4 + 1, '\0');
    const auto size = fribidi_unicode_to_charset(
        FRIBIDI_CHAR_SET_UTF8, kept.data(), static_cast<FriBidiStrIndex>(kept.size()), out.data());
    out.resize(static_cast<std::size_t>(size));
    return out;
  }
};

}  // namespace

std::string joined(std::string_view text) {
  if (!may_run_leftwards(text)) return std::string{text};
  Letters letters{text};
  if (!letters.runs_leftwards) return std::string{text};
  std::vector<FriBidiArabicProp> joining(letters.codes.size());
  fribidi_get_joining_types(letters.codes.data(), letters.count(), joining.data());
  fribidi_join_arabic(letters.types.data(), letters.count(), letters.levels.data(), joining.data());
  fribidi_shape(FRIBIDI_FLAGS_ARABIC, letters.levels.data(), letters.count(), joining.data(),
                letters.codes.data());
  return letters.text();
}

std::string in_visual_order(std::string_view line) {
  if (!may_run_leftwards(line)) return std::string{line};
  Letters letters{line};
  if (!letters.runs_leftwards) return std::string{line};
  const auto highest =
      fribidi_reorder_line(FRIBIDI_FLAG_REORDER_NSM, letters.types.data(), letters.count(), 0,
                           FRIBIDI_PAR_ON, letters.levels.data(), letters.codes.data(), nullptr);
  // It found no room to work in.
  if (highest == 0) return std::string{line};
  return letters.text();
}

}  // namespace fitmate::kiosk::ui
