#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "db/kiosk/kiosk_store.h"
#include "domain/trusted_clock.h"
#include "firmware/door.h"
#include "firmware/frame.h"
#include "firmware/sound.h"
#include "kiosk/check_in.h"
#include "kiosk/invitation.h"
#include "kiosk/keypad.h"
#include "kiosk/meal_flow.h"
#include "kiosk/scan_box.h"
#include "kiosk/screen.h"
#include "kiosk/tick.h"

namespace fitmate::kiosk {

// How long each answer stays: long enough to read it from two metres. A yes can be taken back for
// as long; whoever comes next does not wait for it (`glance`).
inline constexpr std::chrono::milliseconds yes_stays{10000};
inline constexpr std::chrono::milliseconds undone_stays{4000};
inline constexpr std::chrono::milliseconds refused_stays{9000};
inline constexpr std::chrono::milliseconds leaving_stays{12000};
inline constexpr std::chrono::milliseconds not_ours_stays{3000};
inline constexpr std::chrono::milliseconds meal_kept_stays{4000};
inline constexpr std::chrono::milliseconds enrolled_stays{6000};
// The next person's code replaces an answer after this: a glance at it must be possible.
inline constexpr std::chrono::milliseconds glance{1500};
// A code that lay in the box for longer is not answered: its owner may have walked on, and the door
// would open for nobody.
inline constexpr std::chrono::milliseconds code_goes_stale_after{5000};
// Somebody tries codes: after this many bad ones within the minute each next one has to wait.
inline constexpr std::size_t guesses_a_minute = 10;
inline constexpr std::chrono::milliseconds guessers_wait{3000};
// A finger that still lay there when the answer came did not mean it.
inline constexpr std::chrono::milliseconds touch_counts_after{400};
// The status line is in minutes; before enrolment somebody stands there and waits.
inline constexpr std::chrono::milliseconds status_every{10000};
inline constexpr std::chrono::milliseconds enrolled_every{2000};
inline constexpr std::chrono::milliseconds enrolling_every{200};

// What a code is answered by: CheckIn's verbs.
struct Desk {
  std::function<Answer(const GivenCode&, const domain::ClockReading&)> answer;
  // Empty where the door goes one way alone: nobody leaves by it then.
  std::function<Answer(const GivenCode&, const domain::ClockReading& asked,
                       const domain::ClockReading&)>
      leave;
  std::function<domain::Result<void, std::string>(const domain::EventId&,
                                                  const domain::ClockReading&)>
      undo;
  // Somebody's picture, null where there is none; without it nobody has one.
  std::function<std::shared_ptr<const firmware::RgbImage>(const domain::Hash&)> portrait = {};
};

// door_on_store_failure: what the door does for whom the rules let pass, where that cannot be
// recorded.
enum class OnStoreFailure : std::uint8_t { stay_shut, open };

// The kiosk without its window: takes codes from the box, has them answered, works the door and the
// sound, and says what is to be seen. A store that breaks becomes a screen. One thread; blocks for
// the store alone.
class App {
 public:
  // All outlive this.
  App(ScanBox& box, Desk desk, firmware::Door& door, firmware::Sound& sound,
      db::kiosk::KioskStore& store, MealDesk meals = {}, EnrolDesk enrol = {},
      OnStoreFailure on_store_failure = OnStoreFailure::stay_shut);

  // One turn. Answers when it wants the next at the latest; a code in the box or a finger is a
  // reason to come sooner.
  firmware::Moment step(const Tick& now);

  void touch(Touch touch, const Tick& now);

  // As of the last step.
  [[nodiscard]] const Screen& screen() const { return screen_; }

  // What is to be seen in the picture's place, where that is not the camera's; number 0: nothing.
  [[nodiscard]] Preview picture() const;

  struct Counts {
    std::uint64_t answered = 0;
    std::uint64_t held_on = 0;  // a phone's next digits while it was still held there
    std::uint64_t stale = 0;    // codes that lay in the box for too long
    bool operator==(const Counts&) const = default;
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  void keep_counts();
  void refresh_status(const Tick& now);
  void take_code(const Tick& now);
  void take_typed(const Tick& now);
  bool take_invitation(std::string_view text);
  void begin_enrolment(const Invitation& invitation);
  void watch_enrolment(const Tick& now);
  void touch_enrolment(Touch touch);
  void leave(const Tick& now);
  void undo(const Tick& now);
  void fail_to_record(const std::string& why);
  void say_yes(const Answer& answer, const Tick& now);
  Notes notes_of(const Answer& answer);
  void give_answer(const Answer& answer, const GivenCode& code, const Tick& now);
  void give_refusal(const Answer& answer, const GivenCode& code, const Tick& now);
  void give_meal_refusal(const Answer& answer, const GivenCode& code, const Tick& now);
  void take_meal_code(std::string_view text, const Tick& now);
  void touch_at_rest(Touch touch, const Tick& now);
  void touch_keypad(Touch touch, const Tick& now);
  void touch_meal(Touch touch, const Tick& now);
  void end_meal(const Answer& answer, const Tick& now);
  bool work_door(const Answer& answer, const Tick& now);
  void slow_guessers(const Answer& answer, firmware::Moment at);
  void show(ScreenState state, std::chrono::milliseconds stays, firmware::Moment at);
  void back_to_rest();
  void break_down(const char* what);
  void compose(const Tick& now);
  [[nodiscard]] int time_left_at_rest(firmware::Moment at) const;
  [[nodiscard]] firmware::Moment next_step(firmware::Moment at) const;
  [[nodiscard]] ScreenState at_rest() const;

  ScanBox& box_;
  Desk desk_;
  firmware::Door& door_;
  firmware::Sound& sound_;
  db::kiosk::KioskStore& store_;
  OnStoreFailure on_store_failure_;

  EnrolDesk enrol_;
  std::optional<Invitation> invitation_;  // the last one
  bool is_enrolling_ = false;
  std::string enrol_trouble_;  // until somebody touches it away

  Keypad keypad_;
  MealFlow meal_;

  Screen screen_;
  std::optional<db::kiosk::Device> device_;
  std::optional<db::kiosk::StoreStatus> status_;
  std::optional<firmware::Moment> status_due_;
  std::optional<Fault> fault_;
  std::string complaint_;
  std::string record_complaint_;  // why answers are not recorded, as it was said last
  std::string counts_complaint_;  // why counts are not kept, as it was said last

  // The answer on the screen, until it goes by itself.
  struct Shown {
    firmware::Moment since;
    firmware::Moment until;
  };
  std::optional<Shown> shown_;
  std::string let_through_;  // whose code was last answered with a yes; empty after a no
  // Whose code is behind "Leaving?", no longer than it is offered.
  struct Leaver {
    std::variant<std::string, domain::TypedCode> code;
    domain::ClockReading asked;
  };
  std::optional<Leaver> leaver_;
  std::optional<domain::EventId> undoable_;             // the yes on the screen
  std::shared_ptr<const firmware::RgbImage> portrait_;  // of whom the yes is said to
  std::optional<firmware::Moment> ready_at_;            // for the next code
  std::optional<firmware::Moment> door_due_;
  std::deque<firmware::Moment> guesses_;

  // The door is pulsed once for an event and once more for its repeat.
  std::optional<domain::EventId> repulsed_;

  Counts counts_;
};

}  // namespace fitmate::kiosk
