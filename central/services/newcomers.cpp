#include "central/services/newcomers.h"

#include <array>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "central/services/derivation.h"
#include "central/services/meal_rows.h"
#include "db/central/inbox.h"
#include "db/central/visit_counts.h"
#include "db/sql/transaction.h"
#include "domain/event_text.h"

namespace fitmate::central::services {
namespace {

using db::sql::Connection;

void derive_meals_of(Connection& connection, domain::UserId user,
                     std::span<const db::central::WaitingEvent> events) {
  for (const auto& waiting : events) {
    if (waiting.track) continue;
    // It was read when it came; only a younger program may not know it any more.
    const auto event = domain::parse_event(waiting.body);
    const auto* meal = event ? std::get_if<domain::MealPhotographed>(&event->happening) : nullptr;
    if (meal == nullptr) continue;
    const std::array eaten{
        EatenMeal{.event = waiting.id, .user = user, .at = waiting.effective_at, .meal = *meal}};
    derive_meals(connection, eaten);
  }
}

void derive_for(Connection& connection, std::span<const domain::UserId> users) {
  std::vector<db::central::Wanted> wanted;
  for (const auto user : users) wanted.push_back({.user = user, .number = std::nullopt});
  db::central::lock_people(connection, users);
  std::vector<Touched> touched;
  for (const auto& person : db::central::find_attendees(connection, wanted)) {
    const auto events = db::central::take_waiting_events(connection, person);
    for (const auto& event : events) {
      if (!event.track) continue;
      touched.push_back({.user = person.user,
                         .trainer = person.trainer,
                         .track = *event.track,
                         .at = event.effective_at});
    }
    derive_meals_of(connection, person.user, events);
  }
  db::central::FeedRows changed;
  derive(connection, touched, changed);
  db::central::note_changes(connection, changed);
}

}  // namespace

void derive_waiting_events(Connection& connection) {
  if (db::central::find_newcomers(connection).empty()) return;
  db::sql::Transaction transaction{connection};
  derive_for(connection, db::central::find_newcomers(connection));
  transaction.commit();
}

}  // namespace fitmate::central::services
