#include "firmware/linux/v4l2_calls.h"

#include <cerrno>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace fitmate::firmware::linux_board {
namespace {

class SystemCalls final : public V4l2Calls {
 public:
  int open(const std::string& path) override {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
  }

  void close(int descriptor) override { ::close(descriptor); }

  int control(int descriptor, unsigned long request, void* argument) override {
    int result = 0;
    do result = ::ioctl(descriptor, request, argument);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : 0;
  }

  std::uint8_t* map(int descriptor, std::size_t length, std::uint32_t offset) override {
    void* at =
        ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor, static_cast<off_t>(offset));
    return at == MAP_FAILED ? nullptr : static_cast<std::uint8_t*>(at);
  }

  void unmap(std::uint8_t* at, std::size_t length) override { ::munmap(at, length); }

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

std::shared_ptr<V4l2Calls> system_v4l2_calls() {
  return std::make_shared<SystemCalls>();
}

}  // namespace fitmate::firmware::linux_board
