#include "firmware/camera_spec.h"

#include <format>

namespace fitmate::firmware {
namespace {

constexpr unsigned max_frames_per_second = 60;

std::unexpected<SpecError> refused(std::string_view text, std::string_view why) {
  return std::unexpected(SpecError{
      std::format("camera \"{}\": {}; write v4l2:/dev/video0, images:FOLDER, images:FOLDER@FPS "
                  "(FPS 1 to {}), test or none",
                  text, why, max_frames_per_second)});
}

}  // namespace

domain::Result<CameraSpec, SpecError> parse_camera_spec(std::string_view text) {
  constexpr std::string_view v4l2 = "v4l2:";
  constexpr std::string_view images = "images:";
  if (text == "test") return TestCameraSpec{};
  if (text == "none") return NoCameraSpec{};
  if (text.starts_with(v4l2)) {
    const auto device = text.substr(v4l2.size());
    if (!device.starts_with('/')) return refused(text, "the device is named by its whole path");
    return V4l2CameraSpec{std::string(device)};
  }
  if (text.starts_with(images)) {
    FolderCameraSpec spec{std::string(text.substr(images.size()))};
    if (const auto at = spec.folder.rfind('@'); at != std::string::npos) {
      const auto rate = parse_spec_number(std::string_view(spec.folder).substr(at + 1));
      if (!rate || *rate < 1 || *rate > max_frames_per_second) {
        return refused(text, "what follows the @ is no number of frames a second");
      }
      spec.frames_per_second = static_cast<int>(*rate);
      spec.folder.resize(at);
    }
    if (spec.folder.empty()) return refused(text, "the folder is missing");
    return spec;
  }
  return refused(text, text.empty() ? "nothing is named" : "there is no such kind of camera");
}

}  // namespace fitmate::firmware
