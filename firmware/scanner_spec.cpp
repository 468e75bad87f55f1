#include "firmware/scanner_spec.h"

#include <format>

namespace fitmate::firmware {
namespace {

std::unexpected<SpecError> refused(std::string_view text, std::string_view why) {
  return std::unexpected(SpecError{
      std::format("scanner \"{}\": {}; write evdev:/dev/input/by-id/NAME or none", text, why)});
}

}  // namespace

domain::Result<ScannerSpec, SpecError> parse_scanner_spec(std::string_view text) {
  constexpr std::string_view evdev = "evdev:";
  if (text == "none") return NoScannerSpec{};
  if (text.starts_with(evdev)) {
    const auto device = text.substr(evdev.size());
    if (!device.starts_with('/')) return refused(text, "the device is named by its whole path");
    return EvdevScannerSpec{std::string(device)};
  }
  return refused(text, text.empty() ? "nothing is named" : "there is no such kind of scanner");
}

}  // namespace fitmate::firmware
