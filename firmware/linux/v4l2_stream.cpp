#include "firmware/linux/v4l2_stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <format>
#include <system_error>

#include <linux/videodev2.h>

namespace fitmate::firmware::linux_board {
namespace {

using domain::Result;

constexpr int wished_width = 1280;
constexpr int wished_height = 720;
// No camera of a kiosk has more; a driver that says so is not believed.
constexpr std::uint32_t longest_side = 8192;
// One is drawn, one is read, one is decoded; the driver needs two to go on.
constexpr std::uint32_t wished_buffers = 5;
constexpr std::uint32_t fewest_buffers = 2;

struct KnownFormat {
  std::uint32_t code;
  PixelFormat format;
};
// nv12 needs no copy; mjpeg brings a USB camera's full size at its full rate, yuyv does not.
constexpr std::array<KnownFormat, 4> known_formats = {{
    {V4L2_PIX_FMT_NV12, PixelFormat::nv12},
    {V4L2_PIX_FMT_MJPEG, PixelFormat::mjpeg},
    {V4L2_PIX_FMT_YUYV, PixelFormat::yuyv},
    {V4L2_PIX_FMT_GREY, PixelFormat::grey},
}};

std::unexpected<V4l2Error> failed(int number, const std::string& device, std::string_view what) {
  const int error = -number;
  const auto detail = [&]() -> std::string {
    switch (error) {
      case ENOENT:
      case ENODEV:
      case ENXIO:
        return std::format("{} is not there: plug the camera in, or name another one", device);
      case EBUSY:
        return std::format("another program uses {}: end it", device);
      case EACCES:
      case EPERM:
        return std::format("no right to open {}: put this user into the group video", device);
      default:
        return std::format("{}: {} failed: {}; unplug the camera and plug it in again", device,
                           what, std::generic_category().message(error));
    }
  }();
  return std::unexpected(V4l2Error{error, detail});
}

std::unexpected<V4l2Error> unfit(const std::string& device, std::string_view why) {
  return std::unexpected(V4l2Error{EINVAL, std::format("{} {}: name another camera", device, why)});
}

// The kernel fills what fits and ends it with a zero, but a broken driver may not.
std::string text_of(std::span<const __u8> bytes) {
  const auto end = std::ranges::find(bytes, 0);
  return {bytes.begin(), end};
}

v4l2_buffer buffer_of(std::uint32_t index) {
  v4l2_buffer buffer{};
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  buffer.index = index;
  return buffer;
}

Moment taken_at(const v4l2_buffer& buffer, Moment now) {
  if ((buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) != V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) {
    return now;
  }
  // The kernel's monotonic clock is the steady clock here.
  const Moment at{std::chrono::seconds{buffer.timestamp.tv_sec} +
                  std::chrono::microseconds{buffer.timestamp.tv_usec}};
  return std::min(at, now);
}

}  // namespace

Result<std::shared_ptr<V4l2Stream>, V4l2Error> V4l2Stream::open(std::shared_ptr<V4l2Calls> calls,
                                                                const std::string& device) {
  const int descriptor = calls->open(device);
  if (descriptor < 0) return failed(descriptor, device, "open");
  auto stream = std::make_shared<V4l2Stream>(std::move(calls), descriptor);
  if (const auto ready = stream->set_up(device); !ready) return std::unexpected(ready.error());
  return stream;
}

V4l2Stream::~V4l2Stream() {
  stop();
  for (const auto& buffer : buffers_) calls_->unmap(buffer.at, buffer.length);
}

int V4l2Stream::control(unsigned long request, void* argument) {
  return calls_->control(descriptor_, request, argument);
}

Result<void, V4l2Error> V4l2Stream::set_up(const std::string& device) {
  const std::scoped_lock lock(mutex_);
  auto ready = check_device(device);
  if (ready) ready = choose_format(device);
  if (ready) ready = map_buffers(device);
  if (!ready) return ready;
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  const int started = control(VIDIOC_STREAMON, &type);
  if (started < 0) return failed(started, device, "starting the stream");
  return {};
}

Result<void, V4l2Error> V4l2Stream::check_device(const std::string& device) {
  v4l2_capability capability{};
  const int asked = control(VIDIOC_QUERYCAP, &capability);
  if (asked == -ENOTTY || asked == -EINVAL) return unfit(device, "is no camera");
  if (asked < 0) return failed(asked, device, "asking the device what it is");
  const auto can = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps
                                                                         : capability.capabilities;
  if ((can & V4L2_CAP_VIDEO_CAPTURE) == 0 || (can & V4L2_CAP_STREAMING) == 0) {
    return unfit(device, "gives no pictures by streaming");
  }
  name_ = text_of(capability.card);
  return {};
}

Result<void, V4l2Error> V4l2Stream::choose_format(const std::string& device) {
  std::vector<std::uint32_t> offered;
  // A driver that never ends its list is not listened to for ever.
  for (std::uint32_t index = 0; index < 64; ++index) {
    v4l2_fmtdesc description{};
    description.index = index;
    description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (control(VIDIOC_ENUM_FMT, &description) < 0) break;
    offered.push_back(description.pixelformat);
  }
  const auto known = std::ranges::find_if(known_formats, [&](const KnownFormat& candidate) {
    return std::ranges::contains(offered, candidate.code);
  });
  if (known == known_formats.end()) return unfit(device, "speaks none of NV12, MJPEG, YUYV, GREY");

  v4l2_format format{};
  format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  format.fmt.pix.width = wished_width;
  format.fmt.pix.height = wished_height;
  format.fmt.pix.pixelformat = known->code;
  format.fmt.pix.field = V4L2_FIELD_NONE;
  const int set = control(VIDIOC_S_FMT, &format);
  if (set < 0) return failed(set, device, "setting the picture's size");
  const auto& got = format.fmt.pix;
  const auto is_side = [](std::uint32_t side) { return side >= 1 && side <= longest_side; };
  if (got.pixelformat != known->code || !is_side(got.width) || !is_side(got.height) ||
      got.bytesperline > 8 * longest_side) {
    return unfit(device, "answers with a format that nobody asked for");
  }
  const int width = static_cast<int>(got.width);
  // Some drivers leave bytesperline 0.
  layout_ = {known->format, width, static_cast<int>(got.height),
             std::max(static_cast<int>(got.bytesperline), least_stride(known->format, width))};
  return {};
}

Result<void, V4l2Error> V4l2Stream::map_buffers(const std::string& device) {
  v4l2_requestbuffers request{};
  request.count = wished_buffers;
  request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  const int requested = control(VIDIOC_REQBUFS, &request);
  if (requested < 0) return failed(requested, device, "asking for buffers");
  if (request.count < fewest_buffers) return unfit(device, "has no memory for pictures");
  for (std::uint32_t index = 0; index < request.count; ++index) {
    auto buffer = buffer_of(index);
    const int asked = control(VIDIOC_QUERYBUF, &buffer);
    if (asked < 0) return failed(asked, device, "asking for a buffer");
    auto* at = calls_->map(descriptor_, buffer.length, buffer.m.offset);
    if (at == nullptr) return failed(-ENOMEM, device, "mapping a buffer");
    buffers_.push_back({at, buffer.length});
    const int handed = hand_to_driver(index);
    if (handed < 0) return failed(handed, device, "handing over a buffer");
  }
  return {};
}

int V4l2Stream::hand_to_driver(std::uint32_t index) {
  auto buffer = buffer_of(index);
  const int result = control(VIDIOC_QBUF, &buffer);
  if (result == 0) ++lent_;
  return result;
}

Result<std::optional<V4l2Stream::Filled>, V4l2Error> V4l2Stream::take() {
  const std::scoped_lock lock(mutex_);
  auto buffer = buffer_of(0);
  const int result = control(VIDIOC_DQBUF, &buffer);
  if (result == -EAGAIN) return std::nullopt;
  if (result < 0) return failed(result, name_, "fetching a picture");
  if (buffer.index >= buffers_.size())
    return unfit(name_, "answers with a buffer it does not have");
  --lent_;
  const auto& memory = buffers_[buffer.index];
  const bool broken = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0 || buffer.bytesused > memory.length;
  return Filled{buffer.index,
                {memory.at, broken ? 0 : buffer.bytesused},
                broken,
                taken_at(buffer, calls_->now())};
}

void V4l2Stream::give_back(std::uint32_t index) {
  const std::scoped_lock lock(mutex_);
  // A device that is gone says so at the next take(); the buffer is lost with it.
  if (descriptor_ >= 0) hand_to_driver(index);
}

std::size_t V4l2Stream::lent_to_driver() const {
  const std::scoped_lock lock(mutex_);
  return lent_;
}

int V4l2Stream::wait(std::chrono::milliseconds patience) {
  return calls_->wait(descriptor_, patience);
}

void V4l2Stream::stop() {
  const std::scoped_lock lock(mutex_);
  if (descriptor_ < 0) return;
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  // An unplugged device refuses this; closing it is what counts.
  control(VIDIOC_STREAMOFF, &type);
  calls_->close(descriptor_);
  descriptor_ = -1;
}

}  // namespace fitmate::firmware::linux_board
