#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fitmate::central::services {

// A file as it may be kept: looked at, and known by its content, never by its name.
struct CleanFile {
  std::string_view extension;  // "jpg", "png" or "pdf"
  std::string bytes;
};

struct FileFault {
  enum class Kind : std::uint8_t { wrong_type, unusable };
  Kind kind{};
  std::string detail;
};

}  // namespace fitmate::central::services
