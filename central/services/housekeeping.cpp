#include "central/services/housekeeping.h"

#include <chrono>

#include "central/services/feed.h"
#include "central/services/newcomers.h"
#include "central/services/portraits.h"
#include "central/services/shift_judging.h"

namespace fitmate::central::services {
namespace {

// Deletions are kept for months: an hour more is nothing.
constexpr std::chrono::hours forget_every{1};

}  // namespace

void Housekeeper::work(db::sql::Connection& connection, domain::Instant now) {
  derive_absences(connection);
  derive_waiting_events(connection);
  uploads_.sweep(connection, now);
  make_portraits(connection, uploads_);
  if (forgot_at_ && now >= *forgot_at_ && now < *forgot_at_ + forget_every) return;
  forget_old_deletions(connection, now);
  forgot_at_ = now;
}

}  // namespace fitmate::central::services
