#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "domain/result.h"
#include "firmware/spec.h"

namespace fitmate::firmware {

struct EvdevScannerSpec {
  std::string device;  // "/dev/input/by-id/usb-...-event-kbd"
  bool operator==(const EvdevScannerSpec&) const = default;
};
struct NoScannerSpec {
  bool operator==(const NoScannerSpec&) const = default;
};

using ScannerSpec = std::variant<EvdevScannerSpec, NoScannerSpec>;

// "evdev:/dev/input/by-id/NAME" or "none", as --scanner takes it.
domain::Result<ScannerSpec, SpecError> parse_scanner_spec(std::string_view text);

}  // namespace fitmate::firmware
