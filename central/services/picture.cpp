#include "central/services/picture.h"

#include <format>
#include <stdexcept>
#include <utility>
#include <vector>

#include <png.h>

#include "central/services/jpeg.h"

namespace fitmate::central::services {
namespace {

constexpr std::string_view png_begins = "\x89PNG\r\n\x1a\n";
constexpr std::string_view png_ends = "IEND\xae\x42\x60\x82";
constexpr std::string_view jpeg_begins = "\xff\xd8\xff";
using Kind = FileFault::Kind;

std::unexpected<FileFault> unusable(std::string detail) {
  return std::unexpected{FileFault{.kind = Kind::unusable, .detail = std::move(detail)}};
}

class PngImage {
 public:
  PngImage() { image_.version = PNG_IMAGE_VERSION; }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
  ~PngImage() { png_image_free(&image_); }
  png_image* operator->() { return &image_; }
  png_image* get() { return &image_; }

 private:
  png_image image_{};
};

// Open and of a size that may be decoded.
domain::Result<void, FileFault> open_png(PngImage& image, std::string_view bytes) {
  // The library is content with all rows, whatever follows or does not.
  if (!bytes.contains(png_ends) ||
      png_image_begin_read_from_memory(image.get(), bytes.data(), bytes.size()) == 0) {
    return unusable("a damaged PNG");
  }
  const auto pixels = std::size_t{image->width} * image->height;
  if (pixels == 0 || pixels > picture_pixels_most) {
    return unusable(
        std::format("the picture is {} x {}: 12 megapixels at most", image->width, image->height));
  }
  return {};
}

// Without a background, what is transparent stays so.
domain::Result<std::vector<png_byte>, FileFault> read_png(PngImage& image, png_uint_32 format,
                                                          const png_color* background) {
  image->format = format;
  std::vector<png_byte> raw(PNG_IMAGE_SIZE(*image.get()));
  if (png_image_finish_read(image.get(), background, raw.data(), 0, nullptr) == 0) {
    return unusable("a damaged PNG");
  }
  return raw;
}

domain::Result<CleanFile, FileFault> clean_png(std::string_view bytes) {
  PngImage image;
  if (const auto opened = open_png(image, bytes); !opened) return std::unexpected{opened.error()};
  const bool clear = (image->format & PNG_FORMAT_FLAG_ALPHA) != 0;
  const auto raw = read_png(image, clear ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB, nullptr);
  if (!raw) return std::unexpected{raw.error()};
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(*image.get());
  CleanFile picture{.extension = "png", .bytes = std::string(size, '\0')};
  if (png_image_write_to_memory(image.get(), picture.bytes.data(), &size, 0, raw->data(), 0,
                                nullptr) == 0) {
    throw std::runtime_error{"a PNG could not be encoded"};
  }
  picture.bytes.resize(size);
  return picture;
}

domain::Result<Pixels, FileFault> decode_png(std::string_view bytes) {
  constexpr png_color white{255, 255, 255};
  PngImage image;
  if (const auto opened = open_png(image, bytes); !opened) return std::unexpected{opened.error()};
  return read_png(image, PNG_FORMAT_RGB, &white).transform([&](std::vector<png_byte> raw) {
    return Pixels{.width = static_cast<int>(image->width),
                  .height = static_cast<int>(image->height),
                  .bytes = std::move(raw)};
  });
}

}  // namespace

domain::Result<CleanFile, FileFault> clean_picture(std::string_view bytes) {
  if (bytes.starts_with(png_begins)) return clean_png(bytes);
  if (!bytes.starts_with(jpeg_begins)) {
    return std::unexpected{
        FileFault{.kind = Kind::wrong_type, .detail = "a picture is JPEG or PNG"}};
  }
  auto jpeg = clean_jpeg(bytes);
  if (!jpeg) return unusable(jpeg.error());
  return CleanFile{.extension = "jpg", .bytes = *std::move(jpeg)};
}

domain::Result<Pixels, FileFault> decode_picture(std::string_view bytes, int least) {
  if (bytes.starts_with(png_begins)) return decode_png(bytes);
  return decode_jpeg(bytes, least).transform_error([](std::string detail) {
    return FileFault{.kind = Kind::unusable, .detail = std::move(detail)};
  });
}

}  // namespace fitmate::central::services
