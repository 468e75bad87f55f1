#include <algorithm>
#include <array>
#include <cstdio>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <unistd.h>

#include "tests/unit/kiosk/app_fixture.h"

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace fitmate::kiosk::test;
using namespace std::chrono_literals;

namespace {
const std::string ana = "FM1:" + std::string(129, 'A');

// What is said on stderr while it lives.
class Log {
 public:
  Log() { ::dup2(::fileno(file_), STDERR_FILENO); }
  ~Log() {
    ::dup2(kept_, STDERR_FILENO);
    ::close(kept_);
    std::fclose(file_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  [[nodiscard]] std::string text() const {
    std::array<char, 4096> said{};
    const auto size = ::pread(::fileno(file_), said.data(), said.size(), 0);
    return {said.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

 private:
  std::FILE* file_ = std::tmpfile();
  int kept_ = ::dup(STDERR_FILENO);
};
}  // namespace

TEST_CASE("what could not be stored is never a yes, and stays said until something is stored") {
  Kiosk kiosk;
  kiosk.next = no(domain::Reason::store_failed);
  kiosk.next.event.reset();
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::not_recorded}});
  CHECK(kiosk.door.pulses.empty());
  CHECK(kiosk.sound.played == std::vector{firmware::Tone::no});
  kiosk.pass(1min);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::not_recorded}});

  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.shows<Admitted>());
  kiosk.step(yes_stays);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("why an answer could not be stored is logged once, and anew after one was stored") {
  Kiosk kiosk;
  const auto fail = [&](const char* why) {
    kiosk.next = no(domain::Reason::store_failed);
    kiosk.next.fault = why;
    kiosk.hold(ana);
    kiosk.pass(glance);
  };
  const Log log;
  fail("the disk is full");
  fail("the disk is full");
  kiosk.pass(status_every);
  fail("the disk is full");
  CHECK(log.text() == "kiosk: the disk is full\n");
  fail("the disk does not answer");
  kiosk.next = yes(1);
  kiosk.hold(ana);
  kiosk.pass(glance);
  fail("the disk does not answer");
  CHECK(log.text() ==
        "kiosk: the disk is full\n"
        "kiosk: the disk does not answer\n"
        "kiosk: the disk does not answer\n");
}

TEST_CASE("a gym may have its door open for whom the rules let pass, though it is not recorded") {
  const auto [setting, would_have_passed] =
      GENERATE(table<OnStoreFailure, bool>({{OnStoreFailure::open, true},
                                            {OnStoreFailure::open, false},
                                            {OnStoreFailure::stay_shut, true}}));
  Kiosk kiosk{setting};
  kiosk.next = no(domain::Reason::store_failed);
  kiosk.next.event.reset();
  kiosk.next.would_have_passed = would_have_passed;
  kiosk.hold(ana);
  const bool opens = setting == OnStoreFailure::open && would_have_passed;
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::not_recorded, opens}});
  CHECK(kiosk.door.pulses.size() == (opens ? 1 : 0));
  CHECK(kiosk.sound.played == std::vector{firmware::Tone::no});
  kiosk.pass(refused_stays + 1s);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::not_recorded}});
}

TEST_CASE("a store that breaks at the code is a screen, and the kiosk runs on") {
  Kiosk kiosk;
  kiosk.desk_broken = true;
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::store}});
  CHECK(kiosk.door.pulses.empty());

  kiosk.desk_broken = false;
  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.shows<Admitted>());
  kiosk.pass(yes_stays + enrolled_every);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("a store that cannot be read is a screen until it can") {
  Kiosk kiosk;
  kiosk.store.broken = true;
  kiosk.pass(status_every);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::store}});
  kiosk.store.broken = false;
  kiosk.pass(enrolled_every);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE(
    "what was counted is kept with the status, and a full disk keeps no code from its answer") {
  Kiosk kiosk;
  const auto before = kiosk.store.counts_kept;
  kiosk.pass(status_every);
  CHECK(kiosk.store.counts_kept == before + 1);
  kiosk.store.is_full = true;
  kiosk.pass(status_every);
  CHECK(kiosk.shows<Waiting>());
  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.shows<Admitted>());
}

