#include "domain/upright.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "domain/number_at.h"

namespace fitmate::domain {
namespace {

constexpr int upright = 1;

// The payload of the segment that holds EXIF (JPEG, ITU-T T.81, B.1.1.4; its marker is APP1).
std::optional<std::string_view> find_exif(std::string_view jpeg) {
  constexpr std::string_view name{"Exif\0\0", 6};
  constexpr std::string_view begins{"\xff\xd8", 2};
  constexpr std::uint32_t app1 = 0xffe1;
  constexpr std::uint32_t scan_begins = 0xffda;
  if (!jpeg.starts_with(begins)) return std::nullopt;
  for (std::size_t at = 2;;) {
    const auto marker = number_at(jpeg, at, 2);
    const auto length = number_at(jpeg, at + 2, 2);  // of itself and the payload
    if (!marker || !length || *length < 2 || *marker == scan_begins) return std::nullopt;
    const auto payload = jpeg.substr(at + 4, *length - 2);
    if (*marker == app1 && payload.starts_with(name)) return payload.substr(name.size());
    at += 2 + *length;
  }
}

// Of the first directory (TIFF 6.0, section 2).
std::optional<std::uint32_t> find_orientation(std::string_view tiff) {
  constexpr std::uint32_t orientation = 0x0112;
  constexpr std::uint32_t short_number = 3;
  constexpr std::size_t entry_bytes = 12;
  const auto order = tiff.starts_with("MM") ? std::endian::big : std::endian::little;
  const auto directory = number_at(tiff, 4, 4, order);
  const auto entries = directory ? number_at(tiff, *directory, 2, order) : std::nullopt;
  for (std::uint32_t i = 0; entries && i < *entries; ++i) {
    const auto at = *directory + 2 + i * entry_bytes;
    const auto tag = number_at(tiff, at, 2, order);
    if (!tag) break;
    if (*tag == orientation && number_at(tiff, at + 2, 2, order) == short_number) {
      return number_at(tiff, at + 8, 2, order);
    }
  }
  return std::nullopt;
}

}  // namespace

int orientation_of(std::string_view bytes) {
  const auto exif = find_exif(bytes);
  const auto found = exif ? find_orientation(*exif) : std::nullopt;
  return found && *found >= 1 && *found <= 8 ? static_cast<int>(*found) : upright;
}

Pixels turn_upright(Pixels lying, int orientation) {
  if (orientation == 1) return lying;
  const bool on_its_side = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation >= 7;
  const bool from_below =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Pixels seen{.width = on_its_side ? lying.height : lying.width,
              .height = on_its_side ? lying.width : lying.height,
              .bytes = {}};
  seen.bytes.reserve(lying.bytes.size());
  for (int y = 0; y < seen.height; ++y) {
    for (int x = 0; x < seen.width; ++x) {
      const int column = on_its_side ? y : x;
      const int row = on_its_side ? x : y;
      const auto* pixel =
          &lying.bytes[lying.place_of(from_right ? lying.width - 1 - column : column,
                                      from_below ? lying.height - 1 - row : row)];
      seen.bytes.insert(seen.bytes.end(), pixel, pixel + 3);
    }
  }
  return seen;
}

}  // namespace fitmate::domain
