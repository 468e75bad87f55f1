#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/event.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/shift.h"
#include "firmware/camera.h"
#include "firmware/qr_reader.h"

namespace fitmate::kiosk {

// All that can be shown, as values: whoever draws needs nothing else, and two equal screens look
// the same, so a screen is drawn again only when its value changed.

enum class Passage : std::uint8_t { came_in, went_out, shift_started, shift_ended };

// Nobody is being answered: the camera's picture and the clock.
struct Waiting {
  bool offers_meal = false;
  bool operator==(const Waiting&) const = default;
};

// What is told to a person beside the answer; each where there is something to tell.
struct Notes {
  std::optional<domain::Day> last_day;       // of the membership of who comes in
  std::optional<std::int64_t> visits_left;   // of who comes in
  std::optional<domain::WorkedTime> worked;  // a trainer's, as punched at this kiosk
  std::string message;                       // from the front desk
  bool has_portrait = false;                 // the shown picture is the person's own
  bool operator==(const Notes&) const = default;
};

// A yes. Exists only once the event is in the store.
struct Admitted {
  std::string name;  // the first name; empty where it cannot be drawn
  Passage passage{};
  bool door_failed = false;  // recorded, but the door did not obey
  Notes notes{};
  bool operator==(const Admitted&) const = default;
};

// A yes with a word of warning.
struct Warned {
  std::string name;
  Passage passage{};
  domain::Reason reason{};
  std::optional<domain::Day> last_day;  // of the membership
  bool door_failed = false;
  Notes notes{};
  bool operator==(const Warned&) const = default;
};

struct Refused {
  std::string name;
  domain::Reason reason{};
  std::optional<domain::Day> last_day;
  bool of_meal = false;
  bool typed = false;  // on the keypad
  bool operator==(const Refused&) const = default;
};

// "Leaving?" to somebody who came in a moment ago.
struct LeavingOffered {
  std::string name;
  bool operator==(const LeavingOffered&) const = default;
};

// "That's not me": the yes before was taken back.
struct Undone {
  bool operator==(const Undone&) const = default;
};

// A code of somebody else's: a ticket, a poster.
struct NotOurs {
  bool operator==(const NotOurs&) const = default;
};

// What keeps the kiosk from its work; each has a short code that is read out over the phone.
enum class Fault : std::uint8_t {
  not_recorded,  // an answer could not be stored: most likely the disk is full
  store,         // the store cannot be read
  revoked,       // the centre no longer wants this kiosk
};

struct OutOfOrder {
  Fault fault{};
  bool door_open = false;     // as door_on_store_failure has it, although nothing was recorded
  bool still_counts = false;  // the yes before, which could not be taken back
  bool operator==(const OutOfOrder&) const = default;
};

// Before `enrol`: an invitation may be held to the camera.
struct NotEnrolled {
  bool operator==(const NotEnrolled&) const = default;
};

// An invitation was read, and the centre is being asked.
struct Enrolling {
  std::string central_url;
  bool operator==(const Enrolling&) const = default;
};

struct EnrolFailed {
  std::string detail;  // why, and what to do
  bool operator==(const EnrolFailed&) const = default;
};

struct Enrolled {
  std::string gym;
  bool operator==(const Enrolled&) const = default;
};

// A code under the fingers: whose, and the digits of the moment.
struct Typing {
  std::string person;  // as typed so far
  std::string digits;
  bool may_enter = false;
  bool operator==(const Typing&) const = default;
};

// Too many codes were wrong: nobody types for a while.
struct TypingStopped {
  bool operator==(const TypingStopped&) const = default;
};

// A meal, from the button on. Whose is it?
struct MealCode {
  bool operator==(const MealCode&) const = default;
};

// The camera's picture and the shutter.
struct MealAim {
  std::string name;
  std::size_t taken = 0;  // photos that are to be kept
  bool taking = false;    // asked for, not there yet
  bool operator==(const MealAim&) const = default;
};

// The photo: again, or keep?
struct MealLook {
  std::uint64_t number = 0;  // another photo, another number
  bool may_take_more = true;
  bool operator==(const MealLook&) const = default;
};

// What of a meal is typed: its name, or an amount in kcal or grams.
enum class MealField : std::uint8_t { item, calories, protein, carbohydrates, fat };
inline constexpr std::size_t meal_amounts = 4;
constexpr std::size_t amount_index(MealField field) {
  return static_cast<std::size_t>(field) - 1;
}

// What is it, and how much?
struct MealItems {
  std::string item;                               // as typed so far
  std::array<std::string, meal_amounts> amounts;  // digits, of the other fields in their order
  MealField on = MealField::item;
  bool may_save = false;
  std::vector<std::string> picks;
  bool operator==(const MealItems&) const = default;
};

// Exists only once the event is in the store.
struct MealKept {
  std::string name;
  std::string item;
  bool operator==(const MealKept&) const = default;
};

struct MealNotKept {
  bool operator==(const MealNotKept&) const = default;
};

using ScreenState =
    std::variant<Waiting, Admitted, Warned, Refused, LeavingOffered, Undone, NotOurs, OutOfOrder,
                 NotEnrolled, Enrolling, EnrolFailed, Enrolled, Typing, TypingStopped, MealCode,
                 MealAim, MealLook, MealItems, MealKept, MealNotKept>;

// Whether a code can be typed: at rest, and where only the next code shows whether one can be
// recorded again. Without a camera no other code may come.
inline bool offers_typing(const ScreenState& state) {
  const auto* broken = std::get_if<OutOfOrder>(&state);
  return std::holds_alternative<Waiting>(state) ||
         (broken != nullptr && *broken == OutOfOrder{Fault::not_recorded});
}

// Of a yes; null on every other screen.
inline const Notes* notes_on(const ScreenState& state) {
  if (const auto* admitted = std::get_if<Admitted>(&state)) return &admitted->notes;
  const auto* warned = std::get_if<Warned>(&state);
  return warned != nullptr ? &warned->notes : nullptr;
}

inline bool shows_portrait(const ScreenState& state) {
  const auto* notes = notes_on(state);
  return notes != nullptr && notes->has_portrait;
}

// Whether a picture is a part of the screen: the camera's, a photo of it, or somebody's own.
inline bool shows_picture(const ScreenState& state) {
  return shows_portrait(state) || std::holds_alternative<Waiting>(state) ||
         std::holds_alternative<NotEnrolled>(state) || std::holds_alternative<MealCode>(state) ||
         std::holds_alternative<MealAim>(state) || std::holds_alternative<MealLook>(state);
}

// The time on the gym's wall.
struct GymTime {
  domain::Day day;
  std::chrono::minutes minute{};  // since midnight, 0 to 1439
  bool operator==(const GymTime&) const = default;
};

// How the exchange with the centre stands.
struct StatusLine {
  std::optional<std::chrono::minutes> synced_ago;  // none: never
  std::int64_t waiting = 0;                        // events and photos not yet at the centre
  std::string trouble;  // what staff should see to; empty while all is well
  bool operator==(const StatusLine&) const = default;
};

// What is said in and beside the camera's picture.
struct CameraView {
  firmware::CameraStatus::State state = firmware::CameraStatus::State::starting;
  std::string problem;  // what is wrong and what to do, for staff
  firmware::ReadHint hint = firmware::ReadHint::none;
  bool operator==(const CameraView&) const = default;
};

struct Screen {
  ScreenState state = Waiting{};
  std::string gym;
  std::optional<domain::KioskId> kiosk;
  std::optional<GymTime> time;  // none while the gym's zone is not known
  StatusLine status;
  CameraView camera;
  std::uint64_t answer = 0;  // another answer, another number: no finger reaches from one into it
  // Of a screen that goes by itself: how far it has come in, and what is left of its time; in
  // hundredths, so that equal values mean an equal picture.
  int entered = 100;
  int left = 0;
  bool operator==(const Screen&) const = default;
};

// What a finger can ask for.
struct Touch {
  enum Kind : std::uint8_t {
    leave,        // "Leaving?": yes
    stay,         // "Leaving?": no
    not_me,       // takes the yes on the screen back
    dismiss,      // away with this answer
    enrol_again,  // with the same invitation
    enrol_leave,
    type_begin,
    type_key,  // value: a letter, or backspace
    type_enter,
    type_cancel,
    meal_begin,
    meal_cancel,
    meal_take,   // a photo
    meal_again,  // throw this photo away
    meal_more,   // keep it, and take another
    meal_next,   // keep it, and go on
    meal_to,     // value: a MealField
    meal_pick,   // value: which of the picks
    meal_key,    // value: a letter, or backspace
    meal_save,
  };
  static constexpr char32_t backspace = '\b';

  // NOLINTNEXTLINE(google-explicit-constructor): a kind alone is a touch.
  constexpr Touch(Kind asked, char32_t with = 0) : kind{asked}, value{with} {}
  constexpr explicit Touch(MealField field) : kind{meal_to}, value{static_cast<char32_t>(field)} {}

  Kind kind;
  char32_t value;
  bool operator==(const Touch&) const = default;
};

}  // namespace fitmate::kiosk
