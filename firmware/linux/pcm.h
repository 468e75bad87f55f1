#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace fitmate::firmware::linux_board {

// A sound device: one channel of signed 16-bit samples at firmware::sample_rate. What a test puts
// its own in place of. Used by one thread.
class Pcm {
 public:
  Pcm() = default;
  Pcm(const Pcm&) = delete;
  Pcm& operator=(const Pcm&) = delete;
  virtual ~Pcm() = default;

  // Opens the device where it is not open; a message where it cannot be had, else empty.
  virtual std::string open() = 0;
  // Blocks until the device has taken them; false when it failed and must be opened again.
  virtual bool write(std::span<const std::int16_t> samples) = 0;
  // Throws away what is not played yet.
  virtual void drop() = 0;
};

// ALSA's device "default".
std::unique_ptr<Pcm> alsa_pcm();

}  // namespace fitmate::firmware::linux_board
