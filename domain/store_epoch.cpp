#include "domain/store_epoch.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace fitmate::domain {

StoreEpoch random_epoch(const Random& random) {
  std::array<std::byte, sizeof(std::uint64_t)> bytes{};
  random(bytes);
  return {std::bit_cast<std::uint64_t>(bytes)};
}

Hash next_chain(const Hash& previous, std::string_view event) {
  return blake2b_256({previous, as_bytes(event)});
}

}  // namespace fitmate::domain
