#pragma once

#include <cstdint>
#include <optional>

#include "db/kiosk/session.h"
#include "domain/instant.h"
#include "domain/reference.h"

namespace fitmate::db::kiosk {

// The pulled rows on one side of the copy. All functions run within a transaction.

inline constexpr std::size_t reference_tables = std::variant_size_v<domain::PulledRow>;

// Puts or drops a row on that side, unless a higher version stands there. A revocation is known
// from then on, whatever becomes of the copy.
void apply_change(Session& session, int side, const domain::Change& change, domain::Instant now);

// Drops at most `most` rows of that side; how many they were.
std::int64_t clear_part(Session& session, int side, std::int64_t most);

// Copies the next rows of one table (an index in PulledRow), those with a key above `after`, from
// that side to the other; the last key copied, or nothing when the table is done.
std::optional<std::int64_t> copy_part(Session& session, int side, std::size_t table,
                                      std::int64_t after, std::int64_t most);

}  // namespace fitmate::db::kiosk
