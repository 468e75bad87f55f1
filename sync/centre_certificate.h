#pragma once

#include <filesystem>
#include <optional>

namespace fitmate::sync {

// The certificates (PEM) by which this kiosk believes its centre instead of the system's: a file of
// the data folder, kept with the enrolment that it was given for.

std::optional<std::filesystem::path> kept_certificate(const std::filesystem::path& data);

// Lays a copy of `file` (with none: nothing) ready on the disk; keep_certificate() puts it, whole,
// in the place of what was kept. Both throw std::system_error.
void prepare_certificate(const std::filesystem::path& data,
                         const std::optional<std::filesystem::path>& file);
void keep_certificate(const std::filesystem::path& data);

}  // namespace fitmate::sync
