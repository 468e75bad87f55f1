#include "central/services/event_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "central/services/closures.h"
#include "central/services/derivation.h"
#include "central/services/meal_rows.h"
#include "db/central/attendance.h"
#include "db/central/nutrition.h"
#include "db/central/shifts.h"
#include "db/central/visit_counts.h"
#include "domain/event_text.h"

namespace fitmate::central::services {
namespace {

using db::central::Attendee;
using db::central::Track;
using db::central::Wanted;
using db::sql::Connection;
using domain::EventId;
using domain::Happening;
using domain::UserId;

struct Passes {
  Track track{};
};

// Does it make or end a visit or a shift?
std::optional<Passes> passage_of(const Happening& happening) {
  if (std::holds_alternative<domain::CheckedIn>(happening) ||
      std::holds_alternative<domain::CheckedOut>(happening)) {
    return Passes{.track = Track::visits};
  }
  if (std::holds_alternative<domain::ShiftStarted>(happening) ||
      std::holds_alternative<domain::ShiftEnded>(happening)) {
    return Passes{.track = Track::shifts};
  }
  return std::nullopt;
}

Wanted person_of(const Happening& happening) {
  Wanted wanted;
  if (const auto* scan = domain::scan_of(happening)) {
    wanted.user = scan->user;
    if (scan->code) wanted.number = scan->code->person_number;
  } else if (const auto* meal = std::get_if<domain::MealPhotographed>(&happening)) {
    wanted.user = meal->user;
    if (meal->code) wanted.number = meal->code->person_number;
  }
  return wanted;
}

// The people of a set of events.
class Attendees {
 public:
  Attendees(Connection& connection, std::span<const Incoming> events) {
    std::vector<Wanted> wanted;
    for (const auto& one : events) {
      const auto person = person_of(one.event.happening);
      if (person.user || person.number) wanted.push_back(person);
    }
    add(connection, wanted);
  }

  void add(Connection& connection, std::span<const Wanted> wanted) {
    if (wanted.empty()) return;
    for (const auto& found : db::central::find_attendees(connection, wanted)) {
      by_number_.emplace(found.number.value, found.user);
      by_user_.emplace(found.user, found);
    }
  }

  std::set<UserId> users() const {
    std::set<UserId> users;
    for (const auto& [user, attendee] : by_user_) users.insert(user);
    return users;
  }

  const Attendee* find(UserId user) const {
    const auto found = by_user_.find(user);
    return found == by_user_.end() ? nullptr : &found->second;
  }

  // The code's number is the person's for ever; an id may have been given anew by a centre that was
  // restored from a backup.
  const Attendee* find(const Wanted& person) const {
    if (!person.number) return person.user ? find(*person.user) : nullptr;
    const auto found = by_number_.find(person.number->value);
    return found == by_number_.end() ? nullptr : find(found->second);
  }

 private:
  std::unordered_map<UserId, Attendee> by_user_;
  std::unordered_map<std::uint32_t, UserId> by_number_;
};

// All at once, in order.
void lock(Connection& connection, const std::set<UserId>& users) {
  if (users.empty()) return;
  db::central::lock_people(connection, std::vector(users.begin(), users.end()));
}

std::string_view flag_of(const Happening& happening, const Attendee* attendee) {
  const auto passage = passage_of(happening);
  if (!passage && !std::holds_alternative<domain::MealPhotographed>(happening)) return "";
  if (attendee == nullptr) return "person_unknown";
  return passage && passage->track == Track::shifts && !attendee->trainer ? "no_trainer" : "";
}

db::central::InboxEvent row_of(const Incoming& incoming, const Attendees& attendees) {
  const auto& [id, stamp, happening] = incoming.event;
  const auto* attendee = attendees.find(person_of(happening));
  const auto* annulled = std::get_if<domain::Annulled>(&happening);
  return {.id = id,
          .seq = incoming.seq,
          .type = domain::type_of(happening),
          .user = attendee != nullptr ? std::optional{attendee->user} : std::nullopt,
          .number = person_of(happening).number,
          .effective_at = incoming.time.at,
          .quality = incoming.time.quality,
          .annuls = annulled != nullptr ? std::optional{annulled->annulled} : std::nullopt,
          .flag = flag_of(happening, attendee),
          .body = incoming.bytes};
}

// The first of each id, by id.
std::map<EventId, const Incoming*> firsts_of(std::span<const Incoming> events) {
  std::map<EventId, const Incoming*> firsts;
  for (const auto& one : events) firsts.emplace(one.event.id, &one);
  return firsts;
}

class Storing {
 public:
  Storing(Connection& connection, const db::central::Source& source,
          std::span<const Incoming> events)
      : connection_{connection},
        source_{source},
        events_{events},
        firsts_{firsts_of(events)},
        attendees_{connection, events} {}

  std::vector<Stored> run(db::central::FeedRows& changed) {
    insert();
    // Before the annulments, which may be of these very meals.
    derive_meals(connection_, meals_);
    annul();
    lock_touched();
    remove_annulled();
    derive(connection_, touched_, changed);
    return results();
  }

