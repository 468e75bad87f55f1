#include "firmware/image_file.h"

#include <cassert>
#include <cerrno>
#include <cstring>
#include <format>
#include <fstream>
#include <memory>
#include <system_error>

#include <png.h>
#include <turbojpeg.h>

#include "firmware/pgm.h"
#include "firmware/resample.h"

namespace fitmate::firmware {
namespace {

using domain::Result;

std::unexpected<ImageError> failed(std::string detail) {
  return std::unexpected(ImageError{std::move(detail)});
}

// Pixels of one byte (grey) or three (colour), before they get their type.
struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> bytes;
};

Result<std::size_t, ImageError> checked_area(std::size_t width, std::size_t height) {
  if (width == 0 || height == 0) return failed("the picture has no pixels");
  if (width > max_image_pixels || height > max_image_pixels / width) {
    return failed(std::format("the picture is {} x {}, more than 12 megapixels: make it smaller",
                              width, height));
  }
  return width * height;
}

struct Handle {
  tjhandle value;
  explicit Handle(tjhandle handle) : value(handle) {
    if (value == nullptr) throw std::bad_alloc();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { tjDestroy(value); }
};

const unsigned char* bytes_of(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// What to do with a JPEG that ends too early or has bad bytes.
enum class Damage { taken, refused };

Result<Pixels, ImageError> decode_jpeg(std::span<const std::byte> bytes, int channels,
                                       Damage damage) {
  const Handle jpeg(tjInitDecompress());
  Pixels out;
  int sampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(jpeg.value, bytes_of(bytes), bytes.size(), &out.width, &out.height,
                          &sampling, &colours) != 0) {
    return failed(std::format("not a sound JPEG: {}", tjGetErrorStr2(jpeg.value)));
  }
  const auto area =
      checked_area(static_cast<std::size_t>(out.width), static_cast<std::size_t>(out.height));
  if (!area) return std::unexpected(area.error());
  out.bytes.resize(*area * static_cast<std::size_t>(channels), 0x80);
  const int format = channels == 1 ? TJPF_GRAY : TJPF_RGB;
  if (tjDecompress2(jpeg.value, bytes_of(bytes), bytes.size(), out.bytes.data(), out.width, 0,
                    out.height, format, TJFLAG_LIMITSCANS) != 0 &&
      (damage == Damage::refused || tjGetErrorCode(jpeg.value) == TJERR_FATAL)) {
    return failed(std::format("not a sound JPEG: {}", tjGetErrorStr2(jpeg.value)));
  }
  return out;
}

// Frees what libpng keeps, on every way out.
struct PngImage {
  png_image value{};
  PngImage() { value.version = PNG_IMAGE_VERSION; }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
  ~PngImage() { png_image_free(&value); }
};

Result<RgbImage, ImageError> decode_png(std::span<const std::byte> bytes) {
  PngImage png;
  if (png_image_begin_read_from_memory(&png.value, bytes.data(), bytes.size()) == 0) {
    return failed(std::format("not a sound PNG: {}", png.value.message));
  }
  const auto area = checked_area(png.value.width, png.value.height);
  if (!area) return std::unexpected(area.error());
  RgbImage out{static_cast<int>(png.value.width), static_cast<int>(png.value.height), {}};
  out.pixels.resize(*area * 3);
  png.value.format = PNG_FORMAT_RGB;
  const png_color white{0xff, 0xff, 0xff};
  if (png_image_finish_read(&png.value, &white, out.pixels.data(), 0, nullptr) == 0) {
    return failed(std::format("not a sound PNG: {}", png.value.message));
  }
  return out;
}

enum class Format { jpeg, png, pgm, other };

Format format_of(std::span<const std::byte> bytes) {
  const auto begins = [&](std::string_view magic) {
    return bytes.size() > magic.size() &&
           std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
  };
  if (begins("\xff\xd8\xff")) return Format::jpeg;
  if (begins("\x89PNG\r\n\x1a\n")) return Format::png;
  if (begins("P5") || begins("P2")) return Format::pgm;
  return Format::other;
}

Result<GreyImage, ImageError> decode_pgm(std::span<const std::byte> bytes) {
  const auto header = parse_pgm_header(bytes);
  if (!header) return failed(header.error().detail);
  const auto area = checked_area(header->width, header->height);
  if (!area) return std::unexpected(area.error());
  auto pixels = read_pgm_pixels(bytes, *header);
  if (!pixels) return failed(pixels.error().detail);
  return GreyImage{static_cast<int>(header->width), static_cast<int>(header->height),
                   std::move(*pixels)};
}

RgbImage as_rgb(Pixels&& pixels) {
  return {pixels.width, pixels.height, std::move(pixels.bytes)};
}

std::unexpected<ImageError> unknown_format(std::span<const std::byte> bytes) {
  return failed(bytes.empty() ? "the file is empty" : "neither JPEG nor PNG nor PGM");
}

// The compiler sees one load function; the type decides how the bytes are decoded.
template <class Image, class Decode>
Result<Image, ImageError> load(const std::filesystem::path& file, Decode decode) {
  const auto bytes = load_bytes(file);
  if (!bytes) return std::unexpected(bytes.error());
  auto image = decode(*bytes);
  if (!image) return failed(std::format("{}: {}", file.string(), image.error().detail));
  return image;
}

Result<void, ImageError> save(const std::filesystem::path& file, png_uint_32 format, int width,
                              int height, int stride, const std::uint8_t* pixels) {
  PngImage png;
  png.value.width = static_cast<png_uint_32>(width);
  png.value.height = static_cast<png_uint_32>(height);
  png.value.format = format;
  if (png_image_write_to_file(&png.value, file.c_str(), 0, pixels, stride, nullptr) == 0) {
    return failed(std::format("{}: {}", file.string(), png.value.message));
  }
  return {};
}

}  // namespace

Result<std::vector<std::byte>, ImageError> load_bytes(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return failed(std::format("{}: {}", file.string(), error.message()));
  if (size > max_image_bytes) {
    return failed(
        std::format("{}: {} bytes, more than 20 MB: make it smaller", file.string(), size));
  }
  std::ifstream in(file, std::ios::binary);
  std::vector<std::byte> bytes(size);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!in) {
    return failed(std::format("{}: {}", file.string(), std::generic_category().message(errno)));
  }
  return bytes;
}

