#pragma once

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <linux/videodev2.h>

#include "firmware/linux/v4l2_calls.h"

namespace fitmate::firmware::linux_board {

// A camera of the calls' kind: it films when it is waited for, and its clock moves only then.
class FakeDevice final : public V4l2Calls {
 public:
  using Bytes = std::vector<std::uint8_t>;

  // What a test sets before or during a run.
  std::vector<std::uint32_t> formats = {V4L2_PIX_FMT_GREY};
  std::uint32_t width = 4;
  std::uint32_t height = 2;
  std::uint32_t stride = 4;
  std::size_t buffer_length = 64;
  std::uint32_t capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  std::uint32_t buffers_given = 5;
  int open_result = 0;                  // -errno to refuse
  std::map<unsigned long, int> refuse;  // request -> -errno
  std::chrono::milliseconds frame_time{33};
  bool films = true;  // false: stalled
  std::uint32_t flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
  std::uint32_t claimed_index = 0xffffffff;  // instead of the true one
  std::uint32_t claimed_bytes = 0xffffffff;  // instead of the true number
  bool idle_wakes = false;                   // wait() says ready when nothing is
  Bytes picture;                             // what the next frames show

  // What a test looks at.
  int opened = 0;
  int closed = 0;
  int pauses = 0;
  int waits = 0;
  std::size_t mapped = 0;
  Moment time{std::chrono::seconds{1000}};
  [[nodiscard]] std::size_t queued() const { return queued_.size(); }
  [[nodiscard]] bool streaming() const { return streaming_; }

  // A frame appears in the driver, as many as there are buffers for.
  void film(const Bytes& bytes) {
    if (queued_.empty() || !streaming_) return;
    const auto index = queued_.front();
    queued_.pop_front();
    auto& memory = *memory_.at(index);
    std::copy_n(bytes.begin(), std::min(bytes.size(), memory.size()), memory.begin());
    done_.push_back({index, static_cast<std::uint32_t>(bytes.size()), time});
  }

  int open(const std::string&) override {
    if (open_result < 0) return open_result;
    ++opened;
    queued_.clear();
    done_.clear();
    return 7;
  }
  void close(int) override {
    ++closed;
    streaming_ = false;
  }

  int control(int, unsigned long request, void* argument) override {
    if (const auto found = refuse.find(request); found != refuse.end()) return found->second;
    switch (request) {
      case VIDIOC_QUERYCAP:
        return query(*static_cast<v4l2_capability*>(argument));
      case VIDIOC_ENUM_FMT:
        return list(*static_cast<v4l2_fmtdesc*>(argument));
      case VIDIOC_S_FMT:
        return set(*static_cast<v4l2_format*>(argument));
      case VIDIOC_REQBUFS:
        static_cast<v4l2_requestbuffers*>(argument)->count = buffers_given;
        memory_.clear();
        return 0;
      case VIDIOC_QUERYBUF: {
        auto& buffer = *static_cast<v4l2_buffer*>(argument);
        buffer.length = static_cast<std::uint32_t>(buffer_length);
        buffer.m.offset = buffer.index;
        return 0;
      }
      case VIDIOC_QBUF:
        queued_.push_back(static_cast<v4l2_buffer*>(argument)->index);
        return 0;
      case VIDIOC_DQBUF:
        return take(*static_cast<v4l2_buffer*>(argument));
      case VIDIOC_STREAMON:
        streaming_ = true;
        return 0;
      case VIDIOC_STREAMOFF:
        streaming_ = false;
        return 0;
      default:
        return -ENOTTY;
    }
  }

  // Each buffer is an allocation of its own, so that a byte too many is seen by the sanitizer.
  std::uint8_t* map(int, std::size_t length, std::uint32_t offset) override {
    if (offset != memory_.size()) return nullptr;
    memory_.push_back(std::make_unique<Bytes>(length));
    ++mapped;
    return memory_.back()->data();
  }
  void unmap(std::uint8_t* at, std::size_t) override {
    --mapped;
    for (auto& memory : memory_) {
      if (memory && memory->data() == at) memory.reset();
    }
  }

  int wait(int, std::chrono::milliseconds patience) override {
    ++waits;
    if (!done_.empty()) return 1;
    if (idle_wakes) return 1;
    if (!films || frame_time > patience) {
      time += patience;
      return 0;
    }
    time += frame_time;
    film(picture);
    return done_.empty() ? 0 : 1;
  }

  Moment now() override { return time; }
  void pause(std::chrono::milliseconds pause) override {
    ++pauses;
    time += pause;
  }

 private:
  struct Done {
    std::uint32_t index;
    std::uint32_t bytes;
    Moment at;
  };

  int query(v4l2_capability& capability) const {
    // No zero at the end, as a careless driver does it.
    std::memset(capability.card, 'c', sizeof capability.card);
    capability.capabilities = capabilities | V4L2_CAP_DEVICE_CAPS;
    capability.device_caps = capabilities;
    return 0;
  }
  int list(v4l2_fmtdesc& description) const {
    if (description.index >= formats.size()) return -EINVAL;
    description.pixelformat = formats[description.index];
    return 0;
  }
  int set(v4l2_format& format) const {
    format.fmt.pix.width = width;
    format.fmt.pix.height = height;
    format.fmt.pix.bytesperline = stride;
    return 0;
  }
  int take(v4l2_buffer& buffer) {
    if (done_.empty()) return -EAGAIN;
    const auto done = done_.front();
    done_.pop_front();
    buffer.index = claimed_index != 0xffffffff ? claimed_index : done.index;
    buffer.bytesused = claimed_bytes != 0xffffffff ? claimed_bytes : done.bytes;
    buffer.flags = flags;
    const auto since =
        std::chrono::duration_cast<std::chrono::microseconds>(done.at.time_since_epoch());
    buffer.timestamp.tv_sec = since.count() / 1'000'000;
    buffer.timestamp.tv_usec = since.count() % 1'000'000;
    return 0;
  }

  std::vector<std::unique_ptr<Bytes>> memory_;
  std::deque<std::uint32_t> queued_;
  std::deque<Done> done_;
  bool streaming_ = false;
};

}  // namespace fitmate::firmware::linux_board
