#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "domain/typed_code.h"
#include "firmware/frame.h"
#include "kiosk/screen.h"

namespace fitmate::kiosk {

// Somebody who walked away leaves no digits for the next one.
inline constexpr std::chrono::milliseconds typing_ends_after{45000};
// Digits can be guessed: after this many wrong codes nobody types for a while. Fingers are slow, so
// tries count longer than the stop lasts.
inline constexpr std::size_t wrong_codes_most = 5;
inline constexpr std::chrono::minutes wrong_codes_count_for{10};
inline constexpr std::chrono::minutes typing_stops_for{1};

// A code under the fingers, key by key, and how often it was wrong of late.
class Keypad {
 public:
  [[nodiscard]] bool is_on() const { return touched_.has_value(); }
  [[nodiscard]] bool is_stopped(firmware::Moment at) const;
  void begin(firmware::Moment at);
  void end();

  void type(char32_t key, firmware::Moment at);
  // What was typed becomes a code that waits to be taken; nothing where letters are missing.
  void enter();
  std::optional<domain::TypedCode> take();

  // Ends what was left lying.
  void step(firmware::Moment at);
  void note_wrong(firmware::Moment at);

  [[nodiscard]] Typing screen() const;
  [[nodiscard]] firmware::Moment ends_at() const { return *touched_ + typing_ends_after; }
  [[nodiscard]] int left(firmware::Moment at) const;  // hundredths

 private:
  std::optional<firmware::Moment> touched_;  // none while nobody types
  std::string typed_;
  std::optional<domain::TypedCode> entered_;
  std::deque<firmware::Moment> wrong_;
  std::optional<firmware::Moment> stopped_until_;
};

}  // namespace fitmate::kiosk
