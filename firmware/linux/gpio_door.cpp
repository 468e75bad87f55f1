#include "firmware/linux/gpio_door.h"

#include <algorithm>
#include <cerrno>
#include <format>
#include <system_error>

namespace fitmate::firmware::linux_board {
namespace {

std::string advice(const GpioDoorSpec& spec, int error) {
  switch (error) {
    case ENOENT:
    case ENODEV:
      return std::format("{} is not there: name the board's GPIO chip", spec.chip);
    case EACCES:
    case EPERM:
      return std::format("no right to use {}: put this user into the group gpio", spec.chip);
    case EBUSY:
      return std::format("another program holds line {} of {}: end it", spec.line, spec.chip);
    case EINVAL:
      return std::format("{} has no line {}: name another", spec.chip, spec.line);
    default:
      return std::format("line {} of {}: {}; look at the relay's wiring", spec.line, spec.chip,
                         std::generic_category().message(error));
  }
}

}  // namespace

GpioDoor::GpioDoor(GpioDoorSpec spec, std::unique_ptr<GpioChip> chip)
    : spec_(std::move(spec)), chip_(std::move(chip)) {
  status_.name = std::format("GPIO line {} of {}", spec_.line, spec_.chip);
}

GpioDoor::~GpioDoor() {
  // What a released line does is the chip's own choice, so it is brought to rest before.
  if (line_) line_->set(false);
}

bool GpioDoor::take_line(Moment now) {
  if (line_) return true;
  auto line = chip_->request(spec_);
  if (!line) {
    fail(-line.error(), now);
    return false;
  }
  line_ = std::move(*line);
  retry_at_.reset();
  status_.problem.clear();
  return true;
}

void GpioDoor::fail(int error, Moment now) {
  status_.problem = advice(spec_, error);
  status_.pulsing = false;
  ends_at_.reset();
  // Given back and taken anew, a line begins at rest.
  line_.reset();
  retry_at_ = now + retry_after;
}

domain::Result<void, DoorError> GpioDoor::pulse(Moment now) {
  const auto refused = [this] { return std::unexpected(DoorError{status_.problem}); };
  if (!take_line(now)) return refused();
  if (const int result = line_->set(true); result < 0) {
    fail(-result, now);
    return refused();
  }
  ends_at_ = now + spec_.pulse;
  status_.pulsing = true;
  ++status_.pulses;
  return {};
}

std::optional<Moment> GpioDoor::step(Moment now) {
  if (!line_ && now >= retry_at_.value_or(now)) take_line(now);
  if (ends_at_ && now >= *ends_at_) {
    const int result = line_->set(false);
    ends_at_.reset();
    status_.pulsing = false;
    if (result < 0) fail(-result, now);
  }
  return ends_at_ ? ends_at_ : retry_at_;
}

}  // namespace fitmate::firmware::linux_board
