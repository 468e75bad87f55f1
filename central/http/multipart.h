#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fitmate::central::http {

// A part of multipart/form-data (RFC 7578); views into the body.
struct Part {
  std::string name;
  std::string_view content;
};

inline constexpr std::size_t parts_most = 32;

// The parts of a body, or in words why it is none. Pure.
std::expected<std::vector<Part>, std::string> read_parts(std::string_view content_type,
                                                         std::string_view body);

// The type of a Content-Type without its parameters, in lower case (RFC 9110, 8.3.1).
std::string media_type_of(std::string_view content_type);
bool is_multipart(std::string_view content_type);

}  // namespace fitmate::central::http
