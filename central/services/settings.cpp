#include "central/services/settings.h"

#include <vector>

#include "central/services/derivation.h"
#include "db/central/feed.h"
#include "db/central/settings.sql.h"
#include "db/central/visit_counts.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

// As many people at once as one statement is sensible for.
constexpr std::size_t most_at_once = 500;

// In the order in which pushes lock people, too.
void recount_all(db::sql::Connection& connection) {
  std::vector<domain::UserId> users;
  for (const auto& row : connection.query(db::central::settings_sql::limited_users)) {
    users.push_back(row.get<domain::UserId>("user_id"));
  }
  db::central::FeedRows changed;
  for (std::size_t first = 0; first < users.size(); first += most_at_once) {
    const auto part = std::span{users}.subspan(first, std::min(most_at_once, users.size() - first));
    db::central::lock_people(connection, part);
    recount_visits(connection, part, changed);
  }
  db::central::note_changes(connection, changed);
}

}  // namespace

db::sql::Row change_settings(db::sql::Connection& connection,
                             std::span<const db::sql::Value> parameters) {
  db::sql::Transaction transaction{connection};
  const auto before = db::central::load_visit_rules(connection);
  auto rows = connection.query_with(db::central::settings_sql::update_settings, parameters);
  if (db::central::load_visit_rules(connection) != before) recount_all(connection);
  transaction.commit();
  return rows.at(0);
}

}  // namespace fitmate::central::services
