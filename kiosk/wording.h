#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/screen.h"
#include "kiosk/texts.h"

namespace fitmate::kiosk {

// An amount with its name: "27 h 5 min", "This week".
struct Figure {
  std::string value;
  std::string name;
  bool operator==(const Figure&) const = default;
};

// A screen in words. Pure.
struct Words {
  std::string word;     // what happened, in one word or two
  std::string title;    // to the person
  std::string body;     // the reason and the next step; a line feed ends a line here and below
  std::string message;  // from the front desk; empty where there is none
  std::vector<Figure> figures{};  // a trainer's hours
};

// Of any state but Waiting. `time` is now, for days left and a shift's time.
Words words_for(const ScreenState& state, const std::optional<GymTime>& time, const Texts& texts);

// The short codes that are read out over the phone, with the kiosk's number: "D1-7". Letters that
// cannot be misheard for one another; kiosk/README.md says what to do at each.
std::string fault_code(Fault fault, const std::optional<domain::KioskId>& kiosk,
                       const Texts& texts);
std::string camera_code(const std::optional<domain::KioskId>& kiosk, const Texts& texts);

// "16:05"
std::string clock_text(const GymTime& time);
// "Sunday, 22 November"
std::string date_text(domain::Day day, const Texts& texts);
// "Synced 3 min ago · 2 waiting"
std::string status_text(const StatusLine& status, const Texts& texts);
// What a program says for staff, as a sentence that can be drawn.
std::string staff_text(std::string_view said);
// Beside the clock: what to do now.
std::string prompt_text(const CameraView& camera, const Texts& texts);

}  // namespace fitmate::kiosk
