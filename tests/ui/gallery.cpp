#include "tests/ui/gallery.h"

#include <format>
#include <utility>

#include "kiosk/first_name.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using domain::Reason;
using firmware::ReadHint;
using kiosk::Passage;
using State = firmware::CameraStatus::State;

kiosk::Screen base(kiosk::ScreenState state) {
  kiosk::Screen screen;
  screen.state = std::move(state);
  screen.gym = "Iron Hall";
  screen.kiosk = domain::KioskId{7};
  screen.time = kiosk::GymTime{*domain::parse_day("2026-11-22"), 16h + 5min};
  screen.status = {.synced_ago = 3min, .waiting = 2, .trouble = {}};
  screen.camera.state = State::streaming;
  return screen;
}

kiosk::Screen answer(kiosk::ScreenState state) {
  auto screen = base(std::move(state));
  screen.left = 70;
  return screen;
}

kiosk::Screen camera(State state, std::string problem, ReadHint hint = ReadHint::none) {
  auto screen = base(kiosk::Waiting{});
  screen.camera = {state, std::move(problem), hint};
  return screen;
}

kiosk::Screen troubled() {
  auto screen = base(kiosk::Waiting{});
  screen.gym = "The Very Long Name Of A Gym That Never Fitted Anywhere Before";
  screen.status = {.synced_ago = 50h,
                   .waiting = 123456,
                   .trouble = "3 events were not taken by the centre: see quarantine list"};
  return screen;
}

// As first_name leaves them: forty of the widest letters, and a long word with accents.
const std::string widest(40, 'W');
const std::string accented = "Ĝéréldïñøßłžščřÿảẫệ";

void add_answers(std::vector<Picture>& all) {
  using namespace kiosk;
  const auto add = [&](std::string name, ScreenState state) {
    all.push_back({std::move(name), answer(std::move(state))});
  };
  const auto march = domain::parse_day("2026-03-12");
  add("admitted_in", Admitted{"Ana", Passage::came_in});
  add("admitted_out", Admitted{"Ana", Passage::went_out});
  add("admitted_shift", Admitted{"Konstantin", Passage::shift_started});
  add("admitted_nameless", Admitted{"", Passage::came_in});
  add("admitted_widest", Admitted{widest, Passage::came_in});
  add("admitted_accented", Admitted{accented, Passage::went_out});
  add("admitted_door_failed", Admitted{"Ana", Passage::came_in, true});
  const auto hebrew = first_name("אברהם");
  const auto arabic = first_name("مُحَمَّد");
  add("admitted_hebrew", Admitted{hebrew, Passage::came_in});
  add("admitted_arabic", Admitted{arabic, Passage::went_out});
  add("admitted_emoji", Admitted{first_name("Ana\U0001F3CB"), Passage::came_in});
  Notes member;
  member.last_day = domain::parse_day("2027-03-15");
  member.visits_left = 4;
  add("admitted_notes", Admitted{"Ana", Passage::came_in, false, member});
  member.message = drawable_message("Your parcel is at the front desk. Please take it home today.");
  add("admitted_message", Admitted{"Ana", Passage::came_in, false, member});
  member.message = drawable_message("הארון שלך הוא 12, המפתח בקבלה");
  add("admitted_message_hebrew", Admitted{hebrew, Passage::came_in, false, member});
  member.message = std::string(200, 'W');
  add("admitted_message_widest", Admitted{widest, Passage::came_in, false, member});
  Notes seen;
  seen.has_portrait = true;
  all.push_back({"warned_portrait",
                 answer(Warned{"Ana", Passage::came_in, Reason::expiring,
                               domain::parse_day("2026-11-25"), false, seen}),
                 true});
  seen.last_day = domain::parse_day("2027-03-15");
  all.push_back(
      {"admitted_portrait", answer(Admitted{"Ana", Passage::came_in, false, seen}), true});
  add("admitted_portrait_missing", Admitted{"Ben", Passage::came_in, false, seen});
  Notes trainer;
  trainer.worked = domain::WorkedTime{.today = 3h + 20min, .week = 27h + 5min};
  add("admitted_shift_hours", Admitted{"Konstantin", Passage::shift_ended, false, trainer});
  trainer.worked->has_missed_punch = true;
  add("admitted_shift_missed", Admitted{"Tom", Passage::shift_started, false, trainer});
  trainer.message = drawable_message("The yoga room is closed on Friday. Please use room 2.");
  add("admitted_shift_missed_message", Admitted{"Tom", Passage::shift_started, false, trainer});
  trainer.worked->has_missed_punch = false;
  add("admitted_shift_message", Admitted{"Konstantin", Passage::shift_started, false, trainer});
  trainer.message = std::string(200, 'W');
  add("warned_shift_widest",
      Warned{widest, Passage::shift_ended, Reason::stale, {}, false, trainer});
  Notes few;
  few.visits_left = 0;
  few.message = "Please bring a towel next time.";
  add("warned_message", Warned{"Ana", Passage::came_in, Reason::expiring,
                               domain::parse_day("2026-11-25"), false, few});
  few.message = std::string(200, 'W');
  add("warned_message_widest",
      Warned{widest, Passage::came_in, Reason::grace, domain::parse_day("2026-11-20"), false, few});
  add("undone", Undone{});
  add("warned_expiring",
      Warned{"Ana", Passage::came_in, Reason::expiring, domain::parse_day("2026-11-25")});
  add("warned_grace",
      Warned{"Σοφία", Passage::came_in, Reason::grace, domain::parse_day("2026-11-20")});
  add("warned_new", Warned{"", Passage::came_in, Reason::not_in_replica, {}});
  add("warned_clock_unsure", Warned{"Ana", Passage::came_in, Reason::clock_unsure, {}});
  add("warned_widest", Warned{widest, Passage::shift_started, Reason::stale, {}});
  add("refused_expired", Refused{"Ana", Reason::expired, march});
  add("refused_expired_long_ago",
      Refused{"Ольга", Reason::expired, domain::parse_day("2024-09-30")});
  for (const auto reason :
       {Reason::already_in, Reason::code_too_new, Reason::replayed, Reason::not_started,
        Reason::no_membership, Reason::no_visits, Reason::stale}) {
    add(std::format("refused_{}", domain::to_text(reason)), Refused{"Maximiliana", reason, {}});
  }
  add("refused_forged", Refused{"", Reason::forged, {}});
  add("refused_code_expired", Refused{"", Reason::code_expired, {}});
  add("refused_revoked", Refused{"Ana", Reason::revoked, {}});
  add("refused_suspended", Refused{"Maximiliana", Reason::suspended, {}});
  add("refused_widest", Refused{widest, Reason::revoked, {}});
  add("leaving", LeavingOffered{"Ana"});
  add("leaving_widest", LeavingOffered{widest});
  add("not_ours", NotOurs{});
}

