// The keypad before the screen: what fingers and codes lead to.

#include <catch2/catch_test_macros.hpp>

#include "tests/unit/kiosk/app_fixture.h"

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace fitmate::kiosk::test;
using namespace std::chrono_literals;

namespace {

const std::string ana = "FM1:" + std::string(129, 'A');

struct TypingKiosk : Kiosk {
  void touch(Touch touch) {
    app.touch(touch, tick);
    step(100ms);
  }
  void type(std::string_view text) {
    for (const char letter : text) touch({Touch::type_key, static_cast<char32_t>(letter)});
  }
  void enter(std::string_view text) {
    touch(Touch::type_begin);
    type(text);
    touch(Touch::type_enter);
  }
  void enter_wrong() {
    next = no(domain::Reason::forged);
    enter("00000z712345678");
    REQUIRE(shows<Refused>());
    step(refused_stays);
  }
  [[nodiscard]] const Typing& typing() const { return std::get<Typing>(state()); }
};

}  // namespace

TEST_CASE_METHOD(TypingKiosk, "a typed code is answered, and the door opens as for one held up") {
  next = yes(1);
  enter("00000z712345678");
  CHECK(answered == std::vector<std::string>{"typed 00000Z7 12345678"});
  CHECK(shows<Admitted>());
  CHECK(door.pulses.size() == 1);
  step(yes_stays);
  CHECK(shows<Waiting>());
}

TEST_CASE_METHOD(TypingKiosk, "the screen shows what is typed as it is read, and takes no more") {
  touch(Touch::type_begin);
  type("oil-u#z");
  CHECK(typing() == Typing{.person = "011Z"});
  type("zzza");
  CHECK(typing() == Typing{.person = "011ZZZZ"});
  type("a1b23456789");
  CHECK(typing().digits == "12345678");
  CHECK(typing().may_enter);
  touch({Touch::type_key, Touch::backspace});
  CHECK(typing().digits == "1234567");
  touch({Touch::type_key, U'é'});
  CHECK(typing().digits == "1234567");
  CHECK_FALSE(typing().may_enter);
  touch(Touch::type_enter);
  CHECK(shows<Typing>());
  for (int i = 0; i < 30; ++i) touch({Touch::type_key, Touch::backspace});
  CHECK(typing() == Typing{});
  CHECK(answered.empty());
}

TEST_CASE_METHOD(TypingKiosk,
                 "a first letter that makes the number nobody's is answered as wrong") {
  touch(Touch::type_begin);
  type("z0000z712345678");
  CHECK(typing().may_enter);
  next = no(domain::Reason::forged);
  next.person.reset();
  touch(Touch::type_enter);
  CHECK(answered == std::vector<std::string>{"typed nobody 12345678"});
  CHECK(state() == ScreenState{Refused{.reason = domain::Reason::forged, .typed = true}});
}

TEST_CASE_METHOD(TypingKiosk, "what is left lying is forgotten, also under a finger that stays") {
  touch(Touch::type_begin);
  type("00000");
  step(typing_ends_after - 101ms);
  CHECK(shows<Typing>());
  step(1ms);
  CHECK(shows<Waiting>());
  touch(Touch::type_begin);
  CHECK(typing() == Typing{});
  touch(Touch::type_cancel);
  CHECK(shows<Waiting>());
}

TEST_CASE_METHOD(TypingKiosk,
                 "a code before the camera goes first and ends the typing; a poster does not") {
  touch(Touch::type_begin);
  type("00000z7");
  next = no(domain::Reason::not_ours);
  hold("https://example.org");
  CHECK(typing().person == "00000Z7");
  next = yes(1);
  hold(ana);
  CHECK(shows<Admitted>());
  step(yes_stays);
  CHECK(shows<Waiting>());
}

