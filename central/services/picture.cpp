#include "central/services/picture.h"

#include <algorithm>
#include <array>
#include <format>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <png.h>

#include "central/services/jpeg.h"
#include "domain/png_chunk.h"

namespace fitmate::central::services {
namespace {

// What changes how the pixels look, of the chunks that a reader may skip.
constexpr std::array<std::string_view, 4> png_looks = {"tRNS", "gAMA", "cHRM", "sRGB"};
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

bool is_of_picture(std::string_view type) {
  const bool must_be_known = type.front() >= 'A' && type.front() <= 'Z';
  return must_be_known || std::ranges::contains(png_looks, type);
}

// Up to its end, without what else can be packed into the file: the library would unpack and keep a
// thousand texts of 8 MB each. Nothing where it does not end.
std::optional<std::string> bare_png(std::string_view bytes) {
  std::string bare{domain::png_begins};
  for (auto at = bare.size();;) {
    const auto chunk = domain::png_chunk_at(bytes, at);
    if (!chunk) return std::nullopt;
    if (is_of_picture(chunk->type)) bare += chunk->bytes;
    if (chunk->type == "IEND") return bare;
    at += chunk->bytes.size();
  }
}

// Open and of a size that may be decoded. The image reads from the bytes for as long as it lives.
domain::Result<void, FileFault> open_png(PngImage& image, const std::optional<std::string>& bytes) {
  if (!bytes || png_image_begin_read_from_memory(image.get(), bytes->data(), bytes->size()) == 0) {
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
  const auto bare = bare_png(bytes);
  PngImage image;
  if (const auto opened = open_png(image, bare); !opened) return std::unexpected{opened.error()};
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

domain::Result<domain::Pixels, FileFault> decode_png(std::string_view bytes) {
  constexpr png_color white{255, 255, 255};
  const auto bare = bare_png(bytes);
  PngImage image;
  if (const auto opened = open_png(image, bare); !opened) return std::unexpected{opened.error()};
  return read_png(image, PNG_FORMAT_RGB, &white).transform([&](std::vector<png_byte> raw) {
    return domain::Pixels{.width = static_cast<int>(image->width),
                          .height = static_cast<int>(image->height),
                          .bytes = std::move(raw)};
  });
}

}  // namespace

domain::Result<CleanFile, FileFault> clean_picture(std::string_view bytes) {
  if (bytes.starts_with(domain::png_begins)) return clean_png(bytes);
  if (!bytes.starts_with(jpeg_begins)) {
    return std::unexpected{
        FileFault{.kind = Kind::wrong_type, .detail = "a picture is JPEG or PNG"}};
  }
  auto jpeg = clean_jpeg(bytes);
  if (!jpeg) return unusable(jpeg.error());
  return CleanFile{.extension = "jpg", .bytes = *std::move(jpeg)};
}

domain::Result<domain::Pixels, FileFault> decode_picture(std::string_view bytes, int least) {
  if (bytes.starts_with(domain::png_begins)) return decode_png(bytes);
  return decode_jpeg(bytes, least).transform_error([](std::string detail) {
    return FileFault{.kind = Kind::unusable, .detail = std::move(detail)};
  });
}

}  // namespace fitmate::central::services
