#pragma once

#include <filesystem>
#include <string_view>

#include "db/kiosk/kiosk_database.h"

namespace fitmate::db::kiosk {

// Makes the database `fresh` of all that can be read in the damaged one: who this kiosk is, its
// events, and the pulled copy if that is whole (to be fetched anew nonetheless). Events that the
// centre may not hold wait for it in a new epoch. Throws where `fresh` cannot be written.
void salvage(const std::filesystem::path& damaged, const std::filesystem::path& fresh,
             const KioskDatabaseOptions& options, std::string_view why);

}  // namespace fitmate::db::kiosk
