#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fitmate::domain {

// The number of `size` bytes, 4 at most, that stands at `place`; nothing where it is cut off.
inline std::optional<std::uint32_t> number_at(std::string_view bytes, std::size_t place,
                                              std::size_t size,
                                              std::endian order = std::endian::big) {
  if (place > bytes.size() || bytes.size() - place < size) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = bytes[place + (order == std::endian::big ? i : size - 1 - i)];
    number = number << 8U | static_cast<unsigned char>(byte);
  }
  return number;
}

}  // namespace fitmate::domain
