#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/frame.h"
#include "kiosk/meal.h"
#include "kiosk/scan_box.h"
#include "kiosk/screen.h"
#include "kiosk/tick.h"

namespace fitmate::kiosk {

// Somebody who was distracted has left: the screen is the door's again. Each touch begins this
// anew, up to the whole; a finger that never leaves the screen is no touch.
inline constexpr std::chrono::milliseconds meal_code_waits{20'000};
inline constexpr std::chrono::milliseconds meal_idles{60'000};
inline constexpr std::chrono::milliseconds meal_lasts{180'000};
// Of the member's own, to be picked with one touch.
inline constexpr std::int64_t meal_picks = 4;

// What a meal is recorded by: Meal's verbs.
struct MealDesk {
  std::function<Meal::Opening(std::string_view text, const domain::ClockReading&)> open;
  std::function<Answer(const MealGuest&, const MealEntry&, const domain::ClockReading&)> keep;
  std::function<std::vector<db::kiosk::MealItem>(const MealGuest&)> picks;
  std::function<bool()> has_room;  // for another photo
};

// The way through the screens of a meal: code, photos, item, kept. Says what is to be seen; knows
// neither door nor window. One thread; blocks for the store and while a photo is encoded.
class MealFlow {
 public:
  // The box outlives this. Without a desk there are no meals here.
  MealFlow(MealDesk desk, ScanBox& box);

  [[nodiscard]] bool is_offered() const;
  [[nodiscard]] bool is_on() const { return stage_ != Stage::off; }
  [[nodiscard]] bool wants_code() const { return stage_ == Stage::code; }
  // Whether that code is the guest's own, which may still be held there.
  [[nodiscard]] bool is_guests(std::string_view text) const;

  void begin(firmware::Moment at);
  void end();
  // The refusal, where the code is not taken.
  std::optional<Answer> take_code(std::string_view text, const Tick& now);
  // What the meal came to, where this touch kept it.
  std::optional<Answer> touch(Touch touch, const Tick& now);
  // Takes the photo that was asked for, and ends what was left alone.
  void step(firmware::Moment at);

  [[nodiscard]] ScreenState screen() const;
  // The photo that is looked at; number 0: none.
  [[nodiscard]] Preview picture() const;
  [[nodiscard]] firmware::Moment ends_at() const;
  // Of its time, in hundredths.
  [[nodiscard]] int left(firmware::Moment at) const;
  [[nodiscard]] const std::string& item() const { return item_; }

 private:
  enum class Stage : std::uint8_t { off, code, aim, look, entry };

  void type(char32_t letter);
  void pick(std::size_t index);
  void keep_photo();
  Answer keep(const Tick& now);

  MealDesk desk_;
  ScanBox& box_;
  Stage stage_ = Stage::off;
  firmware::Moment began_;
  firmware::Moment touched_;
  std::optional<MealGuest> guest_;
  std::string guest_code_;  // the part that stays while a phone's digits change
  std::string name_;
  std::vector<db::kiosk::MealItem> picks_;
  bool is_asked_ = false;  // for a photo
  std::shared_ptr<const firmware::RgbImage> photo_;
  std::uint64_t photos_seen_ = 0;
  std::vector<MealPhoto> photos_;
  std::string item_;
  std::array<std::string, meal_amounts> amounts_;  // digits
  MealField on_ = MealField::item;
};

}  // namespace fitmate::kiosk
