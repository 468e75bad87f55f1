// A meal before the screen: what fingers and codes lead to, without window and store.

#include <catch2/catch_test_macros.hpp>

#include "firmware/image_file.h"
#include "tests/unit/kiosk/app_fixture.h"

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace fitmate::kiosk::test;
using namespace std::chrono_literals;

namespace {

const std::string ana = "FM1:" + std::string(129, 'A');
const std::string ben = "FM1:" + std::string(129, 'B');

std::shared_ptr<const firmware::RgbImage> plate(std::uint8_t shade = 90) {
  return std::make_shared<firmware::RgbImage>(
      firmware::RgbImage{32, 24, std::vector<std::uint8_t>(std::size_t{32} * 24 * 3, shade)});
}

// A kiosk with a camera, at which meals can be recorded.
struct MealKiosk {
  MealKiosk() {
    store.device = db::kiosk::Device{
        .kiosk = {7}, .gym_name = "Iron Hall", .timezone = "Europe/Paris", .ring = {}, .clock = {}};
    store.status.kiosk = domain::KioskId{7};
    tick.moment = firmware::Moment{1h};
    box.set_camera({firmware::CameraStatus::State::streaming, "", firmware::ReadHint::none});
    step();
  }

  void step(std::chrono::milliseconds later = {}) {
    tick.moment += later;
    app.step(tick);
  }
  void pass(std::chrono::milliseconds duration) {
    for (; duration > 0ms; duration -= 500ms) step(500ms);
  }
  void hold(const std::string& text, bool held_on = false) {
    box.put({text, tick.moment, held_on});
    step();
  }
  void touch(Touch touch) {
    app.touch(touch, tick);
    step(100ms);
  }
  void type(std::string_view text) {
    for (const char letter : text) touch({Touch::meal_key, static_cast<char32_t>(letter)});
  }
  // The scanner's thread, when it is asked.
  void photograph(std::uint8_t shade = 90) {
    touch(Touch::meal_take);
    REQUIRE(box.is_photo_asked_for());
    box.give_photo(plate(shade));
    step();
  }
  // As far as the question what it is.
  void go_to_items() {
    touch(Touch::meal_begin);
    hold(ana);
    photograph();
    touch(Touch::meal_next);
    REQUIRE(shows<MealItems>());
  }
  template <class State>
  [[nodiscard]] bool shows() const {
    return std::holds_alternative<State>(app.screen().state);
  }
  template <class State>
  [[nodiscard]] const State& state() const {
    return std::get<State>(app.screen().state);
  }

  ScanBox box;
  ScriptedDoor door;
  ScriptedSound sound;
  ScriptedStore store;
  std::vector<std::string> answered;  // at the door
  std::optional<domain::Reason> refuses;
  Answer result = yes(9);
  std::vector<MealEntry> kept;
  std::vector<db::kiosk::MealItem> picks;
  bool has_room = true;
  Tick tick;
  App app{
      box,
      Desk{.answer =
               [this](const GivenCode& code, const domain::ClockReading&) {
                 const auto text = words_of(code);
                 answered.push_back(text);
                 return text.starts_with("FM1:") ? yes(1) : no(domain::Reason::not_ours);
               },
           .leave = {}},
      door,
      sound,
      store,
      MealDesk{.open =
                   [this](std::string_view, const domain::ClockReading&) {
                     if (refuses) return Meal::Opening{no(*refuses), std::nullopt};
                     MealGuest guest;
                     guest.person.name = "Ana Lima";
                     return Meal::Opening{yes(2), guest};
                   },
               .keep =
                   [this](const MealGuest&, const MealEntry& entry, const domain::ClockReading&) {
                     kept.push_back(entry);
                     return result;
                   },
               .picks = [this](const MealGuest&) { return picks; },
               .has_room = [this] { return has_room; }}};
};

}  // namespace

TEST_CASE("meals are offered where there is a camera and room for photos, and else not") {
  MealKiosk kiosk;
  CHECK(kiosk.state<Waiting>().offers_meal);
  kiosk.has_room = false;
  kiosk.step();
  CHECK_FALSE(kiosk.state<Waiting>().offers_meal);
  kiosk.touch(Touch::meal_begin);
  CHECK(kiosk.shows<Waiting>());
  kiosk.has_room = true;
  kiosk.box.set_camera({firmware::CameraStatus::State::none, "", firmware::ReadHint::none});
  kiosk.step();
  CHECK_FALSE(kiosk.state<Waiting>().offers_meal);
  CHECK(Kiosk{}.state() == ScreenState{Waiting{}});
}

