#include "firmware/filters.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace fitmate::firmware {
namespace {

// A flat wall has about this much deviation by noise alone; it is not blown up beyond it.
constexpr int least_deviation = 3;
// A module's distance from the mean after levelling: far from 0 and 255, so that edges keep a
// slope.
constexpr int even_deviation = 70;

// One row's sums of 2 * radius + 1 pixels.
void sum_row(std::span<const std::uint8_t> row, int radius, std::vector<std::uint32_t>& sums) {
  const int width = static_cast<int>(row.size());
  const auto at = [&](int x) {
    return static_cast<std::uint32_t>(row[static_cast<std::size_t>(std::clamp(x, 0, width - 1))]);
  };
  std::uint32_t sum = 0;
  for (int x = -radius; x <= radius; ++x) sum += at(x);
  for (int x = 0; x < width; ++x) {
    sums[static_cast<std::size_t>(x)] = sum;
    sum += at(x + radius + 1) - at(x - radius);
  }
}

std::uint8_t bounded(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

}  // namespace

GreyImage inverted(FrameView from) {
  GreyImage out{from.width, from.height, {}};
  out.pixels.resize(static_cast<std::size_t>(from.width) * static_cast<std::size_t>(from.height));
  auto target = out.pixels.begin();
  for (int y = 0; y < from.height; ++y) {
    target = std::ranges::transform(from.row(y), target, std::bit_not<std::uint8_t>{}).out;
  }
  return out;
}

GreyImage box_mean(FrameView from, int radius) {
  assert(radius >= 1 && radius <= 100 && from.width > 0 && from.height > 0);
  const auto width = static_cast<std::size_t>(from.width);
  const auto rows = 2 * static_cast<std::size_t>(radius) + 1;
  std::vector<std::vector<std::uint32_t>> ring(rows, std::vector<std::uint32_t>(width));
  std::vector<std::uint32_t> columns(width, 0);
  const auto row_at = [&](int y) { return from.row(std::clamp(y, 0, from.height - 1)); };
  for (int y = -radius; auto& sums : ring) {
    sum_row(row_at(y++), radius, sums);
    for (std::size_t x = 0; x < width; ++x) columns[x] += sums[x];
  }
  GreyImage out{from.width, from.height, {}};
  out.pixels.resize(width * static_cast<std::size_t>(from.height));
  const auto area = static_cast<float>(rows * rows);
  constexpr float rounding = 0.5F;
  auto* target = out.pixels.data();
  for (int y = 0; y < from.height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const auto sum = static_cast<float>(static_cast<int>(columns[x]));
      target[x] = static_cast<std::uint8_t>(sum / area + rounding);
    }
    target += width;
    auto& oldest = ring[static_cast<std::size_t>(y) % rows];
    for (std::size_t x = 0; x < width; ++x) columns[x] -= oldest[x];
    sum_row(row_at(y + radius + 1), radius, oldest);
    for (std::size_t x = 0; x < width; ++x) columns[x] += oldest[x];
  }
  return out;
}

GreyImage sharpened(FrameView from, int radius) {
  // Two boxes are nearly a bell.
  GreyImage out = box_mean(box_mean(from, radius).view(), radius);
  auto* pixel = out.pixels.data();
  for (int y = 0; y < from.height; ++y) {
    for (const int value : from.row(y)) {
      *pixel = bounded(3 * value - 2 * *pixel);
      ++pixel;
    }
  }
  return out;
}

GreyImage levelled(FrameView from, int radius) {
  const auto mean = box_mean(from, radius);
  GreyImage away{from.width, from.height, std::vector<std::uint8_t>(mean.pixels.size())};
  std::size_t i = 0;
  for (int y = 0; y < from.height; ++y) {
    for (const int value : from.row(y)) {
      away.pixels[i] = static_cast<std::uint8_t>(std::abs(value - mean.pixels[i]));
      ++i;
    }
  }
  GreyImage out = box_mean(away.view(), radius);
  i = 0;
  for (int y = 0; y < from.height; ++y) {
    for (const int value : from.row(y)) {
      const int deviation = std::max<int>(out.pixels[i], least_deviation);
      out.pixels[i] = bounded(128 + (value - mean.pixels[i]) * even_deviation / deviation);
      ++i;
    }
  }
  return out;
}

}  // namespace fitmate::firmware
