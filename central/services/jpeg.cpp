#include "central/services/jpeg.h"

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

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<unsigned char> pixels;
};

domain::Result<Picture, std::string> decode(std::string_view bytes) {
  const auto jpeg = checked(tjInitDecompress());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  Picture picture;
  int sampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(jpeg.get(), data, bytes.size(), &picture.width, &picture.height,
                          &sampling, &colours) != 0) {
    return std::unexpected(std::format("no JPEG: {}", tjGetErrorStr2(jpeg.get())));
  }
  const auto pixels =
      static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  if (pixels == 0 || pixels > picture_pixels_most) {
    return std::unexpected(std::format("the picture is {} x {}: 12 megapixels at most",
                                       picture.width, picture.height));
  }
  picture.pixels.resize(pixels * 3);
  // A warning is a picture that ends too early or has bad bytes; a limit on scans keeps a small
  // file from hours of work.
  if (tjDecompress2(jpeg.get(), data, bytes.size(), picture.pixels.data(), picture.width, 0,
                    picture.height, TJPF_RGB, TJFLAG_LIMITSCANS) != 0) {
    return std::unexpected(std::format("a damaged JPEG: {}", tjGetErrorStr2(jpeg.get())));
  }
  return picture;
}

// The picture as it is to be seen: it is kept without the word on how it lies.
Picture turn_upright(Picture lying, int orientation) {
  if (orientation == 1) return lying;
  const bool on_its_side = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation >= 7;
  const bool from_below =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Picture seen{.width = on_its_side ? lying.height : lying.width,
               .height = on_its_side ? lying.width : lying.height,
               .pixels = {}};
  seen.pixels.reserve(lying.pixels.size());
  for (int y = 0; y < seen.height; ++y) {
    for (int x = 0; x < seen.width; ++x) {
      const int column = on_its_side ? y : x;
      const int row = on_its_side ? x : y;
      const auto from_x = static_cast<std::size_t>(from_right ? lying.width - 1 - column : column);
      const auto from_y = static_cast<std::size_t>(from_below ? lying.height - 1 - row : row);
      const auto* pixel =
          &lying.pixels[(from_y * static_cast<std::size_t>(lying.width) + from_x) * 3];
      seen.pixels.insert(seen.pixels.end(), pixel, pixel + 3);
    }
  }
  return seen;
}

std::string encode(const Picture& picture) {
  const auto jpeg = checked(tjInitCompress());
  std::string out(tjBufSize(picture.width, picture.height, TJSAMP_420), '\0');
  auto* target = reinterpret_cast<unsigned char*>(out.data());
  auto size = static_cast<unsigned long>(out.size());
  if (tjCompress2(jpeg.get(), picture.pixels.data(), picture.width, 0, picture.height, TJPF_RGB,
                  &target, &size, TJSAMP_420, quality, TJFLAG_NOREALLOC) != 0) {
    throw std::runtime_error(tjGetErrorStr2(jpeg.get()));
  }
  out.resize(size);
  return out;
}

}  // namespace

domain::Result<std::string, std::string> clean_jpeg(std::string_view bytes) {
  return decode(bytes).transform([bytes](Picture picture) {
    return encode(turn_upright(std::move(picture), orientation_of(bytes)));
  });
}

}  // namespace fitmate::central::services
