#include "firmware/linux/gpio_line.h"

#include <cerrno>
#include <new>

#include <gpiod.h>

namespace fitmate::firmware::linux_board {
namespace {

// Owns what a function of libgpiod frees.
template <class T, void (*free)(T*)>
struct Freed {
  void operator()(T* value) const { free(value); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, free>>;

using Chip = Owned<gpiod_chip, gpiod_chip_close>;
using Settings = Owned<gpiod_line_settings, gpiod_line_settings_free>;
using LineConfig = Owned<gpiod_line_config, gpiod_line_config_free>;
using RequestConfig = Owned<gpiod_request_config, gpiod_request_config_free>;
using Request = Owned<gpiod_line_request, gpiod_line_request_release>;

class SystemLine final : public GpioLine {
 public:
  SystemLine(Request request, unsigned line) : request_(std::move(request)), line_(line) {}

  int set(bool released) override {
    const auto value = released ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    return gpiod_line_request_set_value(request_.get(), line_, value) == 0 ? 0 : -errno;
  }

 private:
  Request request_;
  unsigned line_;
};

class SystemChip final : public GpioChip {
 public:
  domain::Result<std::unique_ptr<GpioLine>, int> request(const GpioDoorSpec& spec) override {
    const Chip chip(gpiod_chip_open(spec.chip.c_str()));
    if (!chip) return std::unexpected(-errno);
    const Settings settings(gpiod_line_settings_new());
    const LineConfig lines(gpiod_line_config_new());
    const RequestConfig wish(gpiod_request_config_new());
    if (!settings || !lines || !wish) throw std::bad_alloc();
    gpiod_line_settings_set_direction(settings.get(), GPIOD_LINE_DIRECTION_OUTPUT);
    gpiod_line_settings_set_output_value(settings.get(), GPIOD_LINE_VALUE_INACTIVE);
    gpiod_line_settings_set_active_low(settings.get(), spec.active_low);
    gpiod_request_config_set_consumer(wish.get(), "fitmate-door");
    if (gpiod_line_config_add_line_settings(lines.get(), &spec.line, 1, settings.get()) != 0) {
      return std::unexpected(-errno);
    }
    Request request(gpiod_chip_request_lines(chip.get(), wish.get(), lines.get()));
    if (!request) return std::unexpected(-errno);
    return std::make_unique<SystemLine>(std::move(request), spec.line);
  }
};

}  // namespace

std::unique_ptr<GpioChip> system_gpio() {
  return std::make_unique<SystemChip>();
}

}  // namespace fitmate::firmware::linux_board
