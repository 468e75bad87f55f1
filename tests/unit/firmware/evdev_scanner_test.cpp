#include "firmware/linux/evdev_scanner.h"

#include <filesystem>

#include <catch2/catch_test_macros.hpp>
#include <fcntl.h>
#include <linux/uinput.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/unit/firmware/fake_evdev.h"

namespace fitmate::firmware::linux_board {
namespace {

using namespace std::chrono_literals;
using State = ScannerStatus::State;

struct Bench {
  std::shared_ptr<FakeKeyboard> device = std::make_shared<FakeKeyboard>();
  EvdevScanner scanner{"/dev/input/by-id/scanner", device};

  std::string next() {
    const auto code = scanner.next(60s);
    return code ? code->text : std::string{};
  }
};

// All that a code of ours may hold.
const std::string ours = "FM1:ABCXYZ0189 $%*+-./:";

}  // namespace

TEST_CASE("a scanner is opened at the first call and taken for us alone") {
  Bench bench;
  CHECK(bench.device->opened == 0);
  CHECK_FALSE(bench.scanner.next(0ms));
  CHECK(bench.device->opened == 1);
  CHECK(bench.device->grabbed == 1);
  CHECK(bench.scanner.status().state == State::ready);
  CHECK(bench.scanner.status().name == "Honest Scanner");
}

TEST_CASE("a code ends with Enter, with the other Enter, or with Tab") {
  Bench bench;
  for (const auto end : {KEY_ENTER, KEY_KPENTER, KEY_TAB}) {
    bench.device->type(ours);
    bench.device->press(static_cast<std::uint16_t>(end));
    CHECK(bench.next() == ours);
  }
  CHECK(bench.scanner.status().codes == 3);
  CHECK(bench.scanner.status().broken == 0);
}

TEST_CASE("a code without an end is whole once the scanner falls silent") {
  Bench bench;
  bench.device->type(ours);
  const auto code = bench.scanner.next(10s);
  REQUIRE(code);
  CHECK(code->text == ours);
  CHECK(bench.device->time == code->at + EvdevScanner::silent_after);
}

TEST_CASE("a pause that is no end splits no code") {
  Bench bench;
  bench.device->letter_time = EvdevScanner::silent_after / 3;
  bench.device->type_line("FM1:SLOW");
  CHECK(bench.next() == "FM1:SLOW");
}

TEST_CASE("every letter of a US keyboard is typed as itself") {
  Bench bench;
  std::string all;
  for (char c = ' '; c <= '~'; ++c) all += c;
  bench.device->type_line(all);
  CHECK(bench.next() == all);
}

TEST_CASE("both shifts, caps lock and the number pad are understood") {
  Bench bench;
  auto& keys = *bench.device;
  keys.key(KEY_RIGHTSHIFT, 1);
  keys.press(KEY_A);
  keys.key(KEY_RIGHTSHIFT, 0);
  keys.press(KEY_CAPSLOCK);
  keys.press(KEY_B);
  keys.press(KEY_1);
  keys.key(KEY_LEFTSHIFT, 1);
  keys.press(KEY_C);
  keys.key(KEY_LEFTSHIFT, 0);
  keys.press(KEY_CAPSLOCK);
  keys.press(KEY_D);
  keys.press(KEY_KP7);
  keys.press(KEY_KPSLASH);
  keys.press(KEY_ENTER);
  CHECK(bench.next() == "AB1cd7/");
}

TEST_CASE("a key that is held and one without a letter type nothing") {
  Bench bench;
  bench.device->key(KEY_X, 1);
  for (int i = 0; i < 50; ++i) bench.device->key(KEY_X, 2);
  bench.device->key(KEY_X, 0);
  for (const auto key : {KEY_F5, KEY_ESC, KEY_LEFTCTRL, KEY_VOLUMEUP, KEY_MAX}) {
    bench.device->press(static_cast<std::uint16_t>(key));
  }
  bench.device->press(KEY_ENTER);
  CHECK(bench.next() == "x");
}

TEST_CASE("an empty line is no code") {
  Bench bench;
  for (int i = 0; i < 5; ++i) bench.device->press(KEY_ENTER);
  bench.device->type_line("A");
  CHECK(bench.next() == "A");
  CHECK(bench.scanner.status().codes == 1);
}

TEST_CASE("the longest line is a code, and a longer one is thrown away whole") {
  Bench bench;
  const std::string longest(EvdevScanner::longest, 'A');
  bench.device->type_line(longest);
  CHECK(bench.next() == longest);
  bench.device->type_line(longest + "A");
  bench.device->type_line("B");
  CHECK(bench.next() == "B");
  CHECK(bench.scanner.status().broken == 1);
}

TEST_CASE("a scanner that types without end gives nothing, blocks nobody and keeps nothing") {
  Bench bench;
  for (int turn = 0; turn < 100; ++turn) {
    bench.device->type(std::string(2000, 'Z'));
    const auto before = bench.device->time;
    CHECK_FALSE(bench.scanner.next(100ms));
    CHECK(bench.device->time - before <= 110ms);
  }
  CHECK(bench.scanner.status().broken == 1);
  CHECK(bench.scanner.status().codes == 0);
}

TEST_CASE("a thousand codes come out in the order in which they were read") {
  Bench bench;
  for (int i = 0; i < 1000; ++i) bench.device->type_line("CODE" + std::to_string(i));
  for (int i = 0; i < 1000; ++i) REQUIRE(bench.next() == "CODE" + std::to_string(i));
  CHECK(bench.next().empty());
}

TEST_CASE("keys that the kernel lost spoil their code and no other") {
  Bench bench;
  bench.device->type("HALF A CO");
  bench.device->drop();
  bench.device->key(KEY_LEFTSHIFT, 1);  // of what was lost; up to the report nothing counts
  bench.device->report();
  bench.device->type_line("DE");
  bench.device->type_line("good");
  CHECK(bench.next() == "good");
  CHECK(bench.scanner.status().broken == 1);
}

TEST_CASE("a scanner that is unplugged is said, and tried again once a second until it is back") {
  Bench bench;
  bench.device->key(KEY_LEFTSHIFT, 1);
  bench.device->type("half");
  CHECK_FALSE(bench.scanner.next(10ms));
  bench.device->unplug();
  bench.device->open_result = -ENOENT;
  CHECK_FALSE(bench.scanner.next(5s));
  CHECK(bench.scanner.status().state == State::gone);
  CHECK(bench.scanner.status().problem.contains("plug the scanner in"));
  CHECK(bench.device->closed == 1);
  const auto reads = bench.device->reads;
  CHECK_FALSE(bench.scanner.next(1s));
  CHECK(bench.device->reads == reads);

  bench.device->unplugged = false;
  bench.device->open_result = 0;
  CHECK_FALSE(bench.scanner.next(2s));
  CHECK(bench.scanner.status().state == State::ready);
  CHECK(bench.scanner.status().problem.empty());
  CHECK(bench.scanner.status().restarts == 1);
  CHECK(bench.device->grabbed == 2);
}

TEST_CASE("half a code from before it was unplugged is not the beginning of the next") {
  Bench bench;
  bench.device->key(KEY_LEFTSHIFT, 1);
  bench.device->press(KEY_H);
  CHECK_FALSE(bench.scanner.next(5ms));
  bench.device->unplug();
  CHECK_FALSE(bench.scanner.next(5ms));
  bench.device->unplugged = false;
  CHECK_FALSE(bench.scanner.next(2s));
  bench.device->type_line("whole");
  CHECK(bench.next() == "whole");
}

TEST_CASE("what is in use, forbidden or no keyboard is said with what to do") {
  Bench bench;
  bench.device->grab_result = -EBUSY;
  CHECK_FALSE(bench.scanner.next(0ms));
  CHECK(bench.scanner.status().problem.contains("another program"));
  bench.device->grab_result = 0;
  bench.device->open_result = -EACCES;
  CHECK_FALSE(bench.scanner.next(2s));
  CHECK(bench.scanner.status().problem.contains("group input"));
  bench.device->open_result = 0;
  bench.device->has_letters = false;
  CHECK_FALSE(bench.scanner.next(2s));
  CHECK(bench.scanner.status().problem.contains("is no scanner"));
  bench.device->has_letters = true;
  CHECK_FALSE(bench.scanner.next(2s));
  CHECK(bench.scanner.status().state == State::ready);
  bench.device->wait_result = -EBADF;
  CHECK_FALSE(bench.scanner.next(500ms));
  CHECK(bench.scanner.status().state == State::gone);
}

TEST_CASE("waiting for a scanner that is not there is no busy loop") {
  Bench bench;
  bench.device->open_result = -ENOENT;
  const auto before = bench.device->time;
  CHECK_FALSE(bench.scanner.next(700ms));
  CHECK(bench.device->time - before >= 700ms);
}

namespace {

// A keyboard of the kernel's own making.
class MadeKeyboard {
 public:
  MadeKeyboard() : descriptor_{::open("/dev/uinput", O_WRONLY | O_CLOEXEC)} {
    if (descriptor_ < 0) return;
    ::ioctl(descriptor_, UI_SET_EVBIT, EV_KEY);
    for (int key = 1; key < KEY_KPDOT + 1; ++key) ::ioctl(descriptor_, UI_SET_KEYBIT, key);
    uinput_setup setup{};
    std::copy_n("FitMate test scanner", 21, setup.name);
    ::ioctl(descriptor_, UI_DEV_SETUP, &setup);
    ::ioctl(descriptor_, UI_DEV_CREATE);
  }
  ~MadeKeyboard() { ::close(descriptor_); }
  MadeKeyboard(const MadeKeyboard&) = delete;
  MadeKeyboard& operator=(const MadeKeyboard&) = delete;

