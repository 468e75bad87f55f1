#include "central/services/attempts.h"

#include <algorithm>

#include "db/central/tries.h"

namespace fitmate::central::services {
namespace {

using std::chrono::seconds;

// Longer than any limit looks back.
constexpr auto kept_for = std::chrono::hours{1};

}  // namespace

domain::Result<std::int64_t, TooOften> count_attempt(db::sql::Connection& connection,
                                                     const AttemptLimit& limit,
                                                     std::string_view subject,
                                                     domain::Instant now) {
  db::central::forget_tries(connection, now - kept_for);
  const auto id = db::central::add_try(connection, limit.kind, subject, now);
  const auto tries = db::central::count_tries(connection, limit.kind, subject, now - limit.within);
  if (tries.count <= limit.most) return id;
  db::central::take_back_try(connection, id);
  const auto wait = std::chrono::ceil<seconds>(tries.first_at + limit.within - now);
  return std::unexpected{TooOften{std::max(wait, seconds{1})}};
}

}  // namespace fitmate::central::services
