#include "central/services/newcomers.h"

#include <span>
#include <utility>
#include <vector>

#include "central/services/derivation.h"
#include "db/central/inbox.h"
#include "db/central/visit_counts.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

using db::sql::Connection;

void derive_for(Connection& connection, std::span<const domain::UserId> users) {
  std::vector<db::central::Wanted> wanted;
  for (const auto user : users) wanted.push_back({.user = user, .number = std::nullopt});
  db::central::lock_people(connection, users);
  std::vector<Touched> touched;
  for (const auto& person : db::central::find_attendees(connection, wanted)) {
    for (const auto& event : db::central::take_waiting_events(connection, person)) {
      touched.push_back({.user = person.user,
                         .trainer = person.trainer,
                         .track = event.track,
                         .at = event.effective_at});
    }
  }
  if (!touched.empty()) derive(connection, touched);
}

}  // namespace

void derive_waiting_events(Connection& connection) {
  if (db::central::find_newcomers(connection).empty()) return;
  db::sql::Transaction transaction{connection};
  derive_for(connection, db::central::find_newcomers(connection));
  transaction.commit();
}

}  // namespace fitmate::central::services
