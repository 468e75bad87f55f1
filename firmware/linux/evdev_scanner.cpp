#include "firmware/linux/evdev_scanner.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <format>
#include <utility>

#include <linux/input-event-codes.h>

#include "firmware/linux/us_keys.h"

namespace fitmate::firmware::linux_board {
namespace {

using std::chrono::milliseconds;
using State = ScannerStatus::State;

constexpr std::size_t events_at_once = 64;
constexpr int key_up = 0;
constexpr int key_down = 1;

milliseconds until(Moment moment, Moment now) {
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(moment - now));
}

bool ends_line(std::uint16_t key) {
  return key == KEY_ENTER || key == KEY_KPENTER || key == KEY_TAB;
}

std::string why_not_opened(const std::string& device, int error) {
  if (error == -EACCES || error == -EPERM) {
    return std::format("{} may not be read: put the kiosk's user into the group input", device);
  }
  return std::format("{} is not there: plug the scanner in", device);
}

}  // namespace

EvdevScanner::EvdevScanner(std::string device, std::shared_ptr<EvdevCalls> calls)
    : device_(std::move(device)), calls_(std::move(calls)), retry_at_(calls_->now()) {
  status_.name = device_;
}

EvdevScanner::~EvdevScanner() {
  if (descriptor_ >= 0) calls_->close(descriptor_);
}

void EvdevScanner::open() {
  descriptor_ = calls_->open(device_);
  if (descriptor_ < 0) {
    close(why_not_opened(device_, descriptor_));
    return;
  }
  status_.name = calls_->name(descriptor_);
  if (!calls_->has_key(descriptor_, KEY_M) || !calls_->has_key(descriptor_, KEY_1)) {
    close(std::format("{} is no scanner: it has no letters", device_));
    return;
  }
  if (calls_->grab(descriptor_) < 0) {
    close(std::format("{} is in use by another program: end that", device_));
    return;
  }
  status_.state = State::ready;
  status_.problem.clear();
  if (std::exchange(opened_before_, true)) ++status_.restarts;
}

void EvdevScanner::close(std::string problem) {
  if (descriptor_ >= 0) calls_->close(descriptor_);
  descriptor_ = -1;
  retry_at_ = calls_->now() + retry_after;
  status_.state = State::gone;
  status_.problem = std::move(problem);
  // What was typed by halves is no code, and a key that was held is not held by the next device.
  waiting_.clear();
  line_.clear();
  is_lost_ = is_dropping_ = left_shift_ = right_shift_ = caps_lock_ = false;
}

std::optional<ScannedCode> EvdevScanner::next(milliseconds patience) {
  const Moment deadline = calls_->now() + patience;
  while (true) {
    if (descriptor_ < 0 && calls_->now() >= retry_at_) open();
    if (descriptor_ >= 0 && waiting_.empty()) read();
    while (!waiting_.empty()) {
      const auto event = waiting_.front();
      waiting_.pop_front();
      if (auto code = type(event)) return code;
    }
    const Moment now = calls_->now();
    const bool is_typing = !line_.empty() || is_lost_;
    if (is_typing && now >= last_key_ + silent_after) {
      if (auto code = end_line()) return code;
    }
    if (now >= deadline) return {};
    wait(deadline);
  }
}

void EvdevScanner::wait(Moment deadline) {
  const Moment now = calls_->now();
  if (descriptor_ < 0) {
    calls_->pause(until(std::min(deadline, retry_at_), now));
    return;
  }
  const bool is_typing = !line_.empty() || is_lost_;
  const Moment sooner = is_typing ? std::min(deadline, last_key_ + silent_after) : deadline;
  if (calls_->wait(descriptor_, until(sooner, now)) < 0) {
    close(std::format("{} cannot be waited for: plug the scanner in anew", status_.name));
  }
}

void EvdevScanner::read() {
  std::array<KeyEvent, events_at_once> events;
  const int count = calls_->read(descriptor_, events);
  if (count == -EAGAIN) return;
  if (count < 0) {
    close(std::format("{} is gone: plug the scanner in", status_.name));
    return;
  }
  waiting_.assign(events.begin(), events.begin() + count);
  last_key_ = calls_->now();
}

std::optional<ScannedCode> EvdevScanner::type(const KeyEvent& event) {
  if (event.type == EV_SYN) {
    if (event.code == SYN_DROPPED) {
      is_dropping_ = true;
      left_shift_ = right_shift_ = false;
      lose_line();
    } else if (event.code == SYN_REPORT) {
      is_dropping_ = false;
    }
    return {};
  }
  if (event.type != EV_KEY || is_dropping_) return {};
  if (event.value == key_down && ends_line(event.code)) return end_line();
  if (event.value == key_down || event.value == key_up) {
    type_key(event.code, event.value == key_down);
  }
  return {};
}

void EvdevScanner::type_key(std::uint16_t key, bool down) {
  if (key == KEY_LEFTSHIFT) {
    left_shift_ = down;
  } else if (key == KEY_RIGHTSHIFT) {
    right_shift_ = down;
  } else if (key == KEY_CAPSLOCK) {
    caps_lock_ = caps_lock_ != down;
  } else if (const char letter = us_letter(key, left_shift_ || right_shift_, caps_lock_);
             down && letter != 0 && !is_lost_) {
    line_ += letter;
    if (line_.size() > longest) lose_line();
  }
}

void EvdevScanner::lose_line() {
  if (!is_lost_) ++status_.broken;
  is_lost_ = true;
  line_.clear();
}

std::optional<ScannedCode> EvdevScanner::end_line() {
  is_lost_ = false;
  if (line_.empty()) return {};
  ++status_.codes;
  return ScannedCode{.text = std::exchange(line_, {}), .at = last_key_};
}

}  // namespace fitmate::firmware::linux_board
