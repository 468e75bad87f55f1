#include "central/services/jpeg.h"

#include <format>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include <turbojpeg.h>

#include "domain/upright.h"

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

using domain::Picture;

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
    return encode(domain::turn_upright(std::move(picture), domain::orientation_of(bytes)));
  });
}

}  // namespace fitmate::central::services
