#include "domain/second_file.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "domain/number_at.h"
#include "domain/png_chunk.h"

namespace fitmate::domain {
namespace {

bool is_restart(std::uint32_t marker) {
  return marker >= 0xffd0 && marker <= 0xffd7;
}

// Where the next marker begins that is no part of a scan's coded data.
std::optional<std::size_t> find_marker(std::string_view jpeg, std::size_t from) {
  constexpr std::uint32_t coded_ff = 0xff00;
  constexpr std::uint32_t fill = 0xffff;
  for (auto at = jpeg.find('\xff', from); at != std::string_view::npos;
       at = jpeg.find('\xff', at + 1)) {
    const auto marker = number_at(jpeg, at, 2);
    if (!marker) return std::nullopt;
    if (*marker != coded_ff && *marker != fill && !is_restart(*marker)) return at;
  }
  return std::nullopt;
}

std::optional<std::size_t> end_of_jpeg(std::string_view jpeg) {
  constexpr std::uint32_t image_ends = 0xffd9;
  for (std::size_t at = 2;;) {
    const auto marker = find_marker(jpeg, at);
    if (!marker) return std::nullopt;
    if (number_at(jpeg, *marker, 2) == image_ends) return *marker + 2;
    const auto length = number_at(jpeg, *marker + 2, 2);  // of itself and the payload
    if (!length) return std::nullopt;
    at = *marker + 2 + *length;
  }
}

std::optional<std::size_t> end_of_png(std::string_view png) {
  for (auto at = png_begins.size();;) {
    const auto chunk = png_chunk_at(png, at);
    if (!chunk) return std::nullopt;
    at += chunk->bytes.size();
    if (chunk->type == "IEND") return at;
  }
}

std::optional<std::size_t> end_of(std::string_view picture) {
  constexpr std::string_view jpeg_begins{"\xff\xd8", 2};
  if (picture.starts_with(jpeg_begins)) return end_of_jpeg(picture);
  if (picture.starts_with(png_begins)) return end_of_png(picture);
  return std::nullopt;
}

}  // namespace

bool carries_second_file(std::string_view picture) {
  const auto end = end_of(picture);
  return end && picture.find_first_not_of('\0', *end) != std::string_view::npos;
}

}  // namespace fitmate::domain