Result<GreyImage, ImageError> decode_grey(std::span<const std::byte> bytes) {
  switch (format_of(bytes)) {
    case Format::jpeg:
      return decode_jpeg(bytes, 1, Damage::taken).transform([](Pixels&& pixels) {
        return GreyImage{pixels.width, pixels.height, std::move(pixels.bytes)};
      });
    case Format::png:
      return decode_png(bytes).transform(grey_of);
    case Format::pgm:
      return decode_pgm(bytes);
    case Format::other:
      break;
  }
  return unknown_format(bytes);
}

Result<RgbImage, ImageError> decode_rgb(std::span<const std::byte> bytes) {
  switch (format_of(bytes)) {
    case Format::jpeg:
      return decode_jpeg(bytes, 3, Damage::taken).transform(as_rgb);
    case Format::png:
      return decode_png(bytes);
    case Format::pgm:
      return decode_pgm(bytes).transform([](const GreyImage& grey) { return rgb_of(grey.view()); });
    case Format::other:
      break;
  }
  return unknown_format(bytes);
}

Result<RgbImage, ImageError> decode_photo(std::span<const std::byte> bytes) {
  switch (format_of(bytes)) {
    case Format::jpeg:
      return decode_jpeg(bytes, 3, Damage::refused).transform(as_rgb);
    case Format::png:
      return decode_png(bytes);
    case Format::pgm:
    case Format::other:
      break;
  }
  return failed(bytes.empty() ? "the file is empty" : "neither JPEG nor PNG");
}

Result<GreyImage, ImageError> load_grey(const std::filesystem::path& file) {
  return load<GreyImage>(file, decode_grey);
}

Result<RgbImage, ImageError> load_rgb(const std::filesystem::path& file) {
  return load<RgbImage>(file, decode_rgb);
}

Result<void, ImageError> save_png(const std::filesystem::path& file, const RgbImage& image) {
  return save(file, PNG_FORMAT_RGB, image.width, image.height, image.width * 3,
              image.pixels.data());
}

Result<void, ImageError> save_png(const std::filesystem::path& file, FrameView image) {
  return save(file, PNG_FORMAT_GRAY, image.width, image.height, image.stride, image.pixels.data());
}

Result<std::vector<std::byte>, ImageError> encode_jpeg(const RgbImage& image, int quality) {
  assert(image.width > 0 && image.height > 0 && quality >= 1 && quality <= 100);
  const Handle jpeg(tjInitCompress());
  std::vector<std::byte> out(tjBufSize(image.width, image.height, TJSAMP_420));
  auto* target = reinterpret_cast<unsigned char*>(out.data());
  auto size = static_cast<unsigned long>(out.size());
  if (tjCompress2(jpeg.value, image.pixels.data(), image.width, 0, image.height, TJPF_RGB, &target,
                  &size, TJSAMP_420, quality, TJFLAG_NOREALLOC) != 0) {
    return failed(std::format("the picture cannot become a JPEG: {}", tjGetErrorStr2(jpeg.value)));
  }
  out.resize(size);
  return out;
}

}  // namespace fitmate::firmware
