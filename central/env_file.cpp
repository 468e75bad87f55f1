#include "central/env_file.h"

#include <algorithm>
#include <optional>
#include <ranges>

namespace fitmate::central {
namespace {

constexpr std::string_view blank = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

bool is_comment(std::string_view text) {
  return text.empty() || text.starts_with('#');
}

char unescaped(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

// What stands between the quotes; nothing if they do not close or if more than a comment follows.
std::optional<std::string> quoted(std::string_view text) {
  const char quote = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      if (!is_comment(trimmed(text.substr(i + 1)))) return std::nullopt;
      return value;
    }
    const bool escape = quote == '"' && text[i] == '\\' && i + 1 < text.size();
    value += escape ? unescaped(text[++i]) : text[i];
  }
  return std::nullopt;
}

std::string bare(std::string_view text) {
  std::size_t end = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool after_blank = i == 0 || blank.contains(text[i - 1]);
    if (text[i] == '#' && after_blank) {
      end = i;
      break;
    }
  }
  return std::string{trimmed(text.substr(0, end))};
}

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::ranges::all_of(text, is_letter);
}

bool read_line(std::string_view line, EnvFile& file) {
  if (line.starts_with("export ")) line = trimmed(line.substr(7));
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const auto name = trimmed(line.substr(0, equals));
  const auto text = trimmed(line.substr(equals + 1));
  if (!is_name(name)) return false;
  const bool has_quotes = text.starts_with('"') || text.starts_with('\'');
  auto value = has_quotes ? quoted(text) : bare(text);
  if (!value) return false;
  file.values.insert_or_assign(std::string{name}, *std::move(value));
  return true;
}

}  // namespace

EnvFile parse_env_file(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  EnvFile file;
  int number = 0;
  for (const auto part : std::views::split(text, '\n')) {
    ++number;
    const auto line = trimmed(std::string_view{part});
    if (!is_comment(line) && !read_line(line, file)) file.unreadable.push_back(number);
  }
  return file;
}

}  // namespace fitmate::central
