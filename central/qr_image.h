#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace fitmate::central {

// ISO/IEC 18004: how much of the code may be lost.
enum class QrCorrection : std::uint8_t { low, medium, quartile, high };

// A QR code with its quiet zone of four light modules, as small as the text allows.
struct QrImage {
  int side = 0;                    // in modules, with the quiet zone
  std::vector<std::uint8_t> dark;  // 1 or 0, row by row

  bool is_dark(int x, int y) const {
    return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                static_cast<std::size_t>(x)] != 0;
  }
};

// Text of up to about a thousand bytes.
QrImage draw_qr(std::string_view text, QrCorrection correction);

// Two rows of modules a line, for terminals of either colour.
std::string to_blocks(const QrImage& image);

// A grey PNG; in words why it cannot be written.
domain::Result<void, std::string> write_png(const QrImage& image, int pixels_a_module,
                                            const std::filesystem::path& file);

}  // namespace fitmate::central
