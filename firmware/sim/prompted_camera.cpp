#include "firmware/sim/prompted_camera.h"

#include <array>
#include <stdexcept>

#include <poll.h>
#include <unistd.h>

namespace fitmate::firmware::sim {

PromptedCamera::PromptedCamera(int lines, Waiting waiting)
    : camera_({}, std::move(waiting)), lines_(lines) {}

std::optional<Frame> PromptedCamera::next(std::chrono::milliseconds patience) {
  if (frames_left_ == 0) {
    read_more();
    show_next_line();
  }
  auto frame = camera_.next(patience);
  if (frame && frames_left_ > 0) {
    --frames_left_;
    if (frames_left_ == 0) camera_.show({});
  }
  return frame;
}

void PromptedCamera::read_more() {
  pollfd waiting{lines_, POLLIN, 0};
  if (ended_ || ::poll(&waiting, 1, 0) <= 0) return;
  std::array<char, longest_line> chunk;
  const auto got = ::read(lines_, chunk.data(), chunk.size());
  if (got <= 0) {
    ended_ = true;
    return;
  }
  unread_.append(chunk.data(), static_cast<std::size_t>(got));
  const bool endless = unread_.size() > longest_line && unread_.find('\n') == std::string::npos;
  if (endless) unread_.clear();
}

void PromptedCamera::show_next_line() {
  const auto end = unread_.find('\n');
  if (end == std::string::npos) return;
  const auto text = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  if (text.empty()) return;
  try {
    camera_.show({text});
    frames_left_ = TestCamera::coming + TestCamera::staying + TestCamera::going;
  } catch (const std::invalid_argument&) {
    camera_.show({});
  }
}

}  // namespace fitmate::firmware::sim
