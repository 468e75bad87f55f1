#include "central/services/setup.h"

#include <format>

#include "central/services/gym_day.h"
#include "central/services/keys.h"
#include "db/central/gym.h"

namespace fitmate::central::services {
namespace {

constexpr std::string_view gym_name = "FitMate";

bool has_gym(db::sql::Connection& connection) {
  return db::central::schema_version(connection) > 0 &&
         db::central::load_gym(connection).has_value();
}

std::optional<std::string> find_obstacle(const Setup& setup, bool first) {
  if (!first) {
    const auto keys = load_keys(setup.key_dir);
    return keys ? std::nullopt : std::optional{keys.error().detail};
  }
  if (is_time_zone(setup.gym_timezone)) return std::nullopt;
  return std::format("GYM_TIMEZONE: there is no time zone {}: write one as Europe/Vienna",
                     setup.gym_timezone);
}

}  // namespace

domain::Result<db::Migrated, std::string> set_up(db::sql::Connection& connection,
                                                 const Setup& setup, domain::Instant now,
                                                 const domain::Random& random,
                                                 std::optional<int> to) {
  const bool first = !has_gym(connection);
  if (auto obstacle = find_obstacle(setup, first)) return std::unexpected{*std::move(obstacle)};
  const auto done = db::central::migrate(connection, now, to);
  if (!done) return std::unexpected{done.error().detail};
  const auto newest = static_cast<int>(db::central::schema_steps(connection.engine()).size());
  if (first && done->to == newest) {
    // The keys first: a gym without keys would be refused ever after.
    const auto keys = make_keys(setup.key_dir, random);
    if (!keys) return std::unexpected{keys.error().detail};
    db::central::make_gym(connection, gym_name, setup.gym_timezone, random);
  }
  return *done;
}

}  // namespace fitmate::central::services
