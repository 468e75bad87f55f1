#include "firmware/qr_reader.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <ZXing/ReadBarcode.h>

#include "firmware/filters.h"
#include "firmware/resample.h"

namespace fitmate::firmware {
namespace {

struct Found {
  std::vector<Code> codes;
  bool unreadable = false;  // a code that was made out but not read
};

enum class Threshold { local, global };
enum class Polarity { as_it_is, both };

// What is found in a picture of another size lies at `scale` times its place in the frame.
std::array<PixelPoint, 4> corners_of(const auto& position, double scale) {
  std::array<PixelPoint, 4> corners;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    corners[i] = {static_cast<int>(std::lround(position[i].x / scale)),
                  static_cast<int>(std::lround(position[i].y / scale))};
  }
  return corners;
}

void add(std::vector<Code>& codes, Code code) {
  if (!code.text.empty() &&
      std::ranges::none_of(codes, [&](const Code& known) { return known.text == code.text; })) {
    codes.push_back(std::move(code));
  }
}

Found find(FrameView picture, double scale, Threshold threshold, Polarity polarity) {
  const auto options =
      ZXing::ReaderOptions()
          .setFormats(ZXing::BarcodeFormat::QRCode)
          .setTryInvert(polarity == Polarity::both)
          .setTryDownscale(false)
          .setReturnErrors(true)
          .setBinarizer(threshold == Threshold::local ? ZXing::Binarizer::LocalAverage
                                                      : ZXing::Binarizer::GlobalHistogram);
  const ZXing::ImageView view(picture.pixels.data(), picture.width, picture.height,
                              ZXing::ImageFormat::Lum, picture.stride);
  Found found;
  for (const auto& barcode : ZXing::ReadBarcodes(view, options)) {
    if (barcode.isValid()) {
      add(found.codes,
          {barcode.text(ZXing::TextMode::Plain), corners_of(barcode.position(), scale)});
    } else if (barcode.error() == ZXing::Error::Checksum) {
      // Any three dark spots may be taken for a code; only a real one has a sound format.
      found.unreadable = true;
    }
  }
  return found;
}

GreyImage scaled(FrameView frame, double scale) {
  const auto side = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(length * scale)));
  };
  return resample(frame, side(frame.width), side(frame.height));
}

Found find_at(FrameView frame, double scale, Threshold threshold) {
  return find(scaled(frame, scale).view(), scale, threshold, Polarity::both);
}

// Codes are found best at a camera's size. A larger frame is a photograph: it is made smaller for
// all looks but those that want more pixels.
class Subject {
 public:
  explicit Subject(FrameView frame) : original_(frame), frame_(frame) {
    if (std::max(frame.width, frame.height) <= longest_side) return;
    smaller_ = at_most(frame, longest_side);
    frame_ = smaller_.view();
  }

  [[nodiscard]] FrameView frame() const { return frame_; }
  [[nodiscard]] FrameView original() const { return original_; }
  // The size of frame() against the original.
  [[nodiscard]] double scale() const { return static_cast<double>(frame_.width) / original_.width; }

 private:
  static constexpr int longest_side = 1280;

  FrameView original_;
  GreyImage smaller_;
  FrameView frame_;
};

// Dark on light is what nearly all codes are; only where there is none is light on dark tried.
Found look_plain(const Subject& subject) {
  const auto frame = subject.frame();
  auto found = find(frame, subject.scale(), Threshold::local, Polarity::as_it_is);
  if (!found.codes.empty()) return found;
  auto light = find(inverted(frame).view(), subject.scale(), Threshold::local, Polarity::as_it_is);
  light.unreadable |= found.unreadable;
  return light;
}

// Screens and prints whose modules fill one block of the local threshold.
Found look_smaller(const Subject& subject) {
  return find_at(subject.original(), 0.75 * subject.scale(), Threshold::global);
}

// Small codes: few pixels a module.
Found look_larger(const Subject& subject) {
  const auto original = subject.original();
  if (subject.scale() < 1) return find(original, 1, Threshold::local, Polarity::both);
  return find_at(original, 1.5, Threshold::local);
}

