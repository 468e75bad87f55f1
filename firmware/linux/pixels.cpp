#include "firmware/linux/pixels.h"

#include <algorithm>
#include <cstddef>
#include <new>

#include <turbojpeg.h>

#include "firmware/resample.h"

namespace fitmate::firmware::linux_board {
namespace {

struct Decompressor {
  tjhandle value = tjInitDecompress();
  Decompressor() {
    if (value == nullptr) throw std::bad_alloc();
  }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  ~Decompressor() { tjDestroy(value); }
};

std::size_t area(int width, int height) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

// The JPEG must be of the size the camera promised, so that it cannot ask for more memory.
bool is_promised(const Decompressor& jpeg, const PixelLayout& layout,
                 std::span<const std::uint8_t> bytes) {
  int width = 0;
  int height = 0;
  int sampling = 0;
  int colours = 0;
  return tjDecompressHeader3(jpeg.value, bytes.data(), bytes.size(), &width, &height, &sampling,
                             &colours) == 0 &&
         width == layout.width && height == layout.height;
}

// Many cameras send JPEGs that libjpeg warns of but that show what they should.
bool decompress(const Decompressor& jpeg, std::span<const std::uint8_t> bytes, std::uint8_t* target,
                int width, int height, int format) {
  return tjDecompress2(jpeg.value, bytes.data(), bytes.size(), target, width, 0, height, format,
                       TJFLAG_FASTDCT | TJFLAG_LIMITSCANS) == 0 ||
         tjGetErrorCode(jpeg.value) == TJERR_WARNING;
}

std::optional<GreyImage> grey_of_mjpeg(const PixelLayout& layout,
                                       std::span<const std::uint8_t> bytes) {
  const Decompressor jpeg;
  if (!is_promised(jpeg, layout, bytes)) return {};
  GreyImage image{layout.width, layout.height,
                  std::vector<std::uint8_t>(area(layout.width, layout.height))};
  if (!decompress(jpeg, bytes, image.pixels.data(), layout.width, layout.height, TJPF_GRAY)) {
    return {};
  }
  return image;
}

// libjpeg makes a picture smaller by eighths for less than the price of the whole one.
RgbImage colour_of_mjpeg(const PixelLayout& layout, std::span<const std::uint8_t> bytes,
                         int max_width) {
  const Decompressor jpeg;
  if (!is_promised(jpeg, layout, bytes)) return {};
  tjscalingfactor scale{1, 1};
  while (scale.denom < 8 && TJSCALED(layout.width, scale) > max_width) scale.denom *= 2;
  RgbImage image{TJSCALED(layout.width, scale), TJSCALED(layout.height, scale), {}};
  image.pixels.resize(area(image.width, image.height) * 3);
  if (!decompress(jpeg, bytes, image.pixels.data(), image.width, image.height, TJPF_RGB)) {
    return {};
  }
  return at_most_wide(std::move(image), max_width);
}

std::uint8_t bounded(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

// ITU-R BT.601, in 256ths.
void append_colour(std::vector<std::uint8_t>& out, int luma, int blue, int red) {
  const int y = 298 * (luma - 16) + 128;
  const int u = blue - 128;
  const int v = red - 128;
  out.push_back(bounded((y + 409 * v) >> 8));
  out.push_back(bounded((y - 100 * u - 208 * v) >> 8));
  out.push_back(bounded((y + 516 * u) >> 8));
}

std::size_t offset(const PixelLayout& layout, int row, int column) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(layout.stride) +
         static_cast<std::size_t>(column);
}

void append_pixel(std::vector<std::uint8_t>& out, const PixelLayout& layout,
                  std::span<const std::uint8_t> bytes, int x, int y) {
  switch (layout.format) {
    case PixelFormat::yuyv: {
      const auto pair = offset(layout, y, x / 2 * 4);
      append_colour(out, bytes[pair + (x % 2 == 0 ? 0 : 2)], bytes[pair + 1], bytes[pair + 3]);
      return;
    }
    case PixelFormat::nv12: {
      const auto chroma = offset(layout, layout.height + y / 2, x / 2 * 2);
      append_colour(out, bytes[offset(layout, y, x)], bytes[chroma], bytes[chroma + 1]);
      return;
    }
    default:
      out.insert(out.end(), 3, bytes[offset(layout, y, x)]);
  }
}

}  // namespace

int least_stride(PixelFormat format, int width) {
  switch (format) {
    case PixelFormat::yuyv:
      return (width + 1) / 2 * 4;
    case PixelFormat::nv12:
      return (width + 1) / 2 * 2;
    case PixelFormat::grey:
      return width;
    case PixelFormat::mjpeg:
      break;
  }
  return 0;
}

std::size_t least_bytes(const PixelLayout& layout) {
  // The last row may end where its pixels do.
  const int last = least_stride(layout.format, layout.width);
  switch (layout.format) {
    case PixelFormat::yuyv:
    case PixelFormat::grey:
      return offset(layout, layout.height - 1, last);
    case PixelFormat::nv12:
      return offset(layout, layout.height + (layout.height - 1) / 2, last);
    case PixelFormat::mjpeg:
      break;
  }
  return 0;
}

std::optional<FrameView> grey_in_place(const PixelLayout& layout,
                                       std::span<const std::uint8_t> bytes) {
  const bool in_place = layout.format == PixelFormat::nv12 || layout.format == PixelFormat::grey;
  if (!in_place || bytes.size() < least_bytes(layout)) return {};
  return FrameView{bytes, layout.width, layout.height, layout.stride};
}

std::optional<GreyImage> grey_copy(const PixelLayout& layout, std::span<const std::uint8_t> bytes) {
  if (layout.format == PixelFormat::mjpeg) return grey_of_mjpeg(layout, bytes);
  if (layout.format != PixelFormat::yuyv || bytes.size() < least_bytes(layout)) return {};
  GreyImage image{layout.width, layout.height,
                  std::vector<std::uint8_t>(area(layout.width, layout.height))};
  auto* target = image.pixels.data();
  for (int y = 0; y < layout.height; ++y) {
    const auto* row = bytes.data() + offset(layout, y, 0);
    for (int x = 0; x < layout.width; ++x) *target++ = row[std::ptrdiff_t{2} * x];
  }
  return image;
}

RgbImage colour_copy(const PixelLayout& layout, std::span<const std::uint8_t> bytes,
                     int max_width) {
  if (layout.format == PixelFormat::mjpeg) return colour_of_mjpeg(layout, bytes, max_width);
  if (bytes.size() < least_bytes(layout)) return {};
  const int step = (layout.width + max_width - 1) / max_width;
  RgbImage image{layout.width / step, std::max(1, layout.height / step), {}};
  image.pixels.reserve(area(image.width, image.height) * 3);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      append_pixel(image.pixels, layout, bytes, x * step, y * step);
    }
  }
  return image;
}

}  // namespace fitmate::firmware::linux_board
