#include "firmware/door_spec.h"

#include <format>

namespace fitmate::firmware {
namespace {

constexpr std::chrono::milliseconds shortest{50};
constexpr std::chrono::milliseconds longest{60'000};

std::unexpected<SpecError> refused(std::string_view text, std::string_view why) {
  return std::unexpected(SpecError{
      std::format("door \"{}\": {}; write gpio:gpiochip0/17, gpio:gpiochip0/17:3000 (the pulse in "
                  "milliseconds, {} to {}), sim or none",
                  text, why, shortest.count(), longest.count())});
}

}  // namespace

domain::Result<DoorSpec, SpecError> parse_door_spec(std::string_view text) {
  constexpr std::string_view gpio = "gpio:";
  if (text == "sim") return SimDoorSpec{};
  if (text == "none") return NoDoorSpec{};
  if (!text.starts_with(gpio)) {
    return refused(text, text.empty() ? "nothing is named" : "there is no such kind of door");
  }
  auto rest = text.substr(gpio.size());
  const auto slash = rest.rfind('/');
  if (slash == std::string_view::npos || slash == 0) {
    return refused(text, "it needs the chip, a slash and the line");
  }
  GpioDoorSpec spec;
  const auto chip = rest.substr(0, slash);
  spec.chip = chip.starts_with('/') ? std::string(chip) : std::format("/dev/{}", chip);
  rest = rest.substr(slash + 1);
  if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
    const auto ms = parse_spec_number(rest.substr(colon + 1));
    if (!ms) return refused(text, "what follows the last colon is no number");
    spec.pulse = std::chrono::milliseconds{*ms};
    rest = rest.substr(0, colon);
  }
  if (spec.pulse < shortest || spec.pulse > longest) return refused(text, "that pulse cannot be");
  const auto line = parse_spec_number(rest);
  if (!line) return refused(text, "the line is a number, counted from 0 on its chip");
  spec.line = *line;
  return spec;
}

}  // namespace fitmate::firmware
