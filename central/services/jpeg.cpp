#include "central/services/jpeg.h"

#include <algorithm>
#include <array>
#include <format>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include <turbojpeg.h>

#include "central/services/exif.h"

namespace fitmate::central::services {
namespace {

constexpr int quality = 88;

struct EndJpeg {
  void operator()(tjhandle handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<std::remove_pointer_t<tjhandle>, EndJpeg>;

Handle checked(tjhandle handle) {
  if (handle == nullptr) throw std::bad_alloc();
  return Handle{handle};
}

// What the decoder divides both sides by, on its way.
constexpr std::array divisors = {8, 4, 2, 1};

// As the decoder rounds it.
int divided(int side, int divisor) {
  return (side + divisor - 1) / divisor;
}

domain::Result<Pixels, std::string> decode(std::string_view bytes, int least) {
  const auto jpeg = checked(tjInitDecompress());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0;
  int height = 0;
  int sampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(jpeg.get(), data, bytes.size(), &width, &height, &sampling, &colours) !=
      0) {
    return std::unexpected(std::format("no JPEG: {}", tjGetErrorStr2(jpeg.get())));
  }
  const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (pixels == 0 || pixels > picture_pixels_most) {
    return std::unexpected(
        std::format("the picture is {} x {}: 12 megapixels at most", width, height));
  }
  const auto divisor = *std::ranges::find_if(divisors, [&](int by) {
    return by == 1 || std::min(divided(width, by), divided(height, by)) >= least;
  });
  Pixels picture{.width = divided(width, divisor), .height = divided(height, divisor), .bytes = {}};
  picture.bytes.resize(picture.place_of(0, picture.height));
  // A warning is a picture that ends too early or has bad bytes; a limit on scans keeps a small
  // file from hours of work.
  if (tjDecompress2(jpeg.get(), data, bytes.size(), picture.bytes.data(), picture.width, 0,
                    picture.height, TJPF_RGB, TJFLAG_LIMITSCANS) != 0) {
    return std::unexpected(std::format("a damaged JPEG: {}", tjGetErrorStr2(jpeg.get())));
  }
  return picture;
}

// The picture as it is to be seen: it is kept without the word on how it lies.
Pixels turn_upright(Pixels lying, int orientation) {
  if (orientation == 1) return lying;
  const bool on_its_side = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation >= 7;
  const bool from_below =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Pixels seen{.width = on_its_side ? lying.height : lying.width,
              .height = on_its_side ? lying.width : lying.height,
              .bytes = {}};
  seen.bytes.reserve(lying.bytes.size());
  for (int y = 0; y < seen.height; ++y) {
    for (int x = 0; x < seen.width; ++x) {
      const int column = on_its_side ? y : x;
      const int row = on_its_side ? x : y;
      const auto* pixel =
          &lying.bytes[lying.place_of(from_right ? lying.width - 1 - column : column,
                                      from_below ? lying.height - 1 - row : row)];
      seen.bytes.insert(seen.bytes.end(), pixel, pixel + 3);
    }
  }
  return seen;
}

}  // namespace

domain::Result<Pixels, std::string> decode_jpeg(std::string_view bytes, int least) {
  return decode(bytes, least).transform([bytes](Pixels picture) {
    return turn_upright(std::move(picture), orientation_of(bytes));
  });
}

std::string encode_jpeg(const Pixels& picture) {
  const auto jpeg = checked(tjInitCompress());
  std::string out(tjBufSize(picture.width, picture.height, TJSAMP_420), '\0');
  auto* target = reinterpret_cast<unsigned char*>(out.data());
  auto size = static_cast<unsigned long>(out.size());
  if (tjCompress2(jpeg.get(), picture.bytes.data(), picture.width, 0, picture.height, TJPF_RGB,
                  &target, &size, TJSAMP_420, quality, TJFLAG_NOREALLOC) != 0) {
    throw std::runtime_error(tjGetErrorStr2(jpeg.get()));
  }
  out.resize(size);
  return out;
}

domain::Result<std::string, std::string> clean_jpeg(std::string_view bytes) {
  return decode_jpeg(bytes).transform(encode_jpeg);
}

}  // namespace fitmate::central::services
