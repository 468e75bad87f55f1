#include "central/http/multipart.h"

#include <algorithm>
#include <optional>

namespace fitmate::central::http {
namespace {

constexpr std::string_view form_data = "multipart/form-data";
constexpr std::size_t longest_boundary = 70;  // RFC 2046, section 5.1.1
constexpr std::size_t longest_head = 4096;

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

// The value of a parameter, as `; name=value` or `; name="value"`.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  const auto wanted = std::string{name} + "=";
  for (auto at = header.find(';'); at != std::string_view::npos; at = header.find(';', at + 1)) {
    auto rest = header.substr(at + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (lower(rest.substr(0, wanted.size())) != wanted) continue;
    rest.remove_prefix(wanted.size());
    if (!rest.starts_with('"')) return std::string{rest.substr(0, rest.find_first_of("; \t"))};
    const auto end = rest.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    return std::string{rest.substr(1, end - 1)};
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

std::optional<Part> read_part(std::string_view text) {
  const auto head_end = text.find("\r\n\r\n");
  if (head_end > longest_head) return std::nullopt;  // npos too
  const auto disposition = header_of(text.substr(0, head_end), "content-disposition");
  auto name = parameter(disposition, "name");
  if (!name) return std::nullopt;
  return Part{.name = *std::move(name), .content = text.substr(head_end + 4)};
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  return lower(content_type.substr(0, form_data.size())) == form_data;
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
    if (!part) return std::unexpected{"a part of the form has no name"};
    if (parts.size() == parts_most) return std::unexpected{"the form has more than 32 parts"};
    parts.push_back(*std::move(part));
    body.remove_prefix(end + between.size());
  }
  if (!body.starts_with("--")) return std::unexpected{"the form is cut short"};
  return parts;
}

}  // namespace fitmate::central::http
