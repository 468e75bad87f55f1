#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "sync/wire.h"

namespace fitmate::central::services {

// The push is not one of ours: 422.
struct BadPush {
  std::string detail;
};
// The kiosk was revoked longer ago than its pushes are taken: 403.
struct PushRevoked {};

using PushOutcome = std::variant<sync::PushAnswer, sync::Conflict, BadPush, PushRevoked>;

// A revoked kiosk's pushes go into quarantine for this long.
inline constexpr auto revoked_pushes_taken_for = std::chrono::days{30};

// Takes a push of that kiosk in one transaction: the raw bytes into the inbox, what they amount to
// into the seed's tables. When it answers, both are durable. No recorded fact is refused for a
// business reason or for its time; what can never be taken goes to quarantine. Blocks; throws
// SqlError when the database does not do its part, and then nothing was taken.
PushOutcome take_push(db::sql::Connection& connection, domain::KioskId kiosk,
                      const sync::Push& push, domain::Instant received_at);

// Takes what lies in quarantine as if it came now, or says why it still cannot be taken.
domain::Result<void, std::string> retry_quarantined(db::sql::Connection& connection,
                                                    std::int64_t quarantine_id,
                                                    domain::Instant now);

}  // namespace fitmate::central::services
