#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "domain/access.h"
#include "domain/result.h"

namespace fitmate::kiosk {

// In pixels.
struct WindowSize {
  int width = 0;
  int height = 0;
  bool operator==(const WindowSize&) const = default;
};

// What kiosk.toml says of the device. A program's own options win over it.
struct Config {
  std::optional<std::string> camera;   // as --camera takes it
  std::optional<std::string> scanner;  // as --scanner takes it
  std::optional<std::string> door;     // as --door takes it
  bool door_active_low = false;        // how the relay is wired
  bool opens_unrecorded = false;       // door_on_store_failure
  std::optional<WindowSize> size;      // none: the whole screen
  std::optional<domain::Gate> direction;
};

std::optional<domain::Gate> parse_gate(std::string_view text);

// "WxH", from 320x240 to 8192x8192.
std::optional<WindowSize> parse_size(std::string_view text);

// The file's settings, all defaults where there is no file; or in words which line is wrong and
// what to write. A key that nobody knows is wrong too.
domain::Result<Config, std::string> load_config(const std::filesystem::path& file);

}  // namespace fitmate::kiosk
