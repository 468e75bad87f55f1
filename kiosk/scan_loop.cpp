#include "kiosk/scan_loop.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <ranges>
#include <string_view>
#include <utility>

#include "domain/credential.h"

namespace fitmate::kiosk {
namespace {

using firmware::Moment;
using firmware::ReadHint;
using std::chrono::milliseconds;

// How long a turn waits for a frame: short enough that a lost camera is said soon.
constexpr milliseconds patience{500};
// After the camera broke down: not so soon that a log fills, soon enough for somebody who waits.
constexpr milliseconds retry_broken_after{2000};
// A change of a cell's mean below this is the sensor's noise or the lamps' hum, in grey levels.
constexpr int noise_levels = 8;
// A hint is worth saying once this many readings agreed on it, and is forgotten after this long.
constexpr int hint_readings = 6;
constexpr milliseconds hint_fades_after{1500};
// More codes than a hand can hold before the camera.
constexpr std::size_t held_at_most = 8;

bool is_ours(std::string_view text) {
  return text.starts_with(domain::code_prefix);
}

// Twice the area, by the shoelace formula: the larger the nearer.
std::int64_t area(const firmware::Code& code) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& a = code.corners.at(i);
    const auto& b = code.corners.at((i + 1) % 4);
    sum += static_cast<std::int64_t>(a.x) * b.y - static_cast<std::int64_t>(b.x) * a.y;
  }
  return std::abs(sum);
}

}  // namespace

ScanLoop::ScanLoop(firmware::Camera& camera, Read read, ScanBox& box, std::function<void()> wake)
    : camera_(camera), read_(std::move(read)), box_(box), wake_(std::move(wake)) {}

milliseconds ScanLoop::step() {
  const auto frame = camera_.next(patience);
  tell_camera_state();
  if (!frame) return milliseconds{0};
  const Moment at = frame->taken_at();
  if (box_.is_photo_asked_for()) take_photo(*frame);
  watch_movement(*frame);
  const bool quiet = still(at);
  if (!quiet || at - read_at_ >= still_read_every) read_frame(*frame);
  return quiet ? still_frame_every : milliseconds{0};
}

void ScanLoop::run(const std::stop_token& stop) {
  std::mutex lock;
  std::condition_variable_any until;
  std::string said;
  while (!stop.stop_requested()) {
    milliseconds pause{0};
    try {
      pause = step();
      said.clear();
    } catch (const std::exception& broken) {
      pause = retry_broken_after;
      if (said != broken.what()) std::fprintf(stderr, "camera: %s\n", broken.what());
      said = broken.what();
      if (box_.set_camera({firmware::CameraStatus::State::gone, said, ReadHint::none})) wake_();
    }
    std::unique_lock hold(lock);
    until.wait_for(hold, stop, pause, [] { return false; });
  }
}

ScanLoop::Grid ScanLoop::measure(firmware::FrameView frame) {
  Grid grid{};
  auto cell = grid.begin();
  // A dozen samples across a cell average the noise away and cost next to nothing.
  constexpr int samples = 12;
  for (int row = 0; row < grid_rows; ++row) {
    for (int column = 0; column < grid_columns; ++column) {
      int sum = 0;
      for (int j = 0; j < samples; ++j) {
        const int y = (row * samples + j) * frame.height / (grid_rows * samples);
        const auto line = frame.row(y);
        for (int i = 0; i < samples; ++i) {
          const int x = (column * samples + i) * frame.width / (grid_columns * samples);
          sum += line[static_cast<std::size_t>(x)];
        }
      }
      *cell++ = static_cast<std::uint8_t>(sum / (samples * samples));
    }
  }
  return grid;
}

