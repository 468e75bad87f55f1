#include "tests/board/vivid.h"

#include <filesystem>
#include <format>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace fitmate::tests {
namespace {

void tell_driver(std::string_view verb) {
  std::ofstream driver{std::format("/sys/bus/platform/drivers/vivid/{}", verb)};
  driver << "vivid.0" << std::flush;
  if (!driver) throw std::runtime_error(std::format("cannot {} vivid.0", verb));
}

}  // namespace

std::string vivid_device() {
  for (const auto& entry : std::filesystem::directory_iterator{"/sys/class/video4linux"}) {
    std::string name;
    std::getline(std::ifstream{entry.path() / "name"}, name);
    if (name == "vivid-000-vid-cap") return "/dev/" + entry.path().filename().string();
  }
  throw std::runtime_error("there is no virtual camera: run this by scripts/test-board");
}

void unplug_vivid() {
  tell_driver("unbind");
}

void plug_vivid() {
  tell_driver("bind");
}

}  // namespace fitmate::tests
