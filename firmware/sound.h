#pragma once

#include <string>

namespace fitmate::firmware {

// What a person at the kiosk hears.
enum class Tone {
  yes,      // admitted: two notes up
  warn,     // the door opens, but read the screen: the same note twice
  no,       // refused: one low note
  shutter,  // a photo was taken: a click
};

// PORT. Plays a tone without keeping the caller; one thread. A machine without sound is silent.
class Sound {
 public:
  Sound() = default;
  Sound(const Sound&) = delete;
  Sound& operator=(const Sound&) = delete;
  virtual ~Sound() = default;

  // A tone that is still playing is cut off: the newest answer is the one that counts.
  virtual void play(Tone tone) = 0;
  // What is wrong and what to do; empty while all is well.
  [[nodiscard]] virtual std::string problem() const = 0;
};

}  // namespace fitmate::firmware
