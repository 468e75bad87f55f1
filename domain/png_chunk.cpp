#include "domain/png_chunk.h"

#include "domain/number_at.h"

namespace fitmate::domain {

std::optional<PngChunk> png_chunk_at(std::string_view png, std::size_t place) {
  constexpr std::size_t frame = 12;  // length, type and CRC
  const auto length = number_at(png, place, 4);
  if (!length || png.size() - place < frame || png.size() - place - frame < *length) {
    return std::nullopt;
  }
  return PngChunk{.type = png.substr(place + 4, 4), .bytes = png.substr(place, frame + *length)};
}

}  // namespace fitmate::domain
