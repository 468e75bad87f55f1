#include "firmware/sim/test_camera.h"

#include <cmath>

#include "firmware/sim/owned_frame.h"

namespace fitmate::firmware::sim {
namespace {

// How far outside the picture the hand waits, in picture heights below its middle.
constexpr double outside = 1.3;

// 1 while it is held before the lens, 0 while it is outside, between them a smooth way.
double held(int beat) {
  const auto eased = [](double part) { return part * part * (3 - 2 * part); };
  if (beat < TestCamera::coming) return eased(static_cast<double>(beat) / TestCamera::coming);
  beat -= TestCamera::coming + TestCamera::staying;
  if (beat < 0) return 1;
  if (beat < TestCamera::going) return 1 - eased((beat + 1.0) / TestCamera::going);
  return 0;
}

// A hand's tremor: small turns and tilts whose periods do not fit together.
Pose pose_at(std::uint64_t code, int beat) {
  const double time = beat + 11.0 * static_cast<double>(code);
  const double away = 1 - held(beat);
  return {.x = 0.5 + 0.015 * std::sin(time * 0.9),
          .y = 0.5 + 0.012 * std::sin(time * 1.3) + outside * away,
          .side = 270 + 12 * std::sin(time * 0.4),
          .turn = 0.12 * std::sin(time * 0.31),
          .tilt_x = 0.15 + 0.08 * std::sin(time * 0.5),
          .tilt_y = 0.12 * std::sin(time * 0.37)};
}

}  // namespace

TestCamera::TestCamera(const std::vector<std::string>& texts, Waiting waiting)
    : metronome_(frames_per_second, std::move(waiting)) {
  status_.name = "drawn test camera";
  show(texts);
}

void TestCamera::show(const std::vector<std::string>& texts) {
  std::vector<Modules> codes;
  codes.reserve(texts.size());
  for (const auto& text : texts) codes.push_back(encode_qr(text, Correction::medium));
  codes_ = std::move(codes);
  first_beat_ = status_.taken == 0 ? 0 : metronome_.beat() + 1;
}

GreyImage TestCamera::draw(std::uint64_t turn_beat) const {
  constexpr std::uint64_t round = coming + staying + going + nobody;
  const auto code = turn_beat / round;
  const int beat = static_cast<int>(turn_beat % round);
  std::vector<HeldCode> seen;
  if (!codes_.empty() && held(beat) > 0) {
    seen.push_back({codes_[code % codes_.size()], pose_at(code, beat)});
  }
  return draw_scene(
      width, height, seen,
      {.blur = 0.7, .shade = 0.2, .noise = 3, .seed = static_cast<std::uint32_t>(turn_beat)});
}

std::optional<Frame> TestCamera::next(std::chrono::milliseconds patience) {
  const auto at = metronome_.next(patience);
  if (!at) return {};
  status_.state = CameraStatus::State::streaming;
  status_.replaced = metronome_.missed();
  ++status_.taken;
  return Frame(std::make_shared<OwnedPixels>(draw(metronome_.beat() - first_beat_)), *at);
}

}  // namespace fitmate::firmware::sim
