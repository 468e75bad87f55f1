#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "central/services/clean_file.h"
#include "central/services/uploads.h"
#include "db/sql/connection.h"
#include "domain/result.h"

namespace fitmate::central::services {

// Longer than any kiosk shows it.
inline constexpr int portrait_side = 256;  // pixels

// A JPEG of the picture's square middle, portrait_side or less wide. Pure; up to three bytes a
// pixel.
domain::Result<std::string, FileFault> make_portrait(std::string_view picture);

// Makes some of the portraits that avatars lack, for the kiosks to show, and drops those of avatars
// that were given up. Answers how many avatars
// it looked at: 0 when none is left. Several centres on one database may do it at once. Blocks for
// disk and database; throws SqlError.
std::size_t make_portraits(db::sql::Connection& connection, const Uploads& uploads);

}  // namespace fitmate::central::services
