#include "domain/base45.h"

namespace fitmate::domain {
namespace {

// RFC 9285, table 1.
constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

}  // namespace

std::string to_base45(ByteView bytes) {
  std::string text;
  text.reserve(bytes.size() / 2 * 3 + 2);
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const bool pair = i + 1 < bytes.size();
    unsigned value = std::to_integer<unsigned>(bytes[i]);
    if (pair) value = value * 256 + std::to_integer<unsigned>(bytes[i + 1]);
    for (int digits = pair ? 3 : 2; digits > 0; --digits, value /= 45) text += alphabet[value % 45];
  }
  return text;
}

std::optional<Bytes> from_base45(std::string_view text) {
  if (text.size() % 3 == 1) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 3 * 2 + 1);
  while (!text.empty()) {
    const auto group = text.substr(0, 3);
    text.remove_prefix(group.size());
    unsigned value = 0;
    for (std::size_t i = group.size(); i-- > 0;) {
      const auto digit = alphabet.find(group[i]);
      if (digit == std::string_view::npos) return std::nullopt;
      value = value * 45 + static_cast<unsigned>(digit);
    }
    const bool pair = group.size() == 3;
    if (value > (pair ? 0xffffU : 0xffU)) return std::nullopt;
    if (pair) bytes.push_back(static_cast<std::byte>(value >> 8));
    bytes.push_back(static_cast<std::byte>(value & 0xff));
  }
  return bytes;
}

}  // namespace fitmate::domain