TEST_CASE_METHOD(TypingKiosk, "five wrong codes stop the typing for a minute, and four do not") {
  for (int i = 0; i < 4; ++i) enter_wrong();
  touch(Touch::type_begin);
  CHECK(shows<Typing>());
  touch(Touch::type_cancel);
  enter_wrong();
  touch(Touch::type_begin);
  CHECK(shows<TypingStopped>());
  step(1s);
  touch(Touch::dismiss);
  // The camera is not stopped.
  next = yes(1);
  hold(ana);
  CHECK(shows<Admitted>());
}

TEST_CASE_METHOD(TypingKiosk, "the minute begins with the fifth wrong code") {
  for (int i = 0; i < 4; ++i) enter_wrong();
  next = no(domain::Reason::forged);
  enter("00000z712345678");
  const auto fifth = tick.moment - 100ms;
  step(typing_stops_for - 101ms);
  touch(Touch::type_begin);
  CHECK(shows<TypingStopped>());
  step(1s);
  touch(Touch::dismiss);
  CHECK(tick.moment >= fifth + typing_stops_for);
  touch(Touch::type_begin);
  CHECK(shows<Typing>());
}

TEST_CASE_METHOD(TypingKiosk,
                 "a good code between the wrong ones resets nothing, but ten minutes do") {
  for (int i = 0; i < 4; ++i) enter_wrong();
  next = yes(1);
  enter("00000z712345678");
  step(yes_stays);
  enter_wrong();
  touch(Touch::type_begin);
  CHECK(shows<TypingStopped>());

  TypingKiosk slow;
  for (int i = 0; i < 4; ++i) slow.enter_wrong();
  slow.pass(wrong_codes_count_for);
  slow.enter_wrong();
  slow.touch(Touch::type_begin);
  CHECK(slow.shows<Typing>());
}

TEST_CASE_METHOD(TypingKiosk, "who has no membership typed no wrong code") {
  next = no(domain::Reason::expired);
  for (int i = 0; i < 6; ++i) {
    enter("00000z712345678");
    step(refused_stays);
  }
  touch(Touch::type_begin);
  CHECK(shows<Typing>());
}

TEST_CASE_METHOD(TypingKiosk, "who came in a moment ago and types leaves by a touch") {
  next = no(domain::Reason::already_in);
  enter("00000z712345678");
  REQUIRE(shows<LeavingOffered>());
  next = yes(2, domain::Direction::out);
  step(touch_counts_after);
  touch(Touch::leave);
  CHECK(left == std::vector<std::string>{"typed 00000Z7 12345678"});
  CHECK(shows<Admitted>());
}

TEST_CASE_METHOD(TypingKiosk, "where an answer was not recorded the next code may be a typed one") {
  box.set_camera({firmware::CameraStatus::State::none, "", firmware::ReadHint::none});
  next = no(domain::Reason::store_failed);
  enter("00000z712345678");
  REQUIRE(state() == ScreenState{OutOfOrder{Fault::not_recorded}});
  touch(Touch::type_begin);
  CHECK(shows<Typing>());
  touch(Touch::type_cancel);
  CHECK(state() == ScreenState{OutOfOrder{Fault::not_recorded}});

  step(glance);
  next = yes(1);
  enter("00000z712345678");
  CHECK(shows<Admitted>());
  step(yes_stays);
  CHECK(shows<Waiting>());
}

TEST_CASE_METHOD(TypingKiosk, "no code is typed at a kiosk that was signed off or cannot read") {
  SECTION("signed off") {
    store.status.revoked = true;
  }
  SECTION("cannot read") {
    store.broken = true;
  }
  pass(status_every);
  REQUIRE(shows<OutOfOrder>());
  touch(Touch::type_begin);
  CHECK(shows<OutOfOrder>());
}

TEST_CASE_METHOD(TypingKiosk, "no code is typed before enrolment") {
  store.device.reset();
  pass(status_every);
  REQUIRE(shows<NotEnrolled>());
  touch(Touch::type_begin);
  CHECK(shows<NotEnrolled>());
}
