#include <cerrno>

#include <alsa/asoundlib.h>

#include "firmware/linux/pcm.h"
#include "firmware/tones.h"

namespace fitmate::firmware::linux_board {
namespace {

constexpr unsigned latency_us = 60'000;

class AlsaPcm final : public Pcm {
 public:
  ~AlsaPcm() override { close(); }

  std::string open() override {
    if (device_ != nullptr) return {};
    int error = snd_pcm_open(&device_, "default", SND_PCM_STREAM_PLAYBACK, 0);
    if (error < 0) {
      device_ = nullptr;
      return snd_strerror(error);
    }
    error = snd_pcm_set_params(device_, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1,
                               sample_rate, 1, latency_us);
    if (error < 0) {
      close();
      return snd_strerror(error);
    }
    return {};
  }

  bool write(std::span<const std::int16_t> samples) override {
    while (!samples.empty()) {
      auto taken = snd_pcm_writei(device_, samples.data(), samples.size());
      // It ran dry between two tones, which is what it is meant to.
      if (taken < 0) taken = snd_pcm_recover(device_, static_cast<int>(taken), 1);
      if (taken < 0) {
        close();
        return false;
      }
      samples = samples.subspan(static_cast<std::size_t>(taken));
    }
    return true;
  }

  void drop() override {
    if (device_ == nullptr) return;
    snd_pcm_drop(device_);
    snd_pcm_prepare(device_);
  }

 private:
  void close() {
    if (device_ != nullptr) snd_pcm_close(device_);
    device_ = nullptr;
  }

  snd_pcm_t* device_ = nullptr;
};

// ALSA writes to stderr by itself; a kiosk without sound says so once, in its own words.
void say_nothing(const char*, int, const char*, int, const char*, ...) {}

}  // namespace

std::unique_ptr<Pcm> alsa_pcm() {
  snd_lib_error_set_handler(say_nothing);
  return std::make_unique<AlsaPcm>();
}

}  // namespace fitmate::firmware::linux_board