TEST_CASE("a disk that takes no more events is a screen before anybody is refused") {
  Kiosk kiosk;
  kiosk.store.status.is_disk_full = true;
  kiosk.pass(status_every);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::not_recorded}});
  kiosk.store.status.is_disk_full = false;
  kiosk.pass(status_every);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("a kiosk that was signed off says so and still answers codes") {
  Kiosk kiosk;
  kiosk.store.status.revoked = true;
  kiosk.pass(status_every);
  CHECK(kiosk.state() == ScreenState{OutOfOrder{Fault::revoked}});
  kiosk.next = yes(1, domain::Direction::out);
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{Admitted{"Ana", Passage::went_out}});
}

TEST_CASE("a kiosk that is not enrolled says so, asks nobody, and notices when it is") {
  Kiosk kiosk;
  const auto device = kiosk.store.device;
  kiosk.store.device.reset();
  kiosk.pass(status_every);
  CHECK(kiosk.shows<NotEnrolled>());
  CHECK_FALSE(kiosk.app.screen().time);
  kiosk.hold(ana);
  CHECK(kiosk.answered.empty());

  kiosk.store.device = device;
  kiosk.pass(enrolled_every);
  CHECK(kiosk.shows<Waiting>());
}

TEST_CASE("a door that does not obey is said beside the yes, in the tone of a warning") {
  Kiosk kiosk;
  kiosk.door.broken = true;
  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.state() == ScreenState{Admitted{"Ana", Passage::came_in, true}});
  CHECK(kiosk.sound.played == std::vector{firmware::Tone::warn});
}

TEST_CASE("a gym's time zone that is not known here is said, and codes are answered by UTC") {
  Kiosk kiosk;
  kiosk.store.device->timezone = "Mars/Olympus";
  kiosk.pass(status_every);
  CHECK(kiosk.shows<Waiting>());
  CHECK(kiosk.app.screen().time->minute == 15h + 5min);
  CHECK(kiosk.app.screen().status.trouble ==
        "the gym's time zone Mars/Olympus is not known here: update tzdata");
  kiosk.next = yes(1);
  kiosk.hold(ana);
  CHECK(kiosk.shows<Admitted>());
}

TEST_CASE("the status line counts what waits, and the minutes since the centre was reached") {
  Kiosk kiosk;
  CHECK_FALSE(kiosk.app.screen().status.synced_ago);
  kiosk.store.status.waiting_events = 2;
  kiosk.store.status.waiting_photos = 1;
  kiosk.store.status.last_push = kiosk.tick.clock.wall - 50min;
  kiosk.store.status.last_pull = kiosk.tick.clock.wall - 3min;
  kiosk.pass(status_every);
  CHECK(kiosk.app.screen().status == StatusLine{.synced_ago = 3min, .waiting = 3, .trouble = {}});

  // The clock was put back since.
  kiosk.store.status.last_pull = kiosk.tick.clock.wall + 1h;
  kiosk.pass(status_every);
  CHECK(kiosk.app.screen().status.synced_ago == 0min);
}

TEST_CASE("an idle kiosk asks its store a few times a minute, no more") {
  Kiosk kiosk;
  kiosk.store.asked = 0;
  kiosk.pass(1min);
  CHECK(kiosk.store.asked == 1min / status_every);
}

TEST_CASE("a camera whose picture stands still because it is broken is said in the status line") {
  using State = firmware::CameraStatus::State;
  Kiosk kiosk;
  kiosk.box.set_camera({State::streaming, "it sends broken pictures", {}});
  kiosk.step();
  CHECK(kiosk.app.screen().status.trouble == "it sends broken pictures");
  kiosk.box.set_camera({State::streaming, "", {}});
  kiosk.step();
  CHECK(kiosk.app.screen().status.trouble.empty());
  // One that is gone says so in its picture.
  kiosk.box.set_camera({State::gone, "unplugged", {}});
  kiosk.step();
  CHECK(kiosk.app.screen().status.trouble.empty());
}

TEST_CASE("the camera's state is on the screen with the next step") {
  Kiosk kiosk;
  kiosk.box.set_camera({firmware::CameraStatus::State::gone, "unplugged", {}});
  kiosk.step();
  CHECK(kiosk.app.screen().camera.state == firmware::CameraStatus::State::gone);
  CHECK(kiosk.shows<Waiting>());
}
