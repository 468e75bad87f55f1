#include "central/http/router.h"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <utility>

namespace fitmate::central::http {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  for (const auto part : path | std::views::split('/')) {
    segments.emplace_back(std::string_view{part});
  }
  return segments;
}

bool is_open(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

// What stands in the braces, if the path is of that form; nothing there may be empty.
std::optional<std::vector<std::string>> match(const std::vector<std::string>& form,
                                              const std::vector<std::string>& path) {
  if (form.size() != path.size()) return std::nullopt;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (is_open(form[i]) && !path[i].empty()) {
      parts.push_back(path[i]);
    } else if (form[i] != path[i]) {
      return std::nullopt;
    }
  }
  return parts;
}

}  // namespace

std::string_view name_of(Method method) {
  constexpr std::array<std::string_view, 5> names{"GET", "POST", "PUT", "PATCH", "DELETE"};
  return names.at(static_cast<std::size_t>(method));
}

Router::Router(Routes routes) {
  for (auto& route : routes) {
    auto segments = segments_of(route.path);
    entries_.push_back({.route = std::move(route), .segments = std::move(segments)});
  }
}

Router::Answer Router::find(Method method, std::string_view path) const {
  const auto segments = segments_of(path);
  OtherMethods others;
  for (const auto& [route, form] : entries_) {
    auto parts = match(form, segments);
    if (!parts) continue;
    if (route.method == method) return Found{.route = &route, .parts = std::move(*parts)};
    others.allow += (others.allow.empty() ? "" : ", ") + std::string{name_of(route.method)};
  }
  if (others.allow.empty()) return NoSuchPath{};
  return others;
}

std::size_t Router::most_body() const {
  std::size_t most = body_limit;
  for (const auto& entry : entries_) most = std::max(most, entry.route.most_body);
  return most;
}

}  // namespace fitmate::central::http
