#include "firmware/pgm.h"

#include <algorithm>
#include <optional>

namespace fitmate::firmware {
namespace {

using domain::Result;

// Far above any width we take, far below an overflow of the sum below.
constexpr std::size_t largest_number = 1'000'000'000;

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

class Scanner {
 public:
  Scanner(std::span<const std::byte> bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  std::optional<std::size_t> number() {
    skip_space();
    std::optional<std::size_t> value;
    while (at_ < bytes_.size() && peek() >= '0' && peek() <= '9') {
      value = value.value_or(0) * 10 + static_cast<std::size_t>(peek() - '0');
      if (*value > largest_number) return {};
      ++at_;
    }
    return value;
  }

  bool one_space() {
    if (at_ >= bytes_.size() || !is_space(peek())) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  [[nodiscard]] char peek() const { return static_cast<char>(bytes_[at_]); }

  void skip_space() {
    for (; at_ < bytes_.size() && (is_space(peek()) || peek() == '#'); ++at_) {
      if (peek() != '#') continue;
      while (at_ < bytes_.size() && peek() != '\n') ++at_;
      if (at_ == bytes_.size()) return;
    }
  }

  std::span<const std::byte> bytes_;
  std::size_t at_;
};

std::uint8_t scaled(std::size_t value, unsigned max_value) {
  const auto bounded = std::min<std::size_t>(value, max_value);
  return static_cast<std::uint8_t>((bounded * 255 + max_value / 2) / max_value);
}

std::unexpected<PgmError> failed(std::string detail) {
  return std::unexpected(PgmError{std::move(detail)});
}

Result<std::vector<std::uint8_t>, PgmError> read_plain(std::span<const std::byte> bytes,
                                                       const PgmHeader& header) {
  // A pixel takes at least two bytes here, but for the last: no size is promised that is not there.
  const auto area = header.width * header.height;
  if ((bytes.size() - header.pixels_at + 1) / 2 < area) return failed("the PGM ends too early");
  std::vector<std::uint8_t> pixels(area);
  Scanner scanner(bytes, header.pixels_at);
  for (auto& pixel : pixels) {
    const auto value = scanner.number();
    if (!value) return failed("the PGM ends too early");
    pixel = scaled(*value, header.max_value);
  }
  return pixels;
}

}  // namespace

Result<PgmHeader, PgmError> parse_pgm_header(std::span<const std::byte> bytes) {
  constexpr std::size_t magic = 2;
  if (bytes.size() <= magic) return failed("the PGM ends too early");
  PgmHeader header;
  header.plain = static_cast<char>(bytes[1]) == '2';
  Scanner scanner(bytes, magic);
  const auto width = scanner.number();
  const auto height = width ? scanner.number() : std::nullopt;
  const auto max_value = height ? scanner.number() : std::nullopt;
  if (!max_value || *max_value < 1 || *max_value > 65535 || !scanner.one_space()) {
    return failed("the PGM has no sound header (width, height, largest value)");
  }
  header.width = *width;
  header.height = *height;
  header.max_value = static_cast<unsigned>(*max_value);
  header.pixels_at = scanner.position();
  return header;
}

Result<std::vector<std::uint8_t>, PgmError> read_pgm_pixels(std::span<const std::byte> bytes,
                                                            const PgmHeader& header) {
  if (header.plain) return read_plain(bytes, header);
  const std::size_t depth = header.max_value > 255 ? 2 : 1;
  const auto area = header.width * header.height;
  if ((bytes.size() - header.pixels_at) / depth < area) return failed("the PGM ends too early");
  std::vector<std::uint8_t> pixels(area);
  for (std::size_t i = 0; i < area; ++i) {
    const auto at = header.pixels_at + i * depth;
    auto value = std::to_integer<std::size_t>(bytes[at]);
    if (depth == 2) value = value << 8 | std::to_integer<std::size_t>(bytes[at + 1]);
    pixels[i] = scaled(value, header.max_value);
  }
  return pixels;
}

}  // namespace fitmate::firmware
