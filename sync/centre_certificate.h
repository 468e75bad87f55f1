#pragma once

#include <filesystem>
#include <optional>

namespace fitmate::sync {

// The certificates (PEM) by which this kiosk believes its centre instead of the system's: a file of
// the data folder, kept with the enrolment that it was given for.

std::optional<std::filesystem::path> kept_certificate(const std::filesystem::path& data);

// Keeps a copy of `file`; with none, what was kept goes. Whole or not at all, also through a power
// cut. Throws std::system_error.
void keep_certificate(const std::filesystem::path& data,
                      const std::optional<std::filesystem::path>& file);

}  // namespace fitmate::sync