TEST_CASE("from the button to the log: code, photo, look, item, calories, kept") {
  MealKiosk kiosk;
  kiosk.touch(Touch::meal_begin);
  CHECK(kiosk.shows<MealCode>());
  kiosk.hold(ana);
  REQUIRE(kiosk.shows<MealAim>());
  CHECK(kiosk.state<MealAim>().name == "Ana");
  CHECK(kiosk.answered.empty());
  kiosk.photograph();
  REQUIRE(kiosk.shows<MealLook>());
  CHECK(kiosk.app.picture().picture->width == 32);
  kiosk.touch(Touch::meal_next);
  kiosk.type(" chicken  curry");
  kiosk.touch(Touch{MealField::calories});
  kiosk.type("6x42");
  CHECK(kiosk.state<MealItems>() == MealItems{.item = "Chicken curry",
                                              .amounts = {"642"},
                                              .on = MealField::calories,
                                              .may_save = true,
                                              .picks = {}});
  kiosk.touch(Touch::meal_save);
  CHECK(kiosk.app.screen().state == ScreenState{MealKept{"Ana", "Chicken curry"}});
  REQUIRE(kiosk.kept.size() == 1);
  CHECK(kiosk.kept[0].item == "Chicken curry");
  CHECK(kiosk.kept[0].calories == 642);
  CHECK(kiosk.kept[0].macros == domain::Macros{});
  REQUIRE(kiosk.kept[0].photos.size() == 1);
  CHECK(firmware::decode_photo(kiosk.kept[0].photos[0].jpeg));
  CHECK(kiosk.door.pulses.empty());
  kiosk.pass(meal_kept_stays);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("a photo is taken again until it is liked, and several may be kept") {
  MealKiosk kiosk;
  kiosk.touch(Touch::meal_begin);
  kiosk.hold(ana);
  kiosk.photograph(10);
  kiosk.touch(Touch::meal_again);
  CHECK(kiosk.state<MealAim>().taken == 0);
  kiosk.photograph(200);
  kiosk.touch(Touch::meal_more);
  CHECK(kiosk.state<MealAim>().taken == 1);
  kiosk.photograph(100);
  kiosk.touch(Touch::meal_next);
  kiosk.type("soup");
  kiosk.touch(Touch::meal_save);
  REQUIRE(kiosk.kept.size() == 1);
  CHECK(kiosk.kept[0].photos.size() == 2);
  CHECK_FALSE(kiosk.kept[0].calories);
}

TEST_CASE("a meal has eight photos at most") {
  MealKiosk kiosk;
  kiosk.touch(Touch::meal_begin);
  kiosk.hold(ana);
  for (std::uint8_t i = 0; i < 7; ++i) {
    kiosk.photograph(i);
    CHECK(kiosk.state<MealLook>().may_take_more);
    kiosk.touch(Touch::meal_more);
  }
  kiosk.photograph(7);
  CHECK_FALSE(kiosk.state<MealLook>().may_take_more);
}

TEST_CASE("of an item that was picked no letter is shown that no font holds, and all are kept") {
  MealKiosk kiosk;
  kiosk.picks = {{"Ramen \U0001F35C", std::nullopt}};
  kiosk.go_to_items();
  kiosk.touch({Touch::meal_pick, 0});
  CHECK(kiosk.state<MealItems>().item == "Ramen •");
  kiosk.touch(Touch::meal_save);
  REQUIRE(kiosk.kept.size() == 1);
  CHECK(kiosk.kept[0].item == "Ramen \U0001F35C");
}

TEST_CASE("what was eaten before is picked with one touch, and can be changed") {
  MealKiosk kiosk;
  kiosk.picks = {{"Porridge", 320.4}, {"Müsli", std::nullopt}};
  kiosk.go_to_items();
  CHECK(kiosk.state<MealItems>().picks == std::vector<std::string>{"Porridge", "Müsli"});
  kiosk.touch({Touch::meal_pick, 0});
  CHECK(kiosk.state<MealItems>().amounts[0] == "320");
  kiosk.touch({Touch::meal_pick, 1});
  CHECK(kiosk.state<MealItems>().amounts[0].empty());
  for (int i = 0; i < 4; ++i) kiosk.touch({Touch::meal_key, Touch::backspace});
  CHECK(kiosk.state<MealItems>().item == "M");
  kiosk.touch({Touch::meal_pick, 7});
  CHECK(kiosk.state<MealItems>().item == "M");
}

TEST_CASE("nothing is kept without an item, however often it is asked for") {
  MealKiosk kiosk;
  kiosk.go_to_items();
  CHECK_FALSE(kiosk.state<MealItems>().may_save);
  kiosk.touch(Touch::meal_save);
  kiosk.type("   ");
  kiosk.touch(Touch::meal_save);
  kiosk.touch({Touch::meal_key, Touch::backspace});
  CHECK(kiosk.shows<MealItems>());
  CHECK(kiosk.kept.empty());
  kiosk.type(std::string(200, 'x'));
  CHECK(kiosk.state<MealItems>().item.size() == 60);
  kiosk.touch(Touch{MealField::calories});
  kiosk.type(std::string(50, '9'));
  CHECK(kiosk.state<MealItems>().amounts[0] == "99999");
}

TEST_CASE("a picked item that is longer than the keyboard writes is kept, and gets no longer") {
  MealKiosk kiosk;
  kiosk.picks = {{std::string(150, 'x'), std::nullopt}};
  kiosk.go_to_items();
  kiosk.touch({Touch::meal_pick, 0});
  kiosk.type(std::string(60, 'y'));
  CHECK(kiosk.state<MealItems>().may_save);
  kiosk.touch(Touch::meal_save);
  REQUIRE(kiosk.kept.size() == 1);
  CHECK(kiosk.kept[0].item == std::string(150, 'x'));
}

TEST_CASE("who wants to says protein, carbs and fat, each in its own field") {
  MealKiosk kiosk;
  kiosk.go_to_items();
  kiosk.type("dal");
  kiosk.touch(Touch{MealField::protein});
  kiosk.type("18");
  kiosk.touch(Touch{MealField::fat});
  kiosk.type(std::string(9, '9'));
  kiosk.touch(Touch{MealField::carbohydrates});
  kiosk.type("407");
  kiosk.touch({Touch::meal_key, Touch::backspace});
  kiosk.touch({Touch::meal_to, 9});
  CHECK(kiosk.state<MealItems>().on == MealField::carbohydrates);
  CHECK(kiosk.state<MealItems>().amounts ==
        std::array<std::string, meal_amounts>{"", "18", "40", "9999"});
  kiosk.touch(Touch::meal_save);
  REQUIRE(kiosk.kept.size() == 1);
  CHECK_FALSE(kiosk.kept[0].calories);
  CHECK(kiosk.kept[0].macros == domain::Macros{.protein = 18, .carbohydrates = 40, .fat = 9999});
}

TEST_CASE("a code that is refused ends the meal, and opens nothing while it is still held") {
  MealKiosk kiosk;
  kiosk.refuses = domain::Reason::replayed;
  kiosk.touch(Touch::meal_begin);
  kiosk.hold(ana);
  REQUIRE(kiosk.shows<Refused>());
  CHECK(kiosk.state<Refused>().of_meal);
  kiosk.pass(refused_stays);
  CHECK(kiosk.shows<Waiting>());
  kiosk.hold(ana, true);
  CHECK(kiosk.answered.empty());
  kiosk.hold(ana, false);
  CHECK(kiosk.answered.size() == 1);
}

TEST_CASE("a poster is said to be no code, and the meal still waits for one") {
  MealKiosk kiosk;
  kiosk.refuses = domain::Reason::not_ours;
  kiosk.touch(Touch::meal_begin);
  kiosk.hold("https://example.org");
  CHECK(kiosk.shows<NotOurs>());
  kiosk.refuses.reset();
  kiosk.pass(not_ours_stays);
  CHECK(kiosk.shows<MealCode>());
  kiosk.hold(ana);
  CHECK(kiosk.shows<MealAim>());
  kiosk.hold("https://example.org");
  CHECK(kiosk.shows<MealAim>());
}

TEST_CASE("somebody at the door comes in while a meal is typed, and the meal goes on") {
  MealKiosk kiosk;
  kiosk.go_to_items();
  kiosk.type("soup");
  kiosk.hold(ana);  // still lying there
  CHECK(kiosk.answered.empty());
  kiosk.hold(ben);
  CHECK(kiosk.shows<Admitted>());
  CHECK(kiosk.door.pulses.size() == 1);
  kiosk.touch(Touch::meal_save);  // a finger on the answer is not one on the meal
  CHECK(kiosk.kept.empty());
  kiosk.pass(15s);
  REQUIRE(kiosk.shows<MealItems>());
  CHECK(kiosk.state<MealItems>().item == "Soup");
}

TEST_CASE("a meal that is left alone gives the screen back to the door") {
  MealKiosk kiosk;
  kiosk.touch(Touch::meal_begin);
  kiosk.pass(meal_code_waits - 1s);
  CHECK(kiosk.shows<MealCode>());
  kiosk.pass(1s);
  CHECK(kiosk.shows<Waiting>());

  kiosk.go_to_items();
  kiosk.pass(meal_idles - 1s);
  CHECK(kiosk.shows<MealItems>());
  kiosk.type("s");
  kiosk.pass(meal_idles - 1s);
  CHECK(kiosk.shows<MealItems>());
  kiosk.pass(1s);
  CHECK(kiosk.shows<Waiting>());
  CHECK(kiosk.kept.empty());
}

TEST_CASE("fingers that never stop do not hold the screen for ever") {
  MealKiosk kiosk;
  kiosk.go_to_items();
  for (auto passed = 0ms; passed < meal_lasts; passed += 1s) {
    kiosk.step(900ms);
    kiosk.touch({Touch::meal_key, U'x'});
  }
  kiosk.step(1s);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("a meal can be given up on each of its screens, and leaves nothing behind") {
  MealKiosk kiosk;
  kiosk.touch(Touch::meal_begin);
  kiosk.touch(Touch::meal_cancel);
  CHECK(kiosk.shows<Waiting>());
  kiosk.go_to_items();
  kiosk.type("soup");
  kiosk.touch(Touch::meal_cancel);
  CHECK(kiosk.shows<Waiting>());
  kiosk.go_to_items();
  CHECK(kiosk.state<MealItems>().item.empty());
  kiosk.type("tea");
  kiosk.touch(Touch::meal_save);
  REQUIRE(kiosk.kept.size() == 1);
  CHECK(kiosk.kept[0].photos.size() == 1);
}

TEST_CASE("a meal that cannot be kept is said so, and the door works on") {
  MealKiosk kiosk;
  kiosk.result = no(domain::Reason::store_failed);
  kiosk.go_to_items();
  kiosk.type("soup");
  kiosk.touch(Touch::meal_save);
  CHECK(kiosk.shows<MealNotKept>());
  kiosk.hold(ben);
  CHECK(kiosk.shows<Admitted>());
}

TEST_CASE("a meal that is refused when it is kept is said to be a meal, not an entry") {
  MealKiosk kiosk;
  kiosk.result = no(domain::Reason::revoked);
  kiosk.go_to_items();
  kiosk.type("soup");
  kiosk.touch(Touch::meal_save);
  REQUIRE(kiosk.shows<Refused>());
  CHECK(kiosk.state<Refused>().of_meal);
  CHECK(kiosk.state<Refused>().reason == domain::Reason::revoked);
}

TEST_CASE("touches of another screen change nothing") {
  MealKiosk kiosk;
  for (const auto kind : {Touch::meal_take, Touch::meal_again, Touch::meal_more, Touch::meal_next,
                          Touch::meal_save, Touch::leave, Touch::stay}) {
    kiosk.touch(kind);
    CHECK(kiosk.shows<Waiting>());
  }
  kiosk.touch(Touch::meal_begin);
  for (const auto kind : {Touch::meal_take, Touch::meal_more, Touch::meal_next, Touch::meal_save,
                          Touch::meal_begin}) {
    kiosk.touch(kind);
    CHECK(kiosk.shows<MealCode>());
  }
}