// A lens out of focus, a hand in motion.
Found look_sharpened(const Subject& subject) {
  return find(sharpened(subject.frame(), 2).view(), subject.scale(), Threshold::local,
              Polarity::both);
}

// Noise of a dark room goes with the pixels.
Found look_half(const Subject& subject) {
  return find_at(subject.original(), 0.5 * subject.scale(), Threshold::local);
}

// Shade and glare.
Found look_levelled(const Subject& subject) {
  return find(levelled(subject.frame(), 25).view(), subject.scale(), Threshold::global,
              Polarity::both);
}

// A dim screen: hardly any contrast, and noise.
Found look_smooth_levelled(const Subject& subject) {
  return find(levelled(box_mean(subject.frame(), 1).view(), 20).view(), subject.scale(),
              Threshold::global, Polarity::both);
}

// Small and out of focus.
Found look_larger_sharpened(const Subject& subject) {
  constexpr double factor = 1.5;
  const auto larger = scaled(subject.frame(), factor);
  return find(sharpened(larger.view(), 2).view(), subject.scale() * factor, Threshold::local,
              Polarity::both);
}

struct Look {
  std::string_view name;
  Found (*look)(const Subject&);
};

constexpr std::array<Look, look_count> looks = {{
    {"plain", look_plain},
    {"smaller", look_smaller},
    {"sharpened", look_sharpened},
    {"larger", look_larger},
    {"half", look_half},
    {"smooth, levelled", look_smooth_levelled},
    {"levelled", look_levelled},
    {"larger, sharpened", look_larger_sharpened},
}};

ReadHint hint_of_light(FrameView frame) {
  constexpr int step = 8;
  int dark = 0;
  int bright = 0;
  int all = 0;
  for (int y = 0; y < frame.height; y += step) {
    const auto row = frame.row(y);
    for (std::size_t x = 0; x < row.size(); x += step) {
      dark += row[x] < 24 ? 1 : 0;
      bright += row[x] > 250 ? 1 : 0;
      ++all;
    }
  }
  if (dark * 10 > all * 9) return ReadHint::too_dark;
  if (bright * 10 > all * 4) return ReadHint::too_bright;
  return ReadHint::none;
}

// An empty frame has nothing to look at, and ZXing takes none.
bool is_empty(FrameView frame) {
  return frame.width <= 0 || frame.height <= 0;
}

Reading reading_of(Found found, FrameView frame, int look) {
  Reading reading{std::move(found.codes), ReadHint::none, look};
  if (!reading.codes.empty()) return reading;
  reading.hint = found.unreadable ? ReadHint::unreadable : hint_of_light(frame);
  return reading;
}

Found take_look(const Subject& subject, int look) {
  assert(look >= 0 && look < look_count);
  return looks.at(static_cast<std::size_t>(look)).look(subject);
}

}  // namespace

std::string_view look_name(int look) {
  assert(look >= 0 && look < look_count);
  return looks.at(static_cast<std::size_t>(look)).name;
}

Reading read_codes_once(FrameView frame, int look) {
  if (is_empty(frame)) return {};
  return reading_of(take_look(Subject(frame), look), frame, look);
}

Reading read_codes(FrameView frame, int looks_wanted) {
  assert(looks_wanted >= 1 && looks_wanted <= look_count);
  if (is_empty(frame)) return {};
  const Subject subject(frame);
  Found all;
  int look = 0;
  for (; look < looks_wanted; ++look) {
    auto found = take_look(subject, look);
    for (auto& code : found.codes) add(all.codes, std::move(code));
    all.unreadable = found.unreadable;
    if (!all.codes.empty() && !found.unreadable) break;
  }
  return reading_of(std::move(all), frame, std::min(look, looks_wanted - 1));
}

Reading QrReader::read(FrameView frame) {
  auto reading = read_codes_once(frame, look_);
  if (reading.codes.empty()) look_ = (look_ + 1) % look_count;
  return reading;
}

}  // namespace fitmate::firmware