  [[nodiscard]] bool is_made() const { return descriptor_ >= 0; }
  [[nodiscard]] std::string path() const {
    std::array<char, 64> name{};
    ::ioctl(descriptor_, UI_GET_SYSNAME(name.size() - 1), name.data());
    const auto folder = std::filesystem::path{"/sys/devices/virtual/input"} / name.data();
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
      const auto file = entry.path().filename().string();
      if (file.starts_with("event")) return "/dev/input/" + file;
    }
    return {};
  }
  void press(std::uint16_t key) const {
    for (const int value : {1, 0}) {
      emit(EV_KEY, key, value);
      emit(EV_SYN, SYN_REPORT, 0);
    }
  }

 private:
  void emit(std::uint16_t type, std::uint16_t code, int value) const {
    input_event event{};
    event.type = type;
    event.code = code;
    event.value = value;
    if (::write(descriptor_, &event, sizeof event) < 0) throw std::runtime_error("uinput");
  }

  int descriptor_;
};

}  // namespace

TEST_CASE("the kernel's own keyboard types a code, to us alone") {
  const MadeKeyboard keyboard;
  if (!keyboard.is_made() || !std::filesystem::exists(keyboard.path())) {
    SKIP("this machine lets nobody make a keyboard (/dev/uinput)");
  }
  EvdevScanner scanner{keyboard.path()};
  CHECK_FALSE(scanner.next(0ms));
  REQUIRE(scanner.status().state == State::ready);
  EvdevScanner other{keyboard.path()};
  CHECK_FALSE(other.next(0ms));
  CHECK(other.status().problem.contains("another program"));
  for (const auto key : {KEY_F, KEY_M, KEY_1, KEY_ENTER}) {
    keyboard.press(static_cast<std::uint16_t>(key));
  }
  const auto code = scanner.next(5s);
  REQUIRE(code);
  CHECK(code->text == "fm1");
}

}  // namespace fitmate::firmware::linux_board
