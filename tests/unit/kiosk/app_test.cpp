#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/unit/kiosk/app_fixture.h"

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace fitmate::kiosk::test;
using namespace std::chrono_literals;

namespace {
const std::string ana = "FM1:" + std::string(129, 'A');
const std::string ben = "FM1:" + std::string(129, 'B');
}  // namespace

TEST_CASE("an idle kiosk shows the gym's own time and waits for codes") {
  Kiosk kiosk;
  CHECK(kiosk.shows<Waiting>());
  REQUIRE(kiosk.app.screen().time);
  CHECK(kiosk.app.screen().time->minute == 16h + 5min);
  CHECK(kiosk.app.screen().gym == "Iron Hall");
  CHECK(kiosk.door.pulses.empty());
}

TEST_CASE("an idle kiosk's screen does not change within a minute") {
  Kiosk kiosk;
  const auto before = kiosk.app.screen();
  kiosk.pass(29s);
  CHECK(kiosk.app.screen() == before);
  kiosk.pass(1s);
  CHECK_FALSE(kiosk.app.screen() == before);
}

TEST_CASE("an admitted member is greeted by first name, heard and let through") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{Admitted{"Ana", Passage::came_in}});
  CHECK(kiosk.door.pulses.size() == 1);
  CHECK(kiosk.sound.played == std::vector{firmware::Tone::yes});
}

TEST_CASE("with a yes the person's own picture is shown, and goes with it") {
  Kiosk kiosk;
  const domain::Hash face{std::byte{7}};
  const auto picture = std::make_shared<const firmware::RgbImage>();
  kiosk.portraits[face] = picture;
  kiosk.next = yes(1);
  kiosk.next.portrait = face;
  CHECK(kiosk.app.picture().number == 0);
  kiosk.hold(ana);
  CHECK(shows_portrait(kiosk.state()));
  CHECK(kiosk.app.picture().picture == picture);
  const auto first = kiosk.app.picture().number;
  CHECK(first != 0);
  kiosk.pass(yes_stays + 1s);
  CHECK(kiosk.shows<Waiting>());
  CHECK(kiosk.app.picture().number == 0);

  // Another answer's picture is another picture.
  kiosk.next.outcome = domain::Outcome::warned;
  kiosk.next.reason = domain::Reason::expiring;
  kiosk.hold(ben);
  CHECK(kiosk.shows<Warned>());
  CHECK(shows_portrait(kiosk.state()));
  CHECK(kiosk.app.picture().number > first);
}

TEST_CASE("without a picture, or where its file is not here, the answer is as it was") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  if (GENERATE(false, true)) kiosk.next.portrait = domain::Hash{std::byte{7}};
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{Admitted{"Ana", Passage::came_in}});
  CHECK(kiosk.app.picture().number == 0);
}

TEST_CASE("a refusal shows nobody's picture") {
  Kiosk kiosk;
  const domain::Hash face{std::byte{7}};
  kiosk.portraits[face] = std::make_shared<const firmware::RgbImage>();
  kiosk.next = no(domain::Reason::expired);
  kiosk.next.portrait = face;
  kiosk.hold(ana);
  CHECK(kiosk.shows<Refused>());
  CHECK(kiosk.app.picture().number == 0);
}

TEST_CASE("nothing of a yes is seen, heard or opened before the desk has answered") {
  ScanBox box;
  ScriptedDoor door;
  ScriptedSound sound;
  ScriptedStore store;
  store.device = db::kiosk::Device{.timezone = "UTC"};
  App* watched = nullptr;
  bool early = false;
  Desk desk;
  desk.answer = [&](const GivenCode&, const domain::ClockReading&) {
    early = !door.pulses.empty() || !sound.played.empty() ||
            !std::holds_alternative<Waiting>(watched->screen().state);
    return yes(1);
  };
  App app(box, desk, door, sound, store);
  watched = &app;
  Tick tick{.moment = firmware::Moment{1h}, .clock = {}};
  app.step(tick);
  box.put({ana, tick.moment});
  app.step(tick);
  CHECK_FALSE(early);
  CHECK(door.pulses.size() == 1);
}

