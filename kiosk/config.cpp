#include "kiosk/config.h"

#include <array>
#include <format>

#include <toml++/toml.hpp>

#include "firmware/camera_spec.h"
#include "firmware/door_spec.h"
#include "firmware/scanner_spec.h"

namespace fitmate::kiosk {
namespace {

using domain::Result;
using Fault = std::optional<std::string>;

Fault set_camera(Config& config, const std::string& text) {
  const auto spec = firmware::parse_camera_spec(text);
  if (!spec) return spec.error().detail;
  config.camera = text;
  return std::nullopt;
}

Fault set_scanner(Config& config, const std::string& text) {
  const auto spec = firmware::parse_scanner_spec(text);
  if (!spec) return spec.error().detail;
  config.scanner = text;
  return std::nullopt;
}

Fault set_door(Config& config, const std::string& text) {
  const auto spec = firmware::parse_door_spec(text);
  if (!spec) return spec.error().detail;
  config.door = text;
  return std::nullopt;
}

Fault set_size(Config& config, const std::string& text) {
  config.size = parse_size(text);
  return config.size ? std::nullopt : Fault{"write width and height in pixels, as \"800x480\""};
}

Fault set_direction(Config& config, const std::string& text) {
  config.direction = parse_gate(text);
  return config.direction ? std::nullopt : Fault{"write \"both\", \"in\" or \"out\""};
}

Fault set_door_on_store_failure(Config& config, const std::string& text) {
  config.opens_unrecorded = text == "open";
  return text == "open" || text == "shut" ? std::nullopt : Fault{"write \"shut\" or \"open\""};
}

using SetText = Fault (*)(Config&, const std::string&);
constexpr std::array<std::pair<std::string_view, SetText>, 6> text_keys{{
    {"camera", set_camera},
    {"scanner", set_scanner},
    {"door", set_door},
    {"door_on_store_failure", set_door_on_store_failure},
    {"size", set_size},
    {"direction", set_direction},
}};

Fault set(Config& config, std::string_view key, const toml::node& value) {
  if (key == "door_active_low") {
    const auto flag = value.value_exact<bool>();
    config.door_active_low = flag.value_or(false);
    return flag ? std::nullopt : Fault{"write true or false"};
  }
  for (const auto& [name, set_text] : text_keys) {
    if (key != name) continue;
    const auto text = value.value_exact<std::string>();
    return text ? set_text(config, *text) : Fault{"write its value in quotes"};
  }
  return "nobody knows this key; there are camera, scanner, door, door_active_low, "
         "door_on_store_failure, size and direction";
}

}  // namespace

std::optional<domain::Gate> parse_gate(std::string_view text) {
  if (text == "both") return domain::Gate::both;
  if (text == "in") return domain::Gate::in;
  if (text == "out") return domain::Gate::out;
  return std::nullopt;
}

std::optional<WindowSize> parse_size(std::string_view text) {
  constexpr unsigned most = 8192;
  const auto cross = text.find('x');
  if (cross == std::string_view::npos) return std::nullopt;
  const auto wide = firmware::parse_spec_number(text.substr(0, cross));
  const auto high = firmware::parse_spec_number(text.substr(cross + 1));
  if (!wide || !high) return std::nullopt;
  if (*wide < 320 || *high < 240 || *wide > most || *high > most) return std::nullopt;
  return WindowSize{static_cast<int>(*wide), static_cast<int>(*high)};
}

Result<Config, std::string> load_config(const std::filesystem::path& file) {
  Config config;
  if (!std::filesystem::exists(file)) return config;
  try {
    const auto table = toml::parse_file(file.string());
    for (const auto& [key, value] : table) {
      const auto fault = set(config, key.str(), value);
      if (!fault) continue;
      return std::unexpected(std::format("{}, line {}, {}: {}", file.string(),
                                         key.source().begin.line, key.str(), *fault));
    }
  } catch (const toml::parse_error& error) {
    return std::unexpected(std::format("{}, line {}: {}", file.string(), error.source().begin.line,
                                       error.description()));
  }
  return config;
}

}  // namespace fitmate::kiosk
