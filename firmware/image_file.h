#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "domain/result.h"
#include "firmware/frame.h"

namespace fitmate::firmware {

// Twelve megapixels as phones make them (4032 x 3024 fits).
inline constexpr std::size_t max_image_pixels = std::size_t{12} * 1024 * 1024;
inline constexpr std::size_t max_image_bytes = 20'000'000;

// Why a picture could not be read or written, and what to do.
struct ImageError {
  std::string detail;
};

// The whole file, at most max_image_bytes. The detail names the file.
domain::Result<std::vector<std::byte>, ImageError> load_bytes(const std::filesystem::path& file);

// JPEG, PNG or PGM, told apart by their first bytes. Grey is the luma of BT.601; what is
// transparent is white. A JPEG that ends too early is taken as far as it goes.
domain::Result<GreyImage, ImageError> decode_grey(std::span<const std::byte> bytes);
domain::Result<RgbImage, ImageError> decode_rgb(std::span<const std::byte> bytes);

// A photo to be kept: JPEG or PNG, and whole. One that ends too early or is damaged is an error;
// what lies behind its end is not looked at.
domain::Result<RgbImage, ImageError> decode_photo(std::span<const std::byte> bytes);

// Both steps in one; the detail names the file.
domain::Result<GreyImage, ImageError> load_grey(const std::filesystem::path& file);
domain::Result<RgbImage, ImageError> load_rgb(const std::filesystem::path& file);

domain::Result<void, ImageError> save_png(const std::filesystem::path& file, const RgbImage& image);
domain::Result<void, ImageError> save_png(const std::filesystem::path& file, FrameView image);

// Quality 1 to 100; carries nothing but the pixels. The image is not empty.
domain::Result<std::vector<std::byte>, ImageError> encode_jpeg(const RgbImage& image, int quality);

}  // namespace fitmate::firmware
