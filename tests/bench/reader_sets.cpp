#include "tests/bench/reader_sets.h"

#include <format>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "firmware/image_file.h"
#include "firmware/resample.h"
#include "firmware/sim/drawn_codes.h"

namespace fitmate::bench {
namespace {

using firmware::sim::HeldCode;
using firmware::sim::Optics;
using firmware::sim::Pose;

constexpr int longest_side = 1280;
constexpr int frame_width = 1280;
constexpr int frame_height = 720;
constexpr int scenes_a_set = 40;

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
  }
  return out;
}

// What a code of ours looks like to a reader: its prefix, base45 of random bytes, its tail.
std::string code_text(std::mt19937& random, bool phone) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string text = "FM1:";
  while (text.size() < 133) text += alphabet[random() % alphabet.size()];
  while (phone && text.size() < 151) text += static_cast<char>('0' + random() % 10);
  return text;
}

// The hand: never straight, never in the same place. Between -1 and 1.
class Hand {
 public:
  explicit Hand(std::mt19937& random) : random_(random) {}
  double operator()() { return static_cast<double>(random_()) / 2147483648.0 - 1; }

 private:
  std::mt19937& random_;
};

// Changes pose and optics of one scene; `hard` goes from 0 to 1 through the set.
using Trouble = std::function<void(double hard, Hand& hand, Pose& pose, Optics& optics)>;

ReaderSet draw_set(std::string_view name, std::uint32_t seed, const Trouble& trouble) {
  ReaderSet set{std::string(name), {}};
  std::mt19937 random(seed);
  Hand hand(random);
  for (int i = 0; i < scenes_a_set; ++i) {
    const bool phone = i % 2 == 0;
    const auto text = code_text(random, phone);
    Pose pose{.x = 0.5 + 0.1 * hand(),
              .y = 0.5 + 0.05 * hand(),
              .side = 260 + 40 * hand(),
              .turn = 0.3 * hand(),
              .tilt_x = 0.15 * hand(),
              .tilt_y = 0.15 * hand()};
    Optics optics{.blur = 0.7, .shade = 0.15, .noise = 3, .seed = seed + static_cast<unsigned>(i)};
    trouble(i / (scenes_a_set - 1.0), hand, pose, optics);
    const HeldCode code{encode_qr(text, phone ? firmware::sim::Correction::medium
                                              : firmware::sim::Correction::quartile),
                        pose};
    set.cases.push_back({std::format("{} {}", name, i),
                         draw_scene(frame_width, frame_height, {&code, 1}, optics),
                         {text}});
  }
  return set;
}

}  // namespace

ReaderSet load_photographs(const std::filesystem::path& folder) {
  std::ifstream truth(folder / "truth.tsv");
  std::string line;
  if (!std::getline(truth, line) || !line.starts_with("file\tidx\texpected")) {
    throw std::runtime_error(std::format("{}: no truth.tsv of photographs", folder.string()));
  }
  std::map<std::string, ReaderCase> cases;
  while (std::getline(truth, line)) {
    std::istringstream fields(line);
    std::string file;
    std::string index;
    std::string text;
    std::getline(fields, file, '\t');
    std::getline(fields, index, '\t');
    std::getline(fields, text, '\t');
    auto& photograph = cases[file];
    if (text == "?") photograph.any_text = true;
    if (text != "?" && text != "<none>") photograph.texts.push_back(unescaped(text));
  }
  ReaderSet set{"photographs", {}};
  for (auto& [file, photograph] : cases) {
    const auto image = firmware::load_grey(folder / file);
    if (!image) throw std::runtime_error(image.error().detail);
    photograph.name = file;
    photograph.frame = firmware::at_most(image->view(), longest_side);
    set.cases.push_back(std::move(photograph));
  }
  return set;
}

std::vector<ReaderSet> draw_hard_sets() {
  std::vector<ReaderSet> sets;
  sets.push_back(draw_set("drawn: dark", 100, [](double hard, Hand&, Pose&, Optics& optics) {
    optics.light = 0.25 - 0.17 * hard;
    optics.noise = 3 + 2 * hard;
  }));
  sets.push_back(draw_set("drawn: glare", 200, [](double hard, Hand& hand, Pose& pose, Optics& o) {
    o.glare = 120 + 180 * hard;
    o.glare_x = pose.x + 0.05 * hand();
    o.glare_y = pose.y + 0.1 * hand();
    o.glare_radius = 0.05 + 0.09 * hard;
  }));
  sets.push_back(draw_set("drawn: blur", 300, [](double hard, Hand&, Pose&, Optics& optics) {
    optics.blur = 1.4 + 1.6 * hard;
  }));
  sets.push_back(draw_set("drawn: motion", 400, [](double hard, Hand&, Pose& pose, Optics& optics) {
    pose.turn *= 0.3;
    optics.motion = 3 + 6 * hard;
  }));
  sets.push_back(draw_set("drawn: tilt", 500, [](double hard, Hand& hand, Pose& pose, Optics&) {
    pose.tilt_x = 0.5 + 0.45 * hard;
    pose.tilt_y = 0.4 * hand();
  }));
  sets.push_back(draw_set("drawn: far", 600, [](double hard, Hand&, Pose& pose, Optics& optics) {
    pose.side = 150 - 70 * hard;
    optics.blur = 0.6;
  }));
  sets.push_back(draw_set("drawn: dim phone", 700, [](double hard, Hand&, Pose& pose, Optics& o) {
    pose.ink = 30;
    pose.paper = static_cast<std::uint8_t>(62 - 26 * hard);
    o.glare = 60;
    o.glare_radius = 0.3;
  }));
  sets.push_back(draw_set("drawn: dark mode", 800, [](double hard, Hand&, Pose& pose, Optics& o) {
    pose.inverted = true;
    o.blur = 0.8 + 1.2 * hard;
  }));
  sets.push_back(
      draw_set("drawn: creased", 900, [](double hard, Hand&, Pose& pose, Optics& optics) {
        pose.crease = 0.01 + 0.03 * hard;
        optics.shade = 0.4;
      }));
  sets.push_back(draw_set("drawn: bent", 1000, [](double hard, Hand& hand, Pose& pose, Optics&) {
    pose.bend = (0.01 + 0.04 * hard) * (hand() > 0 ? 1 : -1);
  }));
  return sets;
}

}  // namespace fitmate::bench
