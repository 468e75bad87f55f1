#include "central/services/sealing.h"

#include <charconv>
#include <format>

#include "domain/crypto.h"

namespace fitmate::central::services {
namespace {

constexpr std::string_view version = "s1.";
constexpr std::size_t shown = 4;

std::string context_of(const SealedPlace& place) {
  return std::format("FitMate/sealed/v1 trainers.{} {}", place.column,
                     domain::to_text(place.owner.value));
}

}  // namespace

std::string seal_field(const Keys& keys, const SealedPlace& place, std::string_view plain,
                       const domain::Random& random) {
  const auto context = context_of(place);
  const auto sealed = domain::seal(keys.sealing.at(keys.sealing_key), domain::as_bytes(context),
                                   domain::as_bytes(plain), random);
  return std::format("{}{}.{}", version, keys.sealing_key, domain::to_base64url(sealed));
}

std::optional<std::string> open_field(const Keys& keys, const SealedPlace& place,
                                      std::string_view sealed) {
  if (!sealed.starts_with(version)) return std::nullopt;
  const auto rest = sealed.substr(version.size());
  const auto point = rest.find('.');
  std::uint8_t id = 0;
  const auto* end = rest.data() + std::min(point, rest.size());
  const auto [stop, error] = std::from_chars(rest.data(), end, id);
  if (point == std::string_view::npos || error != std::errc{} || stop != end) return std::nullopt;
  const auto key = keys.sealing.find(id);
  const auto bytes = domain::from_base64url(rest.substr(point + 1));
  if (key == keys.sealing.end() || !bytes) return std::nullopt;
  const auto context = context_of(place);
  const auto plain = domain::open_sealed(key->second, domain::as_bytes(context), *bytes);
  if (!plain) return std::nullopt;
  return std::string{reinterpret_cast<const char*>(plain->data()), plain->size()};
}

std::string masked(std::string_view plain) {
  if (plain.size() <= 2 * shown) return "****";
  return "****" + std::string{plain.substr(plain.size() - shown)};
}

}  // namespace fitmate::central::services