void ScanLoop::watch_movement(const firmware::Frame& frame) {
  const Grid grid = measure(frame.grey());
  // Against the picture that is on the screen, so that a slow change is seen once it adds up.
  const bool moved =
      !shown_grid_ || std::ranges::any_of(std::views::zip(grid, *shown_grid_), [](auto cells) {
        return std::abs(std::get<0>(cells) - std::get<1>(cells)) > noise_levels;
      });
  if (moved) moved_at_ = frame.taken_at();
  const bool lively = !still(frame.taken_at());
  if (lively && (!shown_grid_ || frame.taken_at() - shown_at_ >= preview_every)) {
    show_preview(frame);
    if (moved) shown_grid_ = grid;
  }
}

bool ScanLoop::still(Moment at) const {
  return at - moved_at_ > still_after;
}

void ScanLoop::take_photo(const firmware::Frame& frame) {
  auto photo = std::make_shared<firmware::RgbImage>(frame.to_rgb(frame.grey().width));
  if (photo->width == 0) return;  // its bytes were bad: the next frame's turn
  box_.give_photo(std::move(photo));
  wake_();
}

void ScanLoop::show_preview(const firmware::Frame& frame) {
  auto picture = std::make_shared<firmware::RgbImage>(frame.to_rgb(preview_width));
  shown_at_ = frame.taken_at();
  if (picture->width == 0) return;  // its bytes were bad; the camera counts it
  box_.show(std::move(picture));
  wake_();
}

void ScanLoop::read_frame(const firmware::Frame& frame) {
  const Moment at = frame.taken_at();
  read_at_ = at;
  auto reading = read_(frame.grey());
  std::erase_if(held_, [at](const Held& held) {
    return at - held.last_seen > (is_ours(held.text) ? rearm_after : rearm_foreign_after);
  });
  // Ours before a poster's, the nearest first, and one a frame: the next is given when this one was
  // taken from the box or is overwritten there, and then it is still held.
  std::ranges::sort(reading.codes, std::greater{},
                    [](const auto& code) { return std::pair(is_ours(code.text), area(code)); });
  const firmware::Code* fresh = nullptr;
  for (const auto& code : reading.codes) {
    const auto known = std::ranges::find(held_, code.text, &Held::text);
    if (known != held_.end()) {
      known->last_seen = at;
    } else if (fresh == nullptr) {
      fresh = &code;
    }
  }
  if (fresh != nullptr) give(*fresh, at);
  if (!reading.codes.empty()) hint_ = ReadHint::none;
  note_hint(reading.codes.empty() ? reading.hint : ReadHint::none, at);
}

void ScanLoop::give(const firmware::Code& code, Moment at) {
  const bool held_on = is_ours(code.text) && credential_part(code.text) == last_given_ &&
                       std::ranges::any_of(held_, [&](const Held& held) {
                         return credential_part(held.text) == last_given_;
                       });
  if (is_ours(code.text)) last_given_ = credential_part(code.text);
  if (held_.size() == held_at_most) held_.erase(held_.begin());
  held_.push_back({code.text, at});
  const auto lost = box_.put({code.text, at, held_on});
  // Never answered, so not to be taken for a repeat should it still be held there.
  if (lost) std::erase_if(held_, [&](const Held& held) { return held.text == *lost; });
  wake_();
}

void ScanLoop::note_hint(ReadHint hint, Moment at) {
  if (hint != ReadHint::none && hint == hint_) {
    ++hint_frames_;
    hint_at_ = at;
  } else if (hint != ReadHint::none || at - hint_at_ > hint_fades_after) {
    hint_ = hint;
    hint_frames_ = 1;
    hint_at_ = at;
  }
  // Nobody is there to be told while nothing moves.
  auto view = box_.camera();
  view.hint = hint_frames_ >= hint_readings && !still(at) ? hint_ : ReadHint::none;
  if (box_.set_camera(view)) wake_();
}

void ScanLoop::tell_camera_state() {
  const auto status = camera_.status();
  auto view = box_.camera();
  view.state = status.state;
  view.problem = status.problem;
  if (box_.set_camera(view)) wake_();
}

}  // namespace fitmate::kiosk
