#include "firmware/linux/alsa_sound.h"

#include <algorithm>
#include <format>
#include <utility>
#include <vector>

#include "firmware/tones.h"

namespace fitmate::firmware::linux_board {
namespace {

// A twentieth of a second: how soon a newer tone is heard.
constexpr std::size_t portion = sample_rate / 20;

// Behind each tone, so that a device of fixed periods plays its end.
constexpr std::size_t silence = sample_rate / 10;

}  // namespace

AlsaSound::AlsaSound(std::unique_ptr<Pcm> pcm)
    : pcm_(std::move(pcm)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

AlsaSound::~AlsaSound() {
  thread_.request_stop();
  thread_.join();
}

void AlsaSound::play(Tone tone) {
  {
    const std::scoped_lock lock(mutex_);
    waiting_ = tone;
  }
  changed_.notify_one();
}

std::string AlsaSound::problem() const {
  const std::scoped_lock lock(mutex_);
  return problem_;
}

bool AlsaSound::is_waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiting_.has_value();
}

void AlsaSound::run(const std::stop_token& stop) {
  while (true) {
    std::optional<Tone> tone;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return waiting_.has_value(); })) return;
      tone = std::exchange(waiting_, std::nullopt);
    }
    sound(*tone);
  }
}

void AlsaSound::sound(Tone tone) {
  const auto why = pcm_->open();
  {
    const std::scoped_lock lock(mutex_);
    problem_ = why.empty()
                   ? ""
                   : std::format("no sound ({}): plug a loudspeaker in, or mind the screen", why);
  }
  if (!why.empty()) return;
  auto samples = synthesize(tone);
  samples.resize(samples.size() + silence);
  for (std::span<const std::int16_t> rest(samples); !rest.empty();) {
    const auto next = rest.first(std::min(portion, rest.size()));
    if (!pcm_->write(next)) return;
    rest = rest.subspan(next.size());
    if (is_waiting()) {
      pcm_->drop();
      return;
    }
  }
}

}  // namespace fitmate::firmware::linux_board