TEST_CASE("a yes goes by itself after ten seconds, and not before") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.hold(ana);
  kiosk.step(yes_stays - 1ms);
  CHECK(kiosk.shows<Admitted>());
  kiosk.step(1ms);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("a repeat opens the door once more for its event, and never a third time") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.hold(ana);
  kiosk.next.repeat = true;
  kiosk.step(glance);
  kiosk.hold(ana);
  CHECK(kiosk.door.pulses.size() == 2);
  kiosk.step(glance);
  kiosk.hold(ana);
  CHECK(kiosk.shows<Admitted>());
  CHECK(kiosk.door.pulses.size() == 2);

  kiosk.next = yes(2);
  kiosk.step(glance);
  kiosk.hold(ben);
  kiosk.next.repeat = true;
  kiosk.step(glance);
  kiosk.hold(ben);
  CHECK(kiosk.door.pulses.size() == 4);
}

TEST_CASE("a warned member gets in with the reason on the screen") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.next.outcome = domain::Outcome::warned;
  kiosk.next.reason = domain::Reason::expiring;
  kiosk.next.last_day = *domain::parse_day("2026-11-25");
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{Warned{"Ana", Passage::came_in, domain::Reason::expiring,
                                            domain::parse_day("2026-11-25")}});
  CHECK(kiosk.door.pulses.size() == 1);
  CHECK(kiosk.sound.played == std::vector{firmware::Tone::warn});
}

TEST_CASE("a refused member sees why, and the door stays shut") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::expired);
  kiosk.next.last_day = *domain::parse_day("2026-03-12");
  kiosk.hold(ana);
  CHECK(kiosk.state() ==
        ScreenState{Refused{"Ana", domain::Reason::expired, domain::parse_day("2026-03-12")}});
  CHECK(kiosk.door.pulses.empty());
  CHECK(kiosk.sound.played == std::vector{firmware::Tone::no});
}

TEST_CASE("a trainer's scan is a shift") {
  Kiosk kiosk;
  kiosk.next = yes(1, domain::Direction::out);
  kiosk.next.person->trainer = domain::TrainerId{};
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{Admitted{"Ana", Passage::shift_ended}});
}

TEST_CASE("who came in a moment ago may leave by a touch") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::already_in);
  kiosk.hold(ana);
  REQUIRE(kiosk.shows<LeavingOffered>());
  CHECK(kiosk.door.pulses.empty());

  const auto asked = kiosk.tick.clock.wall;
  kiosk.next = yes(2, domain::Direction::out);
  kiosk.step(leaving_stays - 1ms);
  kiosk.app.touch(Touch::leave, kiosk.tick);
  CHECK(kiosk.left == std::vector{ana});
  CHECK(kiosk.left_asked == asked);
  CHECK(kiosk.state() == ScreenState{Admitted{"Ana", Passage::went_out}});
  CHECK(kiosk.door.pulses.size() == 1);
}

TEST_CASE("where the door goes one way alone nobody is asked whether they are leaving") {
  ScanBox box;
  ScriptedDoor door;
  ScriptedSound sound;
  ScriptedStore store;
  store.device = db::kiosk::Device{.timezone = "UTC"};
  Desk desk;
  desk.answer = [](const GivenCode&, const domain::ClockReading&) {
    return no(domain::Reason::already_in);
  };
  App app(box, desk, door, sound, store);
  Tick tick{.moment = firmware::Moment{1h}, .clock = {}};
  app.step(tick);
  box.put({ana, tick.moment});
  app.step(tick);
  CHECK(app.screen().state ==
        ScreenState{Refused{.name = "Ana", .reason = domain::Reason::already_in}});
}

TEST_CASE("who stays, or does nothing, is not checked out") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::already_in);
  kiosk.hold(ana);
  SECTION("stays") {
    kiosk.step(touch_counts_after);
    kiosk.app.touch(Touch::stay, kiosk.tick);
    CHECK(kiosk.shows<Waiting>());
    kiosk.app.touch(Touch::leave, kiosk.tick);
  }
  SECTION("does nothing") {
    kiosk.step(leaving_stays);
    CHECK(kiosk.shows<Waiting>());
    kiosk.app.touch(Touch::leave, kiosk.tick);
  }
  SECTION("had a finger there already") {
    kiosk.step(touch_counts_after - 1ms);
    kiosk.app.touch(Touch::leave, kiosk.tick);
    CHECK(kiosk.shows<LeavingOffered>());
  }
  CHECK(kiosk.left.empty());
}

