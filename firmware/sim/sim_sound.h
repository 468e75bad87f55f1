#pragma once

#include <vector>

#include "firmware/sound.h"

namespace fitmate::firmware::sim {

// A sound that only remembers.
class SimSound final : public Sound {
 public:
  void play(Tone tone) override { played_.push_back(tone); }
  [[nodiscard]] std::string problem() const override { return {}; }
  [[nodiscard]] const std::vector<Tone>& played() const { return played_; }

 private:
  std::vector<Tone> played_;
};

}  // namespace fitmate::firmware::sim
