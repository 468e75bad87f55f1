#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "domain/result.h"
#include "firmware/spec.h"

namespace fitmate::firmware {

struct V4l2CameraSpec {
  std::string device;  // "/dev/video0"
  bool operator==(const V4l2CameraSpec&) const = default;
};
struct FolderCameraSpec {
  std::string folder;
  int frames_per_second = 5;  // 1 to 60
  bool operator==(const FolderCameraSpec&) const = default;
};
struct TestCameraSpec {
  bool operator==(const TestCameraSpec&) const = default;
};
struct NoCameraSpec {
  bool operator==(const NoCameraSpec&) const = default;
};

using CameraSpec = std::variant<V4l2CameraSpec, FolderCameraSpec, TestCameraSpec, NoCameraSpec>;

// "v4l2:/dev/video0", "images:DIR[@FPS]", "test" or "none", as --camera takes it.
domain::Result<CameraSpec, SpecError> parse_camera_spec(std::string_view text);

}  // namespace fitmate::firmware
