#include "central/qr_image.h"

#include <array>
#include <cassert>
#include <format>

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <png.h>

namespace fitmate::central {
namespace {

constexpr int quiet_modules = 4;

}  // namespace

QrImage draw_qr(std::string_view text, QrCorrection correction) {
  // The writer takes 0 to 8 for L, M, Q, H.
  constexpr std::array levels{1, 3, 5, 8};
  ZXing::MultiFormatWriter writer{ZXing::BarcodeFormat::QRCode};
  writer.setMargin(0).setEccLevel(levels.at(static_cast<std::size_t>(correction)));
  const auto bits = writer.encode(std::string{text}, 0, 0);
  QrImage image{.side = bits.width() + 2 * quiet_modules, .dark = {}};
  const auto get = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < bits.width() && y < bits.height() && bits.get(x, y);
  };
  for (int y = 0; y < image.side; ++y) {
    for (int x = 0; x < image.side; ++x) {
      image.dark.push_back(get(x - quiet_modules, y - quiet_modules) ? 1 : 0);
    }
  }
  return image;
}

std::string to_blocks(const QrImage& image) {
  // Light modules are painted white whatever the terminal's own colours: foreground and background
  // are both given.
  constexpr std::string_view black_on_white = "\x1b[30;107m";
  constexpr std::string_view usual = "\x1b[0m\n";
  std::string text;
  for (int y = 0; y < image.side; y += 2) {
    text += black_on_white;
    for (int x = 0; x < image.side; ++x) {
      const bool upper = image.is_dark(x, y);
      const bool lower = y + 1 < image.side && image.is_dark(x, y + 1);
      text += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    text += usual;
  }
  return text;
}

domain::Result<void, std::string> write_png(const QrImage& image, int pixels_a_module,
                                            const std::filesystem::path& file) {
  const int side = image.side * pixels_a_module;
  std::vector<std::uint8_t> grey;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      grey.push_back(image.is_dark(x / pixels_a_module, y / pixels_a_module) ? 0 : 255);
    }
  }
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(side);
  png.height = static_cast<png_uint_32>(side);
  png.format = PNG_FORMAT_GRAY;
  const int stride = 0;
  if (png_image_write_to_file(&png, file.c_str(), 0, grey.data(), stride, nullptr) == 0) {
    return std::unexpected{std::format("{} cannot be written: {}", file.string(), png.message)};
  }
  return {};
}

}  // namespace fitmate::central
