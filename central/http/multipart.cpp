#include "central/http/multipart.h"

#include <algorithm>
#include <format>
#include <optional>
#include <utility>

namespace fitmate::central::http {
namespace {

constexpr std::string_view form_data = "multipart/form-data";
constexpr std::size_t longest_boundary = 70;  // RFC 2046, section 5.1.1
constexpr std::size_t longest_head = 4096;
constexpr std::string_view head_mark = "\r\n\r\n";

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

std::string_view trim_front(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

// Takes a value up to the next `;` from the front, without its quotes; nothing for a quote that
// never ends.
std::optional<std::string> take_value(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    const auto value = rest.substr(0, rest.find_first_of("; \t"));
    rest.remove_prefix(value.size());
    return std::string{value};
  }
  std::size_t end = 1;
  while (end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2U : 1U;
  if (end >= rest.size()) return std::nullopt;
  const auto value = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  return std::string{value};
}

// The value of a parameter, as `; name=value` or `; name="value"`. What stands within another's
// quotes is a part of that one.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  auto rest = header;
  for (auto at = rest.find(';'); at != std::string_view::npos; at = rest.find(';')) {
    rest = trim_front(rest.substr(at + 1));
    const auto key = rest.substr(0, rest.find_first_of("=;"));
    rest.remove_prefix(key.size());
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    auto value = take_value(rest);
    if (!value || lower(key) == name) return value;
  }
  return std::nullopt;
}

std::string_view header_of(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && lower(line.substr(0, colon)) == name) {
      return line.substr(colon + 1);
    }
    head.remove_prefix(std::min(line.size() + 2, head.size()));
  }
  return {};
}

std::expected<Part, std::string> read_part(std::string_view text) {
  const auto head_end = text.substr(0, longest_head + head_mark.size()).find(head_mark);
  if (head_end == std::string_view::npos) {
    return std::unexpected{text.contains(head_mark)
                               ? std::format("the head of a part is over {} bytes", longest_head)
                               : "the head of a part does not end"};
  }
  const auto disposition = header_of(text.substr(0, head_end), "content-disposition");
  auto name = parameter(disposition, "name");
  if (!name) return std::unexpected{"a part of the form has no name"};
  return Part{.name = *std::move(name), .content = text.substr(head_end + head_mark.size())};
}

}  // namespace

std::string media_type_of(std::string_view content_type) {
  const auto type = trim_front(content_type.substr(0, content_type.find(';')));
  return lower(type.substr(0, type.find_first_of(" \t")));
}

bool is_multipart(std::string_view content_type) {
  return media_type_of(content_type) == form_data;
}

std::expected<std::vector<Part>, std::string> read_parts(std::string_view content_type,
                                                         std::string_view body) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary) {
    return std::unexpected{"the form has no boundary"};
  }
  const auto first = "--" + *boundary;
  const auto between = "\r\n" + first;
  if (!body.starts_with(first)) return std::unexpected{"the form does not begin with its boundary"};
  body.remove_prefix(first.size());
  std::vector<Part> parts;
  while (body.starts_with("\r\n")) {
    body.remove_prefix(2);
    const auto end = body.find(between);
    if (end == std::string_view::npos) return std::unexpected{"the form is cut short"};
    auto part = read_part(body.substr(0, end));
    if (!part) return std::unexpected{std::move(part.error())};
    if (parts.size() == parts_most) {
      return std::unexpected{std::format("the form has more than {} parts", parts_most)};
    }
    parts.push_back(*std::move(part));
    body.remove_prefix(end + between.size());
  }
  if (!body.starts_with("--")) return std::unexpected{"the form is cut short"};
  return parts;
}

}  // namespace fitmate::central::http
