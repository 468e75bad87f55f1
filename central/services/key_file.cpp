#include "central/services/key_file.h"

#include <format>
#include <iterator>
#include <sstream>

#include "domain/crypto.h"

namespace fitmate::central::services {
namespace {

std::optional<KeyFile::Entry> read_entry(std::istringstream& words) {
  std::string hex;
  std::string from;
  std::string to;
  words >> hex >> from >> to;
  const auto bytes = domain::from_hex(hex);
  const auto key = bytes ? domain::to_array<32>(*bytes) : std::nullopt;
  if (!key) return std::nullopt;
  return KeyFile::Entry{
      .key = *key, .from = domain::parse_instant(from), .to = domain::parse_instant(to)};
}

bool read_line(const std::string& line, KeyFile& file) {
  std::istringstream words{line};
  std::string what;
  std::int64_t number = -1;
  words >> what >> number;
  if (what == "version") {
    file.version = number;
    return true;
  }
  if (number < 0 || number > 255) return false;
  const auto id = static_cast<std::uint8_t>(number);
  if (what == "current") {
    file.current = id;
    return true;
  }
  const auto entry = what == "key" ? read_entry(words) : std::nullopt;
  if (entry) file.keys[id] = *entry;
  return entry.has_value();
}

}  // namespace

std::string to_text(const KeyFile& file) {
  auto text = std::format("version {}\ncurrent {}\n", file.version, file.current);
  for (const auto& [id, entry] : file.keys) {
    text += std::format("key {} {}", id, domain::to_hex(entry.key));
    if (entry.from && entry.to) {
      text += std::format(" {} {}", domain::to_text(*entry.from), domain::to_text(*entry.to));
    }
    text += '\n';
  }
  return text;
}

std::optional<KeyFile> parse_key_file(std::string_view text) {
  KeyFile file;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);) {
    if (!read_line(line, file)) return std::nullopt;
  }
  // A damaged key must not pass as another one.
  if (!file.keys.contains(file.current) || to_text(file) != text) return std::nullopt;
  return file;
}

}  // namespace fitmate::central::services
