#include "central/services/housekeeping.h"

#include <chrono>
#include <exception>

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
  std::exception_ptr first;
  const auto attempt = [&first](auto&& chore) {
    try {
      chore();
    } catch (const std::exception&) {
      if (!first) first = std::current_exception();
    }
  };
  attempt([&] { derive_absences(connection); });
  attempt([&] { derive_waiting_events(connection); });
  attempt([&] { uploads_.sweep(connection, now); });
  attempt([&] { make_portraits(connection, uploads_); });
  attempt([&] { forget(connection, now); });
  if (first) std::rethrow_exception(first);
}

void Housekeeper::forget(db::sql::Connection& connection, domain::Instant now) {
  if (forgot_at_ && now >= *forgot_at_ && now < *forgot_at_ + forget_every) return;
  forget_old_deletions(connection, now);
  forgot_at_ = now;
}

}  // namespace fitmate::central::services
