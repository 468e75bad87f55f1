// A kiosk that is not enrolled yet, or was signed off, and an invitation before its camera.

#include <catch2/catch_test_macros.hpp>

#include "tests/unit/kiosk/app_fixture.h"

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace fitmate::kiosk::test;
using namespace std::chrono_literals;

namespace {

const std::string invite = "FE1:https://gym.example:8000#7K3M9-QX2PA-B8RTW";
const std::string ana = "FM1:" + std::string(129, 'A');

struct NewKiosk {
  explicit NewKiosk(bool enrolled = false) {
    if (enrolled) enrol();
    tick.moment = firmware::Moment{1h};
    step();
  }

  void enrol() {
    store.device = db::kiosk::Device{.gym_name = "Iron Hall", .timezone = "Europe/Paris"};
    store.status.central_url = "https://gym.example:8000";
  }
  void step(std::chrono::milliseconds later = {}) {
    tick.moment += later;
    app.step(tick);
  }
  void hold(const std::string& text) {
    box.put({text, tick.moment});
    step();
  }
  void end(bool done, std::string detail = {}) {
    ending = EnrolEnd{.done = done, .detail = std::move(detail)};
    step(enrolling_every);
  }
  template <class State>
  [[nodiscard]] bool shows() const {
    return std::holds_alternative<State>(app.screen().state);
  }

  ScanBox box;
  ScriptedDoor door;
  ScriptedSound sound;
  ScriptedStore store;
  std::vector<Invitation> begun;
  std::optional<EnrolEnd> ending;
  int answered = 0;
  Tick tick;
  App app{box,
          Desk{.answer =
                   [this](const GivenCode&, const domain::ClockReading&) {
                     ++answered;
                     return no(domain::Reason::not_ours);
                   },
               .leave = {},
               .undo = {}},
          door,
          sound,
          store,
          {},
          EnrolDesk{.begin = [this](const Invitation& given) { begun.push_back(given); },
                    .poll = [this] { return std::exchange(ending, std::nullopt); }}};
};

}  // namespace

TEST_CASE("an invitation is its centre's address and its code, and nothing else is one") {
  CHECK(parse_invitation(invite) == Invitation{"https://gym.example:8000", "7K3M9-QX2PA-B8RTW"});
  CHECK(parse_invitation("FE1:http://127.0.0.1:8000#C")->central_url == "http://127.0.0.1:8000");
  for (const auto& text :
       {std::string{}, std::string{"FE1:"}, std::string{"FE1:https://gym.example"},
        std::string{"FE1:https://gym.example#"}, std::string{"FE1:#C0DE"},
        std::string{"FE1:ftp://gym.example#C0DE"}, std::string{"FE1:--data#C0DE"},
        std::string{"fe1:https://gym.example#C0DE"}, std::string{"FE1:https://gym.example#C0 DE"},
        std::string{"FE1:https://gym.example#C0DE\n"},
        std::string{"FE1:https://gym.\xc3\xa9xample#C0DE"},
        "FE1:https://gym.example#" + std::string(400, 'C'), ana}) {
    CAPTURE(text);
    CHECK_FALSE(parse_invitation(text));
  }
}

TEST_CASE("an invitation before a new kiosk enrols it: in progress, done, at work") {
  NewKiosk kiosk;
  REQUIRE(kiosk.shows<NotEnrolled>());
  kiosk.hold(invite);
  REQUIRE(kiosk.begun.size() == 1);
  CHECK(kiosk.begun[0].code == "7K3M9-QX2PA-B8RTW");
  CHECK(kiosk.app.screen().state == ScreenState{Enrolling{"https://gym.example:8000"}});
  // It lies there still, and is not begun twice.
  kiosk.hold(invite);
  CHECK(kiosk.begun.size() == 1);

  kiosk.enrol();
  kiosk.end(true);
  CHECK(kiosk.app.screen().state == ScreenState{Enrolled{"Iron Hall"}});
  CHECK(kiosk.sound.played == std::vector{firmware::Tone::yes});
  kiosk.step(enrolled_stays);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("an enrolment that failed says why, and is tried again or left by a touch") {
  NewKiosk kiosk;
  kiosk.hold(invite);
  kiosk.end(false, "this code is over its 15 minutes");
  CHECK(kiosk.app.screen().state == ScreenState{EnrolFailed{"this code is over its 15 minutes"}});
  kiosk.step(10min);
  CHECK(kiosk.shows<EnrolFailed>());
  kiosk.app.touch(Touch::enrol_again, kiosk.tick);
  CHECK(kiosk.shows<Enrolling>());
  REQUIRE(kiosk.begun.size() == 2);
  CHECK(kiosk.begun[0] == kiosk.begun[1]);
  // A finger on a button that is no longer there.
  kiosk.app.touch(Touch::enrol_again, kiosk.tick);
  CHECK(kiosk.begun.size() == 2);

  kiosk.end(false, "the centre does not answer");
  kiosk.app.touch(Touch::enrol_leave, kiosk.tick);
  CHECK(kiosk.shows<NotEnrolled>());
  kiosk.hold("FE1:https://other.example#C0DE");
  CHECK(kiosk.begun.back().central_url == "https://other.example");
}

TEST_CASE("before a kiosk at work an invitation is a foreign code") {
  NewKiosk kiosk{true};
  kiosk.hold(invite);
  CHECK(kiosk.begun.empty());
  CHECK(kiosk.answered == 1);
  CHECK(kiosk.shows<NotOurs>());
}

TEST_CASE("a kiosk that was signed off takes an invitation of its own centre, and no stranger's") {
  NewKiosk kiosk{true};
  kiosk.store.status.revoked = true;
  kiosk.step(status_every);
  REQUIRE(kiosk.app.screen().state == ScreenState{OutOfOrder{Fault::revoked}});
  kiosk.hold("FE1:https://stranger.example#C0DE");
  CHECK(kiosk.begun.empty());
  kiosk.hold(invite);
  REQUIRE(kiosk.begun.size() == 1);
  CHECK(kiosk.shows<Enrolling>());
  kiosk.store.status.revoked = false;
  kiosk.end(true);
  kiosk.step(enrolled_stays);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("what is no invitation does nothing before a new kiosk") {
  NewKiosk kiosk;
  kiosk.hold(ana);
  kiosk.hold("https://example.org");
  CHECK(kiosk.begun.empty());
  CHECK(kiosk.answered == 0);
  CHECK(kiosk.shows<NotEnrolled>());
}
