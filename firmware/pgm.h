#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/result.h"

namespace fitmate::firmware {

// Portable grey map (the Netpbm manual's "pgm"): P5 of one or two bytes a pixel, and plain P2.
struct PgmHeader {
  std::size_t width = 0;
  std::size_t height = 0;
  unsigned max_value = 0;  // 1 to 65535
  bool plain = false;      // decimal numbers instead of bytes
  std::size_t pixels_at = 0;
};

struct PgmError {
  std::string detail;
};

domain::Result<PgmHeader, PgmError> parse_pgm_header(std::span<const std::byte> bytes);

// The first picture of the file, scaled to 0..255. The caller has judged width and height.
domain::Result<std::vector<std::uint8_t>, PgmError> read_pgm_pixels(
    std::span<const std::byte> bytes, const PgmHeader& header);

}  // namespace fitmate::firmware
