#pragma once

#include <filesystem>

namespace fitmate::db::kiosk {

// Where a kiosk's data lies unless a command says so: $FITMATE_DATA, or below the home folder.
// Throws std::runtime_error where neither is set.
std::filesystem::path default_data_folder();

}  // namespace fitmate::db::kiosk
