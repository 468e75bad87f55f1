#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/result.h"
#include "firmware/linux/pixels.h"
#include "firmware/linux/v4l2_calls.h"

namespace fitmate::firmware::linux_board {

struct V4l2Error {
  int number = 0;      // errno
  std::string detail;  // what is wrong and what to do
};

// One opened device with its buffers mapped and streaming. Frames keep it alive for as long as they
// read its memory; stop() ends the stream at once. give_back() may come from any thread.
class V4l2Stream {
 public:
  // Wishes for 1280 x 720 in nv12, mjpeg, yuyv or grey, whichever comes first; the device may
  // decide for another size.
  static domain::Result<std::shared_ptr<V4l2Stream>, V4l2Error> open(
      std::shared_ptr<V4l2Calls> calls, const std::string& device);

  V4l2Stream(std::shared_ptr<V4l2Calls> calls, int descriptor)
      : calls_(std::move(calls)), descriptor_(descriptor) {}
  V4l2Stream(const V4l2Stream&) = delete;
  V4l2Stream& operator=(const V4l2Stream&) = delete;
  ~V4l2Stream();

  struct Filled {
    std::uint32_t index = 0;
    std::span<const std::uint8_t> bytes;
    bool broken = false;  // the driver says so, or it claims more bytes than there are
    Moment taken_at;
  };

  // A filled buffer, taken from the driver; nothing when there is none.
  domain::Result<std::optional<Filled>, V4l2Error> take();
  void give_back(std::uint32_t index);
  // Buffers the driver may fill now.
  [[nodiscard]] std::size_t lent_to_driver() const;
  // 1, 0 or -errno, as V4l2Calls::wait.
  int wait(std::chrono::milliseconds patience);
  void stop();

  [[nodiscard]] const PixelLayout& layout() const { return layout_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Buffer {
    std::uint8_t* at = nullptr;
    std::size_t length = 0;
  };

  domain::Result<void, V4l2Error> set_up(const std::string& device);
  domain::Result<void, V4l2Error> check_device(const std::string& device);
  domain::Result<void, V4l2Error> choose_format(const std::string& device);
  domain::Result<void, V4l2Error> map_buffers(const std::string& device);
  int control(unsigned long request, void* argument);
  // Under the lock.
  int hand_to_driver(std::uint32_t index);

  std::shared_ptr<V4l2Calls> calls_;
  mutable std::mutex mutex_;
  int descriptor_;  // -1 after stop()
  std::size_t lent_ = 0;
  std::vector<Buffer> buffers_;
  PixelLayout layout_;
  std::string name_;
};

}  // namespace fitmate::firmware::linux_board
