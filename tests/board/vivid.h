#pragma once

#include <string>

namespace fitmate::tests {

// The kernel's virtual camera (admin-guide/media/vivid of the kernel's documentation), loaded as
// scripts/test-board does. Throws std::runtime_error.

// The camera's device: "/dev/video0".
std::string vivid_device();

// Takes the camera away, as if it were unplugged, and brings it back.
void unplug_vivid();
void plug_vivid();

}  // namespace fitmate::tests
