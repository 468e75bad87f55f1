#include "tests/support/virtual_display.h"

#include <cstdlib>
#include <filesystem>
#include <format>
#include <stdexcept>

#include <unistd.h>

#include "firmware/image_file.h"

namespace fitmate::tests {
namespace {

std::vector<std::string> command(int width, int height, const std::string& frame_folder) {
  std::vector<std::string> words{"Xvfb",      "-displayfd", "1",
                                 "-screen",   "0",          std::format("{}x{}x24", width, height),
                                 "-nolisten", "tcp",        "-noreset"};
  if (!frame_folder.empty()) words.insert(words.end(), {"-fbdir", frame_folder});
  return words;
}

}  // namespace

// The server chooses a free number itself and says it.
VirtualDisplay::VirtualDisplay(int width, int height, const std::string& frame_folder)
    : server_(command(width, height, frame_folder)) {
  const auto number = server_.read_line();
  if (!number) throw std::runtime_error("Xvfb did not start");
  setenv("DISPLAY", (":" + *number).c_str(), 1);
  unsetenv("WAYLAND_DISPLAY");
  setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
}

VirtualDisplay::~VirtualDisplay() {
  unsetenv("DISPLAY");
}

void VirtualDisplay::tap(int x, int y) const {
  const auto done =
      run({"xdotool", "mousemove", std::to_string(x), std::to_string(y), "click", "1"});
  if (done.exit_code != 0) throw std::runtime_error("xdotool: " + done.err);
}

firmware::RgbImage VirtualDisplay::photograph() const {
  const auto file =
      std::filesystem::temp_directory_path() / std::format("fitmate-photograph-{}.png", getpid());
  const auto done = run({"maim", "--hidecursor", file.string()});
  if (done.exit_code != 0) throw std::runtime_error("maim: " + done.err);
  auto image = firmware::load_rgb(file);
  std::filesystem::remove(file);
  if (!image) throw std::runtime_error(image.error().detail);
  return *std::move(image);
}

}  // namespace fitmate::tests
