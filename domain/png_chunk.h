#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace fitmate::domain {

inline constexpr std::string_view png_begins = "\x89PNG\r\n\x1a\n";

// A part of a PNG (PNG, third edition, 5.3), which the bytes outlive.
struct PngChunk {
  std::string_view type;   // four letters
  std::string_view bytes;  // all of it, with length, type and CRC
};

// The chunk that begins at `place`; nothing where it is cut off. Takes any bytes; no CRC is
// checked.
std::optional<PngChunk> png_chunk_at(std::string_view png, std::size_t place);

}  // namespace fitmate::domain
