#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "firmware/linux/pcm.h"
#include "firmware/sound.h"

namespace fitmate::firmware::linux_board {

// Plays tones on a thread of its own. A machine without a sound device is silent: problem() says
// so, and each tone tries the device again.
class AlsaSound final : public Sound {
 public:
  explicit AlsaSound(std::unique_ptr<Pcm> pcm = alsa_pcm());
  ~AlsaSound() override;

  void play(Tone tone) override;
  [[nodiscard]] std::string problem() const override;

 private:
  void run(const std::stop_token& stop);
  void sound(Tone tone);
  bool is_waiting() const;

  std::unique_ptr<Pcm> pcm_;  // of the thread
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Tone> waiting_;
  std::string problem_;
  std::jthread thread_;  // last: it uses all the others
};

}  // namespace fitmate::firmware::linux_board
