#include "firmware/linux/v4l2_camera.h"

#include <algorithm>
#include <format>
#include <utility>

namespace fitmate::firmware::linux_board {
namespace {

using std::chrono::milliseconds;

// While every buffer is on lease there is nothing to wait for in the kernel.
constexpr milliseconds short_while{10};

// A leased buffer: the driver gets it back when the last reader drops it.
class LeasedPixels final : public FramePixels {
 public:
  LeasedPixels(std::shared_ptr<V4l2Stream> stream, const V4l2Stream::Filled& filled)
      : stream_(std::move(stream)), index_(filled.index), bytes_(filled.bytes) {}
  ~LeasedPixels() override { stream_->give_back(index_); }
  LeasedPixels(const LeasedPixels&) = delete;
  LeasedPixels& operator=(const LeasedPixels&) = delete;

  // False where the bytes are no picture.
  bool make_grey() {
    if (const auto view = grey_in_place(stream_->layout(), bytes_)) {
      grey_ = *view;
      return true;
    }
    auto copy = grey_copy(stream_->layout(), bytes_);
    if (!copy) return false;
    copy_ = std::move(*copy);
    grey_ = copy_.view();
    return true;
  }

  [[nodiscard]] FrameView grey() const override { return grey_; }
  [[nodiscard]] RgbImage to_rgb(int max_width) const override {
    return colour_copy(stream_->layout(), bytes_, max_width);
  }

 private:
  std::shared_ptr<V4l2Stream> stream_;
  std::uint32_t index_;
  std::span<const std::uint8_t> bytes_;
  GreyImage copy_;
  FrameView grey_;
};

milliseconds until(Moment moment, Moment now) {
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(moment - now));
}

}  // namespace

V4l2Camera::V4l2Camera(std::string device, std::shared_ptr<V4l2Calls> calls)
    : device_(std::move(device)), calls_(std::move(calls)), retry_at_(calls_->now()) {
  status_.name = device_;
}

V4l2Camera::~V4l2Camera() {
  if (stream_) stream_->stop();
}

bool V4l2Camera::open() {
  auto stream = V4l2Stream::open(calls_, device_);
  if (!stream) {
    close(stream.error().detail, retry_after);
    return false;
  }
  stream_ = std::move(*stream);
  status_.state = CameraStatus::State::starting;
  status_.name = stream_->name();
  if (std::exchange(opened_before_, true)) ++status_.restarts;
  last_frame_ = calls_->now();
  return true;
}

void V4l2Camera::close(std::string problem, milliseconds retry) {
  // Frames on lease keep the stopped stream, and with it their memory.
  if (stream_) stream_->stop();
  stream_.reset();
  retry_at_ = calls_->now() + retry;
  status_.state = CameraStatus::State::gone;
  status_.problem = std::move(problem);
}

std::optional<Frame> V4l2Camera::next(milliseconds patience) {
  const Moment deadline = calls_->now() + patience;
  bool woken = false;
  while (true) {
    const Moment now = calls_->now();
    if (!stream_ && now >= retry_at_) open();
    if (stream_) {
      if (auto frame = newest()) return frame;
    }
    if (now >= deadline) return {};
    if (stream_) {
      // Woken for nothing: some drivers do, and would keep this loop busy.
      if (woken) calls_->pause(std::min(short_while, until(deadline, now)));
      woken = wait_for_driver(deadline);
    } else {
      calls_->pause(until(std::min(deadline, retry_at_), now));
    }
  }
}

bool V4l2Camera::wait_for_driver(Moment deadline) {
  const Moment now = calls_->now();
  const Moment stalled = last_frame_ + stalled_after;
  if (now >= stalled) {
    close(std::format("{} gives no pictures any more: it is started anew", status_.name),
          milliseconds{0});
    return false;
  }
  const auto patience = until(std::min(deadline, stalled), now);
  if (stream_->lent_to_driver() == 0) {
    last_frame_ = now;
    calls_->pause(std::min(patience, short_while));
    return false;
  }
  const int ready = stream_->wait(patience);
  if (ready < 0) {
    close(std::format("{} cannot be waited for: it is started anew", status_.name), retry_after);
  }
  return ready > 0;
}

std::optional<Frame> V4l2Camera::newest() {
  std::optional<V4l2Stream::Filled> best;
  while (true) {
    const auto filled = stream_->take();
    if (!filled) {
      if (best) stream_->give_back(best->index);
      close(filled.error().detail, retry_after);
      return {};
    }
    if (!*filled) break;
    if (best) {
      ++status_.replaced;
      stream_->give_back(best->index);
    }
    best = **filled;
  }
  if (!best) return {};
  const Moment before = std::exchange(last_frame_, calls_->now());
  // All buffers were full, so the newest of them is old: the next one is not.
  const bool stale = last_frame_ - best->taken_at > stale_after;
  if (stale && last_frame_ - before > stale_after) {
    ++status_.replaced;
    stream_->give_back(best->index);
    return {};
  }
  return to_frame(*best);
}

std::optional<Frame> V4l2Camera::to_frame(const V4l2Stream::Filled& filled) {
  auto pixels = std::make_shared<LeasedPixels>(stream_, filled);
  if (filled.broken || !pixels->make_grey()) {
    ++status_.broken;
    status_.problem =
        std::format("{} sends broken pictures: look at its cable and plug", status_.name);
    return {};
  }
  ++status_.taken;
  status_.state = CameraStatus::State::streaming;
  status_.problem.clear();
  return Frame(std::move(pixels), filled.taken_at);
}

}  // namespace fitmate::firmware::linux_board
