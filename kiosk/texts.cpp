#include "kiosk/texts.h"

#include <array>
#include <ranges>
#include <stdexcept>

#include "assets/texts/en.txt.h"

namespace fitmate::kiosk {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 1> built_in = {{
    {"en", assets::texts::en},
}};

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

Texts::Texts(std::string_view file) {
  for (const auto part : std::views::split(file, '\n')) {
    const auto line = trim(std::string_view(part.begin(), part.end()));
    if (line.empty() || line.starts_with('#')) continue;
    const auto equals = line.find('=');
    const auto key = trim(line.substr(0, equals));
    if (equals == std::string_view::npos || key.empty())
      throw std::invalid_argument("a line of the texts is not \"key = text\": " +
                                  std::string(line));
    if (!texts_.emplace(key, trim(line.substr(equals + 1))).second)
      throw std::invalid_argument("a key of the texts comes twice: " + std::string(key));
  }
}

std::vector<std::string_view> Texts::languages() {
  return built_in | std::views::keys | std::ranges::to<std::vector>();
}

Texts Texts::in_language(std::string_view language) {
  for (const auto& [code, file] : built_in)
    if (code == language) return Texts(file);
  return Texts(built_in.front().second);
}

bool Texts::has(std::string_view key) const {
  return texts_.contains(key);
}

std::string Texts::get(std::string_view key, Fields fields) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) return std::string(key);
  // Put together from left to right, so that a name with braces in it stays a name.
  std::string out;
  std::string_view rest = found->second;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    out += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    rest.remove_prefix(open);
    const auto close = rest.find('}');
    const auto field = rest.substr(1, close == std::string_view::npos ? close : close - 1);
    const auto* value = std::ranges::find(fields, field, &Fields::value_type::first);
    if (close == std::string_view::npos || value == fields.end()) {
      out += '{';
      rest.remove_prefix(1);
    } else {
      out += value->second;
      rest.remove_prefix(close + 1);
    }
  }
  return out;
}

}  // namespace fitmate::kiosk
