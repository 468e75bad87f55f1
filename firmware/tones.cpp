#include "firmware/tones.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace fitmate::firmware {
namespace {

// Loud enough for a gym, with room below the limit for the overtone.
constexpr double loudness = 0.55;

struct Note {
  double hertz;
  double begin;   // seconds
  double length;  // seconds
};

// A struck bar: the tone and a soft overtone, both dying away; the ends are rounded, or they click.
double sounding(const Note& note, double time) {
  const double at = time - note.begin;
  if (at < 0 || at >= note.length) return 0;
  constexpr double edge = 0.008;
  const double rounded = std::min({1.0, at / edge, (note.length - at) / edge});
  const double angle = 2 * std::numbers::pi * note.hertz * at;
  const double fading = std::exp(-4 * at / note.length);
  return rounded * fading * (std::sin(angle) + 0.25 * std::sin(2 * angle)) / 1.25;
}

std::vector<std::int16_t> play(const std::vector<Note>& notes, double seconds) {
  std::vector<std::int16_t> samples(static_cast<std::size_t>(seconds * sample_rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double sum = 0;
    for (const auto& note : notes) sum += sounding(note, static_cast<double>(i) / sample_rate);
    samples[i] =
        static_cast<std::int16_t>(std::lround(std::clamp(sum * loudness, -1.0, 1.0) * 32'767));
  }
  return samples;
}

// Two short bursts of noise: a curtain opens, a curtain closes.
std::vector<std::int16_t> click() {
  constexpr double seconds = 0.12;
  std::mt19937 random(1);
  std::vector<std::int16_t> samples(static_cast<std::size_t>(seconds * sample_rate));
  double smooth = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double time = static_cast<double>(i) / sample_rate;
    const double since = time < 0.06 ? time : time - 0.06;
    const double noise = static_cast<double>(random()) / 2147483648.0 - 1;
    smooth += 0.4 * (noise - smooth);
    const double rounded = std::min(1.0, since / 0.001);
    samples[i] = static_cast<std::int16_t>(
        std::lround(loudness * smooth * rounded * std::exp(-since * 110) * 32'767));
  }
  return samples;
}

}  // namespace

std::vector<std::int16_t> synthesize(Tone tone) {
  // Pitches of the equal temperament, A at 440 Hz.
  constexpr double e5 = 659.26;
  constexpr double b5 = 987.77;
  constexpr double a5 = 880.00;
  constexpr double g3 = 196.00;
  switch (tone) {
    case Tone::yes:
      return play({{e5, 0, 0.16}, {b5, 0.11, 0.3}}, 0.42);
    case Tone::warn:
      return play({{a5, 0, 0.15}, {a5, 0.2, 0.22}}, 0.43);
    case Tone::no:
      return play({{g3, 0, 0.22}, {g3 * 0.94, 0.2, 0.35}}, 0.56);
    case Tone::shutter:
      return click();
  }
  return {};
}

}  // namespace fitmate::firmware
