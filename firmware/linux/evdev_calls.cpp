#include "firmware/linux/evdev_calls.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <thread>

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace fitmate::firmware::linux_board {
namespace {

constexpr std::size_t most_at_once = 64;

class SystemCalls final : public EvdevCalls {
 public:
  int open(const std::string& path) override {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
  }

  void close(int descriptor) override { ::close(descriptor); }

  int grab(int descriptor) override { return ::ioctl(descriptor, EVIOCGRAB, 1) < 0 ? -errno : 0; }

  std::string name(int descriptor) override {
    std::array<char, 256> text{};
    if (::ioctl(descriptor, EVIOCGNAME(text.size() - 1), text.data()) < 0) return {};
    return text.data();
  }

  bool has_key(int descriptor, std::uint16_t code) override {
    std::array<unsigned char, KEY_MAX / CHAR_BIT + 1> bits{};
    if (::ioctl(descriptor, EVIOCGBIT(EV_KEY, bits.size()), bits.data()) < 0) return false;
    return ((bits.at(code / CHAR_BIT) >> (code % CHAR_BIT)) & 1) != 0;
  }

  int read(int descriptor, std::span<KeyEvent> events) override {
    std::array<input_event, most_at_once> raw{};
    const auto wanted = std::min(events.size(), raw.size()) * sizeof(input_event);
    ssize_t size = 0;
    do size = ::read(descriptor, raw.data(), wanted);
    while (size < 0 && errno == EINTR);
    if (size < 0) return -errno;
    // An end of file is a device that is gone.
    if (size == 0) return -ENODEV;
    const auto count = static_cast<std::size_t>(size) / sizeof(input_event);
    for (std::size_t i = 0; i < count; ++i) {
      events[i] = {.type = raw.at(i).type, .code = raw.at(i).code, .value = raw.at(i).value};
    }
    return static_cast<int>(count);
  }

  int wait(int descriptor, std::chrono::milliseconds patience) override {
    pollfd poll_for{descriptor, POLLIN, 0};
    const int result = ::poll(&poll_for, 1, static_cast<int>(patience.count()));
    // An interrupted wait is a short one: its caller looks at the clock anyway.
    if (result < 0) return errno == EINTR ? 0 : -errno;
    return result;
  }

  Moment now() override { return std::chrono::steady_clock::now(); }
  void pause(std::chrono::milliseconds time) override { std::this_thread::sleep_for(time); }
};

}  // namespace

std::shared_ptr<EvdevCalls> system_evdev_calls() {
  return std::make_shared<SystemCalls>();
}

}  // namespace fitmate::firmware::linux_board
