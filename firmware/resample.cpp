#include "firmware/resample.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace fitmate::firmware {
namespace {

// What one pixel of the new row is made of: consecutive old pixels from `first` on.
struct Taps {
  int first;
  std::vector<float> weights;
};

float catmull_rom(float x) {
  x = std::abs(x);
  if (x < 1) return (1.5F * x - 2.5F) * x * x + 1;
  if (x < 2) return ((-0.5F * x + 2.5F) * x - 4) * x + 2;
  return 0;
}

Taps area_taps(int index, double step, int length) {
  const double begin = index * step;
  const double end = std::min(begin + step, static_cast<double>(length));
  Taps taps{static_cast<int>(begin), {}};
  for (int i = taps.first; i < end; ++i) {
    taps.weights.push_back(
        static_cast<float>((std::min(end, i + 1.0) - std::max<double>(begin, i)) / (end - begin)));
  }
  return taps;
}

Taps curve_taps(int index, double step, int length) {
  const double centre = (index + 0.5) * step - 0.5;
  const int base = static_cast<int>(std::floor(centre)) - 1;
  Taps taps{std::clamp(base, 0, length - 1), {}};
  const int last = std::clamp(base + 3, 0, length - 1);
  taps.weights.resize(static_cast<std::size_t>(last) - static_cast<std::size_t>(taps.first) + 1);
  // Beyond the edge its last pixel repeats, so its weight grows.
  for (int i = base; i < base + 4; ++i) {
    const int at = std::clamp(i, 0, length - 1) - taps.first;
    taps.weights[static_cast<std::size_t>(at)] += catmull_rom(static_cast<float>(centre - i));
  }
  return taps;
}

std::vector<Taps> taps_for(int from, int to) {
  const double step = static_cast<double>(from) / to;
  std::vector<Taps> taps;
  taps.reserve(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    taps.push_back(step > 1 ? area_taps(i, step, from) : curve_taps(i, step, from));
  }
  return taps;
}

template <std::size_t channels>
void squeeze_row(const std::uint8_t* row, const std::vector<Taps>& taps, float* out) {
  for (const auto& tap : taps) {
    const auto* at = row + static_cast<std::size_t>(tap.first) * channels;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      float sum = 0;
      for (std::size_t i = 0; i < tap.weights.size(); ++i) {
        sum += tap.weights[i] * static_cast<float>(at[i * channels + channel]);
      }
      *out++ = sum;
    }
  }
}

// Rows of the old picture at the new width, kept as long as a new row needs them.
template <std::size_t channels>
class SqueezedRows {
 public:
  SqueezedRows(const std::uint8_t* pixels, std::size_t stride, std::vector<Taps> taps,
               std::size_t kept)
      : pixels_(pixels), stride_(stride), taps_(std::move(taps)), rows_(kept), numbers_(kept, -1) {
    for (auto& row : rows_) row.resize(taps_.size() * channels);
  }

  const std::vector<float>& row(int y) {
    const auto slot = static_cast<std::size_t>(y) % rows_.size();
    if (numbers_[slot] != y) {
      squeeze_row<channels>(pixels_ + static_cast<std::size_t>(y) * stride_, taps_,
                            rows_[slot].data());
      numbers_[slot] = y;
    }
    return rows_[slot];
  }

 private:
  const std::uint8_t* pixels_;
  std::size_t stride_;
  std::vector<Taps> taps_;
  std::vector<std::vector<float>> rows_;
  std::vector<int> numbers_;
};

struct Size {
  int width;
  int height;
};

template <std::size_t channels>
std::vector<std::uint8_t> resampled(const std::uint8_t* pixels, std::size_t stride, Size from,
                                    Size to) {
  assert(from.width > 0 && from.height > 0 && to.width > 0 && to.height > 0);
  const auto down = taps_for(from.height, to.height);
  std::size_t kept = 1;
  for (const auto& tap : down) kept = std::max(kept, tap.weights.size());
  SqueezedRows<channels> rows(pixels, stride, taps_for(from.width, to.width), kept);
  const auto row_size = static_cast<std::size_t>(to.width) * channels;
  std::vector<float> sum(row_size);
  std::vector<std::uint8_t> out(row_size * static_cast<std::size_t>(to.height));
  auto* target = out.data();
  for (const auto& tap : down) {
    std::ranges::fill(sum, 0.5F);
    for (std::size_t i = 0; i < tap.weights.size(); ++i) {
      const auto& row = rows.row(tap.first + static_cast<int>(i));
      const float weight = tap.weights[i];
      for (std::size_t x = 0; x < row_size; ++x) sum[x] += weight * row[x];
    }
    for (std::size_t x = 0; x < row_size; ++x) {
      *target++ = static_cast<std::uint8_t>(std::clamp(sum[x], 0.F, 255.F));
    }
  }
  return out;
}

Size fitted(Size size, int longest_side) {
  const int longest = std::max(size.width, size.height);
  if (longest <= longest_side) return size;
  const auto scaled = [&](int side) {
    return std::max(
        1, static_cast<int>(std::lround(static_cast<double>(side) * longest_side / longest)));
  };
  return {scaled(size.width), scaled(size.height)};
}

}  // namespace

GreyImage resample(FrameView from, int width, int height) {
  return {width, height,
          resampled<1>(from.pixels.data(), static_cast<std::size_t>(from.stride),
                       {from.width, from.height}, {width, height})};
}

RgbImage resample(const RgbImage& from, int width, int height) {
  return {width, height,
          resampled<3>(from.pixels.data(), static_cast<std::size_t>(from.width) * 3,
                       {from.width, from.height}, {width, height})};
}

RgbImage at_most_wide(RgbImage image, int max_width) {
  if (image.width <= max_width) return image;
  const auto height = std::lround(static_cast<double>(image.height) * max_width / image.width);
  return resample(image, max_width, std::max(1, static_cast<int>(height)));
}

GreyImage at_most(FrameView from, int longest_side) {
  const auto size = fitted({from.width, from.height}, longest_side);
  if (size.width != from.width || size.height != from.height)
    return resample(from, size.width, size.height);
  GreyImage copy{from.width, from.height, {}};
  for (int y = 0; y < from.height; ++y) {
    const auto row = from.row(y);
    copy.pixels.insert(copy.pixels.end(), row.begin(), row.end());
  }
  return copy;
}

RgbImage at_most(RgbImage image, int longest_side) {
  const auto size = fitted({image.width, image.height}, longest_side);
  if (size.width != image.width || size.height != image.height) {
    image = resample(image, size.width, size.height);
  }
  return image;
}

GreyImage grey_of(const RgbImage& image) {
  GreyImage grey{image.width, image.height, std::vector<std::uint8_t>(image.pixels.size() / 3)};
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    const auto* pixel = &image.pixels[3 * i];
    grey.pixels[i] = static_cast<std::uint8_t>(
        (306U * pixel[0] + 601U * pixel[1] + 117U * pixel[2] + 512U) >> 10U);
  }
  return grey;
}

RgbImage rgb_of(FrameView grey) {
  RgbImage rgb{grey.width, grey.height, {}};
  rgb.pixels.reserve(static_cast<std::size_t>(grey.width) * static_cast<std::size_t>(grey.height) *
                     3);
  for (int y = 0; y < grey.height; ++y) {
    for (const auto value : grey.row(y)) rgb.pixels.insert(rgb.pixels.end(), 3, value);
  }
  return rgb;
}

}  // namespace fitmate::firmware