void add_typing(std::vector<Picture>& all) {
  using namespace kiosk;
  const auto add = [&](std::string name, ScreenState state) {
    all.push_back({std::move(name), answer(std::move(state))});
  };
  add("typing", Typing{});
  add("typing_person", Typing{.person = "00YG"});
  add("typing_code", Typing{.person = "00YGJ3K", .digits = "12"});
  add("typing_whole", Typing{.person = "00YGJ3K", .digits = "12345678", .may_enter = true});
  add("typing_widest", Typing{.person = "WWWWWWW", .digits = "00000000", .may_enter = true});
  add("typing_stopped", TypingStopped{});
  add("refused_typed", Refused{.reason = Reason::forged, .typed = true});
  add("refused_typed_old", Refused{.reason = Reason::code_expired, .typed = true});
}

void add_meals(std::vector<Picture>& all) {
  using namespace kiosk;
  const auto add = [&](std::string name, ScreenState state, bool with_camera = true) {
    all.push_back({std::move(name), answer(std::move(state)), with_camera});
  };
  add("waiting_meal", Waiting{.offers_meal = true});
  all.back().screen.left = 0;
  all.push_back({"waiting_meal_dark", all.back().screen, true});
  all.back().screen.camera.hint = ReadHint::too_dark;
  add("meal_code", MealCode{});
  add("meal_aim", MealAim{.name = "Ana"});
  add("meal_aim_nameless", MealAim{});
  add("meal_aim_second", MealAim{.name = "Ana", .taken = 1});
  add("meal_aim_widest", MealAim{.name = widest, .taken = 7});
  add("meal_look", MealLook{.number = 1});
  add("meal_look_last", MealLook{.number = 8, .may_take_more = false});
  const std::vector<std::string> picks{"Porridge", "Chicken curry", "Greek salad", "Egg"};
  add("meal_items_empty", MealItems{.picks = picks}, false);
  add("meal_items_first", MealItems{}, false);
  add("meal_items_typed", MealItems{.item = "Chicken curry", .may_save = true, .picks = picks},
      false);
  add("meal_items_calories",
      MealItems{.item = "Chicken curry",
                .amounts = {"64"},
                .on = MealField::calories,
                .may_save = true,
                .picks = picks},
      false);
  add("meal_items_macros",
      MealItems{.item = "Chicken curry",
                .amounts = {"640", "38", "", "21"},
                .on = MealField::carbohydrates,
                .may_save = true},
      false);
  add("meal_items_amounts_widest",
      MealItems{.item = std::string(60, 'W'),
                .amounts = {"99999", "9999", "9999", "9999"},
                .on = MealField::fat,
                .may_save = true},
      false);
  add("meal_items_widest",
      MealItems{.item = std::string(60, 'W'),
                .amounts = {"99999"},
                .may_save = true,
                .picks = {widest, widest, widest, widest}},
      false);
  add("meal_kept", MealKept{"Ana", "Chicken curry"}, false);
  add("meal_kept_widest", MealKept{widest, std::string(60, 'W')}, false);
  add("meal_not_kept", MealNotKept{}, false);
  add("meal_refused", Refused{"Ana", Reason::replayed, {}, true}, false);
}

}  // namespace

