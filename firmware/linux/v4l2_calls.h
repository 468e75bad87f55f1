#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "firmware/frame.h"

namespace fitmate::firmware::linux_board {

// The system calls of a V4L2 camera, and the time: what a test puts its own device in place of.
// Where a call can fail it answers -errno. Calls for one descriptor come from several threads.
class V4l2Calls {
 public:
  V4l2Calls() = default;
  V4l2Calls(const V4l2Calls&) = delete;
  V4l2Calls& operator=(const V4l2Calls&) = delete;
  virtual ~V4l2Calls() = default;

  // Non-blocking; a descriptor or -errno.
  virtual int open(const std::string& path) = 0;
  virtual void close(int descriptor) = 0;
  // 0 or -errno, never -EINTR.
  virtual int control(int descriptor, unsigned long request, void* argument) = 0;
  // Shared, readable; nullptr where it cannot be.
  virtual std::uint8_t* map(int descriptor, std::size_t length, std::uint32_t offset) = 0;
  virtual void unmap(std::uint8_t* at, std::size_t length) = 0;
  // 1 when there is something to dequeue (or an error to fetch), 0 when the time is over, or
  // -errno.
  virtual int wait(int descriptor, std::chrono::milliseconds patience) = 0;

  virtual Moment now() = 0;
  virtual void pause(std::chrono::milliseconds time) = 0;
};

// The kernel's.
std::shared_ptr<V4l2Calls> system_v4l2_calls();

}  // namespace fitmate::firmware::linux_board
