#pragma once

#include <algorithm>
#include <cerrno>
#include <deque>
#include <string>
#include <string_view>

#include <linux/input-event-codes.h>

#include "firmware/linux/evdev_calls.h"
#include "firmware/linux/us_keys.h"

namespace fitmate::firmware::linux_board {

// A scanner of the calls' kind: its clock moves only when it is waited for, and what it is given to
// type comes a letter each time.
class FakeKeyboard final : public EvdevCalls {
 public:
  // What a test sets before or during a run.
  int open_result = 0;  // -errno to refuse
  int grab_result = 0;
  int wait_result = 0;
  bool has_letters = true;
  bool unplugged = false;
  std::chrono::milliseconds letter_time{2};

  // What a test looks at.
  int opened = 0;
  int closed = 0;
  int grabbed = 0;
  int reads = 0;
  Moment time{std::chrono::seconds{1000}};

  void key(std::uint16_t code, std::int32_t value) {
    events_.push_back({.type = EV_KEY, .code = code, .value = value});
    events_.push_back({.type = EV_SYN, .code = SYN_REPORT, .value = 0});
  }
  void press(std::uint16_t code) {
    key(code, 1);
    key(code, 0);
  }
  void drop() { events_.push_back({.type = EV_SYN, .code = SYN_DROPPED, .value = 0}); }
  void report() { events_.push_back({.type = EV_SYN, .code = SYN_REPORT, .value = 0}); }
  void unplug() {
    unplugged = true;
    events_.clear();
  }
  // As a scanner set to the US layout types it.
  void type(std::string_view text) {
    for (const char letter : text) type_letter(letter);
  }
  void type_line(std::string_view text) {
    type(text);
    press(KEY_ENTER);
  }
  [[nodiscard]] bool is_typed() const { return events_.empty(); }

  int open(const std::string&) override {
    if (open_result < 0) return open_result;
    ++opened;
    return 7;
  }
  void close(int) override { ++closed; }
  int grab(int) override {
    if (grab_result == 0) ++grabbed;
    return grab_result;
  }
  std::string name(int) override { return "Honest Scanner"; }
  bool has_key(int, std::uint16_t) override { return has_letters; }

  int read(int, std::span<KeyEvent> events) override {
    ++reads;
    if (unplugged) return -ENODEV;
    // An event and its report at a time.
    const auto count = std::min({events.size(), events_.size(), std::size_t{2}});
    if (count == 0) return -EAGAIN;
    std::copy_n(events_.begin(), count, events.begin());
    events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(count));
    time += letter_time;
    return static_cast<int>(count);
  }
  int wait(int, std::chrono::milliseconds patience) override {
    if (wait_result < 0) return wait_result;
    if (!events_.empty() || unplugged) return 1;
    time += patience;
    return 0;
  }
  Moment now() override { return time; }
  void pause(std::chrono::milliseconds pause) override { time += pause; }

 private:
  void type_letter(char letter) {
    for (std::uint16_t code = 1; code < KEY_KP7; ++code) {
      for (const bool shift : {false, true}) {
        if (us_letter(code, shift, false) != letter) continue;
        if (shift) key(KEY_LEFTSHIFT, 1);
        press(code);
        if (shift) key(KEY_LEFTSHIFT, 0);
        return;
      }
    }
  }

  std::deque<KeyEvent> events_;
};

}  // namespace fitmate::firmware::linux_board