std::vector<Picture> gallery() {
  std::vector<Picture> all;
  all.push_back({"waiting", base(kiosk::Waiting{}), true});
  all.push_back({"waiting_hint", camera(State::streaming, "", ReadHint::unreadable), true});
  all.push_back({"waiting_dark", camera(State::streaming, "", ReadHint::too_dark), true});
  all.push_back({"waiting_starting", camera(State::starting, "")});
  all.push_back({"waiting_camera_gone",
                 camera(State::gone, "/dev/video0 is not there: plug the camera in again.")});
  all.push_back({"waiting_no_camera", camera(State::none, "")});
  all.push_back({"waiting_troubled", troubled(), true});
  auto timeless = base(kiosk::Waiting{.offers_meal = true});
  timeless.time.reset();
  all.push_back({"waiting_no_time", timeless, true});
  auto gone = camera(State::gone, "/dev/video0 is not there: plug the camera in again.");
  gone.status.trouble = "the door's line is not there: see to gpiochip0/17 in kiosk.toml";
  all.push_back({"waiting_all_gone", gone});
  auto never = base(kiosk::Waiting{});
  never.status = {};
  all.push_back({"waiting_never_synced", never, true});
  add_answers(all);
  add_typing(all);
  add_meals(all);
  for (const auto fault :
       {kiosk::Fault::not_recorded, kiosk::Fault::store, kiosk::Fault::revoked}) {
    all.push_back({"out_of_order_" + std::to_string(static_cast<int>(fault)),
                   base(kiosk::OutOfOrder{fault})});
  }
  all.push_back(
      {"out_of_order_door_open", base(kiosk::OutOfOrder{kiosk::Fault::not_recorded, true})});
  all.push_back(
      {"out_of_order_still_counts",
       base(kiosk::OutOfOrder{.fault = kiosk::Fault::not_recorded, .still_counts = true})});
  auto numbered = base(kiosk::OutOfOrder{kiosk::Fault::store});
  numbered.kiosk = domain::KioskId{1234567};
  all.push_back({"out_of_order_long_number", numbered});
  kiosk::Screen fresh;
  fresh.state = kiosk::NotEnrolled{};
  all.push_back({"not_enrolled", fresh});
  fresh.camera.state = State::streaming;
  all.push_back({"not_enrolled_camera", fresh, true});
  fresh.state = kiosk::Enrolling{"https://gym.example:8443"};
  all.push_back({"enrolling", fresh});
  fresh.state = kiosk::EnrolFailed{
      "this code is over its 15 minutes: make a new one with: fitmate-central kiosk invite --name "
      "N"};
  all.push_back({"enrol_failed", fresh});
  fresh.state = kiosk::EnrolFailed{std::string(300, 'W')};
  all.push_back({"enrol_failed_widest", fresh});
  all.push_back({"enrolled", answer(kiosk::Enrolled{"Iron Hall"})});
  return all;
}

}  // namespace fitmate::tests
