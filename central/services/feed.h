#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/reference.h"

namespace fitmate::central::services {

// Deletions stay in the feed for this long; an older cursor must fetch anew.
inline constexpr auto tombstones_kept_for = std::chrono::days{90};

// 410: the kiosk's copy cannot go on from there.
struct MustRefetch {
  std::string detail;
};

struct Pull {
  domain::Cursor after;  // position 0: from the beginning
  std::int64_t limit = 0;
  bool nothing_waits = false;  // the kiosk has sent all that it recorded
};

// What follows the cursor, read at one moment: at most 200 changes, covering every position from
// `from` to `to`. Trust list and TOTP keys are for the caller to add. Blocks for a bounded number
// of statements; throws SqlError.
std::variant<domain::Page, MustRefetch> read_page(db::sql::Connection& connection,
                                                  domain::KioskId kiosk, const Pull& pull,
                                                  domain::Instant now);

// Deletions that every kiosk has seen, or must fetch anew for. In a transaction of its own.
void forget_old_deletions(db::sql::Connection& connection, domain::Instant now);

// Records a start of the centre on this database; before any page is read.
void begin_run(db::sql::Connection& connection, domain::Instant now, const domain::Random& random);

}  // namespace fitmate::central::services
