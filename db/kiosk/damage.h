#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <SQLiteCpp/Database.h>

#include "domain/instant.h"

namespace fitmate::db::kiosk {

// Whether SQLite says that the file itself is bad, not the call.
bool says_damaged(const SQLite::Exception& error);

enum class Look : std::uint8_t { quick, thorough };

// What SQLite's quick_check or integrity_check finds wrong, or nothing; or nothing after `limit`,
// whatever it has not seen. Throws std::runtime_error where the disk does not give a page.
std::optional<std::string> find_damage(SQLite::Database& database, Look look,
                                       std::chrono::milliseconds limit);

// Gives the file and its log a second name, FILE.damaged-TIME, under which they stay for good;
// that name. Throws std::filesystem::filesystem_error.
std::filesystem::path link_aside(const std::filesystem::path& file, domain::Instant now);

// New names in the folder survive a power cut from then on. Throws std::system_error.
void sync_folder(const std::filesystem::path& folder);

}  // namespace fitmate::db::kiosk