TEST_CASE("the next member waits for a glance at the answer before theirs") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.hold(ana);
  kiosk.step(glance - 1ms);
  kiosk.hold(ben);
  CHECK(kiosk.answered == std::vector{ana});
  kiosk.step(1ms);
  CHECK(kiosk.answered == std::vector{ana, ben});
}

TEST_CASE("a phone still held there when its digits change is not a second try") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.hold(ana + "first digits");
  kiosk.step(12s);
  kiosk.hold(ana + "next digits", true);
  CHECK(kiosk.answered.size() == 1);
  CHECK(kiosk.app.counts().held_on == 1);

  SECTION("but it is when it went away in between") {
    kiosk.hold(ana + "more digits", false);
  }
  SECTION("and somebody else's always is") {
    kiosk.hold(ben + "digits", true);
  }
  CHECK(kiosk.answered.size() == 2);
}

TEST_CASE("a refused phone that is still held there is asked again with its next digits") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::code_expired);
  kiosk.hold(ana + "old digits");
  kiosk.step(glance);
  kiosk.next = yes(2);
  kiosk.hold(ana + "new digits", true);
  CHECK(kiosk.shows<Admitted>());
}

TEST_CASE("a code that lay in the box for too long opens no door") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.box.put({ana, kiosk.tick.moment});
  SECTION("too long") {
    kiosk.step(code_goes_stale_after + 1ms);
    CHECK(kiosk.answered.empty());
    CHECK(kiosk.app.counts().stale == 1);
  }
  SECTION("just not") {
    kiosk.step(code_goes_stale_after);
    CHECK(kiosk.answered.size() == 1);
  }
}

TEST_CASE("a foreign code is named, silently, and takes nobody's answer away") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::not_ours);
  kiosk.next.event.reset();
  kiosk.next.person.reset();
  kiosk.hold("https://example.org");
  CHECK(kiosk.shows<NotOurs>());
  CHECK(kiosk.sound.played.empty());
  CHECK(kiosk.answered.size() == 1);

  // The member behind it need not wait for it to go.
  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.shows<Admitted>());

  kiosk.next = no(domain::Reason::not_ours);
  kiosk.step(glance);
  kiosk.hold("https://example.org");
  CHECK(kiosk.shows<Admitted>());
  CHECK(kiosk.answered.size() == 3);
}

TEST_CASE("ten bad codes within a minute make each next one wait") {
  const auto reason = GENERATE(domain::Reason::forged, domain::Reason::replayed);
  Kiosk kiosk;
  kiosk.next = no(reason);
  for (std::size_t i = 1; i < guesses_a_minute; ++i) {
    kiosk.hold(ana);
    kiosk.step(glance);
  }
  kiosk.hold(ana);  // the tenth
  CHECK(kiosk.answered.size() == guesses_a_minute);
  kiosk.step(guessers_wait - 1ms);
  kiosk.hold(ben);
  CHECK(kiosk.answered.size() == guesses_a_minute);
  kiosk.step(1ms);
  CHECK(kiosk.answered.size() == guesses_a_minute + 1);
}

TEST_CASE("a few bad codes, or ten over a longer time, make nobody wait") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::forged);
  for (std::size_t i = 0; i < 2 * guesses_a_minute; ++i) {
    kiosk.hold(ana);
    kiosk.step(7s);
  }
  kiosk.hold(ana);
  kiosk.step(glance);
  kiosk.hold(ben);
  CHECK(kiosk.answered.size() == 2 * guesses_a_minute + 2);
}

TEST_CASE("a touch takes an answer away") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::expired);
  kiosk.hold(ana);
  kiosk.step(touch_counts_after);
  kiosk.app.touch(Touch::dismiss, kiosk.tick);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("an answer slides in and then shows what is left of its time") {
  Kiosk kiosk;
  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.app.screen().entered == 0);
  CHECK(kiosk.app.screen().left == 100);
  kiosk.pass(yes_stays / 2);
  CHECK(kiosk.app.screen().entered == 100);
  CHECK(kiosk.app.screen().left == 50);
}