 private:
  void insert();
  void annul();
  void lock_touched();
  void remove_annulled();
  void touch(const Incoming& incoming);
  std::vector<Stored> results();
  std::map<EventId, std::string> bodies_before();

  Connection& connection_;
  const db::central::Source& source_;
  std::span<const Incoming> events_;
  std::map<EventId, const Incoming*> firsts_;
  Attendees attendees_;
  std::vector<EventId> inserted_;  // sorted
  std::vector<Touched> touched_;
  std::vector<EatenMeal> meals_;
  std::vector<EventId> gone_;  // what was annulled
};

void Storing::touch(const Incoming& incoming) {
  const auto& happening = incoming.event.happening;
  const auto passage = passage_of(happening);
  const auto* attendee = attendees_.find(person_of(happening));
  if (attendee == nullptr) return;
  if (const auto* meal = std::get_if<domain::MealPhotographed>(&happening)) {
    meals_.push_back({.event = incoming.event.id,
                      .user = attendee->user,
                      .at = incoming.time.at,
                      .meal = *meal});
  }
  if (!passage) return;
  touched_.push_back({.user = attendee->user,
                      .trainer = attendee->trainer,
                      .track = passage->track,
                      .at = incoming.time.at});
}

void Storing::insert() {
  std::vector<db::central::InboxEvent> rows;
  for (const auto& one : events_) {
    if (firsts_.at(one.event.id) == &one) rows.push_back(row_of(one, attendees_));
  }
  if (rows.empty()) return;
  for (const auto& [id, annulled] : db::central::insert_events(connection_, source_, rows)) {
    inserted_.push_back(id);
    if (!annulled) touch(*firsts_.at(id));
  }
  std::ranges::sort(inserted_);
}

void Storing::annul() {
  std::vector<db::central::Annulment> annulments;
  for (const auto& id : inserted_) {
    if (const auto* body = std::get_if<domain::Annulled>(&firsts_.at(id)->event.happening)) {
      annulments.push_back({.annulled = body->annulled, .by = id});
    }
  }
  if (annulments.empty()) return;
  const auto annulled = db::central::annul_events(connection_, source_.kiosk, annulments);
  std::vector<Wanted> people;
  for (const auto& one : annulled) {
    if (one.user) people.push_back({.user = one.user, .number = std::nullopt});
    gone_.push_back(one.id);
  }
  attendees_.add(connection_, people);
  const auto others = touched_.size();
  for (const auto& one : annulled) {
    const auto* attendee = one.user ? attendees_.find(*one.user) : nullptr;
    if (attendee == nullptr) continue;
    const bool shift = one.type == "shift_started" || one.type == "shift_ended";
    const bool visit = one.type == "checked_in" || one.type == "checked_out";
    if (!shift && !visit) continue;
    touched_.push_back({.user = attendee->user,
                        .trainer = attendee->trainer,
                        .track = shift ? Track::shifts : Track::visits,
                        .at = one.effective_at});
  }
  const auto uncovered =
      find_uncovered(connection_, source_.kiosk, std::span{touched_}.subspan(others));
  touched_.insert(touched_.end(), uncovered.begin(), uncovered.end());
}

// As late as can be: two pushes about the same people take turns from here on.
void Storing::lock_touched() {
  std::set<UserId> users;
  for (const auto& one : touched_) users.insert(one.user);
  lock(connection_, users);
}

void Storing::remove_annulled() {
  if (gone_.empty()) return;
  db::central::remove_visits(connection_, gone_);
  db::central::remove_shifts(connection_, gone_);
  db::central::remove_meals(connection_, gone_);
}

std::map<EventId, std::string> Storing::bodies_before() {
  std::vector<EventId> ids;
  for (const auto& [id, first] : firsts_) {
    if (!std::ranges::binary_search(inserted_, id)) ids.push_back(id);
  }
  std::map<EventId, std::string> bodies;
  if (ids.empty()) return bodies;
  for (auto& known : db::central::find_events(connection_, ids)) {
    bodies.emplace(known.id, std::move(known.body));
  }
  return bodies;
}

std::vector<Stored> Storing::results() {
  const auto before = bodies_before();
  std::vector<Stored> results;
  results.reserve(events_.size());
  for (const auto& one : events_) {
    const auto* first = firsts_.at(one.event.id);
    const auto known = before.find(one.event.id);
    if (first == &one && known == before.end()) {
      results.push_back(Stored::applied);
    } else {
      const auto there = known != before.end() ? std::string_view{known->second} : first->bytes;
      results.push_back(there == one.bytes ? Stored::duplicate : Stored::id_taken);
    }
  }
  return results;
}

}  // namespace

std::vector<Stored> store_events(Connection& connection, const db::central::Source& source,
                                 std::span<const Incoming> events, db::central::FeedRows& changed) {
  return Storing{connection, source, events}.run(changed);
}

void lock_people_of(Connection& connection, std::span<const Incoming> events) {
  lock(connection, Attendees{connection, events}.users());
}

}  // namespace fitmate::central::services
