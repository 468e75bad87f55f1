#include "db/central/gym.h"

#include <array>
#include <bit>

#include "db/central/gym.sql.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"

namespace fitmate::db::central {
namespace {

template <class Duration>
Duration duration(const sql::Row& row, std::string_view column) {
  return Duration{row.get<int>(column)};
}

domain::GymId random_gym_id(const domain::Random& random) {
  std::array<std::byte, 2> bytes{};
  while (std::bit_cast<std::uint16_t>(bytes) == 0) random(bytes);
  return {std::bit_cast<std::uint16_t>(bytes)};
}

}  // namespace

domain::GymRules read_rules(const sql::Row& row, std::int64_t version) {
  using std::chrono::days;
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  return {.version = version,
          .already_in = duration<minutes>(row, "already_in_minutes"),
          .visit_closes = duration<hours>(row, "visit_closes_hours"),
          .shift_closes = duration<hours>(row, "shift_closes_hours"),
          .member_again = duration<seconds>(row, "member_again_seconds"),
          .trainer_again = duration<seconds>(row, "trainer_again_seconds"),
          .grace = duration<days>(row, "grace_days"),
          .expiring = duration<days>(row, "expiring_days"),
          .stale_warns = duration<hours>(row, "stale_warns_hours"),
          .stale_refuses = duration<hours>(row, "stale_refuses_hours"),
          .clock_unsure = duration<hours>(row, "clock_unsure_hours"),
          .visits_per_day = row.get<bool>("visits_per_day")};
}

std::optional<Gym> load_gym(sql::Connection& connection) {
  const auto row = connection.query_one(gym_sql::load_gym);
  if (!row) return std::nullopt;
  return Gym{.id = row->get<domain::GymId>("gym_id"),
             .name = row->get<std::string>("gym_name"),
             .timezone = row->get<std::string>("timezone"),
             .currency = row->get<std::string>("currency"),
             .rules = read_rules(*row, 0)};
}

void make_gym(sql::Connection& connection, std::string_view name, std::string_view timezone,
              const domain::Random& random) {
  std::array<std::byte, 8> feed_epoch;
  random(feed_epoch);
  sql::Transaction transaction{connection};
  connection.execute(gym_sql::begin_feed, domain::to_hex(feed_epoch));
  connection.execute(gym_sql::make_gym, random_gym_id(random), name, timezone);
  transaction.commit();
}

}  // namespace fitmate::db::central
