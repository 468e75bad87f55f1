#include "db/central/import.h"

#include <array>
#include <bit>
#include <unordered_map>

#include "db/central/import.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {
namespace {

using sql::Engine;
using sql::RowSet;

RowSet rows_of(sql::Connection& connection, std::span<const std::string> emails) {
  RowSet rows{connection, {{"email", "text"}}};
  for (const auto& email : emails) rows.add(email);
  return rows;
}

std::uint32_t random_number(const domain::Random& random) {
  std::array<std::byte, 4> bytes;
  random(bytes);
  return std::bit_cast<std::uint32_t>(bytes);
}

}  // namespace

Import::Import(sql::Connection& connection) : connection_{connection} {
  // SQLite has one writer, so there its triggers take the positions.
  if (connection.engine() == Engine::postgres) connection.query(import_sql::hold_feed_postgres);
}

std::vector<Import::Made> Import::add_people(std::span<const NewImport> people, domain::Instant now,
                                             const domain::Random& random) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < people.size(); ++i) places.emplace(people[i].email, i);
  std::vector<Made> made;
  // A person number that somebody has leaves its person out: those try again with another one.
  while (!places.empty()) {
    RowSet rows{connection_,
                {{"email", "text"},
                 {"name", "text"},
                 {"role", "text"},
                 {"person_number", "bigint"},
                 {"suspended", "boolean"}}};
    std::vector<std::string> emails;
    for (const auto& person : people) {
      if (!places.contains(person.email)) continue;
      rows.add(person.email, person.name, to_text(person.role), random_number(random),
               person.suspended);
      emails.push_back(person.email);
    }
    for (const auto& row : rows.query(import_sql::add_people, now)) {
      made.push_back({places.at(row.get<std::string>("email")), row.get<domain::UserId>("id")});
      changed_.insert(feed_row(made.back().user));
    }
    for (const auto& row : rows_of(connection_, emails).query(import_sql::known_emails)) {
      places.erase(row.get<std::string>("email"));
    }
  }
  return made;
}

void Import::add_trainees(std::span<const Assignment> trainees) {
  RowSet rows{connection_, {{"user_id", "bigint"}, {"trainer_id", "uuid"}}};
  for (const auto& [user, trainer] : trainees) rows.add(user, trainer);
  rows.execute(import_sql::add_trainees);
}

void Import::add_trainers(std::span<const Trainer> trainers) {
  RowSet rows{connection_, {{"id", "uuid"}, {"user_id", "bigint"}, {"specialization", "text"}}};
  for (const auto& trainer : trainers) rows.add(trainer.id, trainer.user, trainer.specialization);
  rows.execute(import_sql::add_trainers);
}

void Import::add_schedules(std::span<const DaySchedule> schedules, domain::Instant now) {
  RowSet rows{connection_,
              {{"trainer_id", "uuid"},
               {"day_of_week", "integer"},
               {"start_time", "text"},
               {"end_time", "text"}}};
  for (const auto& schedule : schedules) {
    rows.add(schedule.trainer, schedule.day_of_week, time_of_day_text(schedule.start),
             time_of_day_text(schedule.end));
  }
  note_ids("trainer_schedules", rows.query(import_sql::add_schedules, now));
}

void Import::add_memberships(std::span<const NewMembership> memberships, domain::Instant now) {
  RowSet rows{connection_,
              {{"user_id", "bigint"},
               {"membership_type", "text"},
               {"price", "bigint"},
               {"start_date", "date"},
               {"end_date", "date"},
               {"visits_total", "integer"}}};
  for (const auto& membership : memberships) {
    rows.add(membership.user, membership.type, membership.price, membership.start, membership.end,
             membership.visits_total);
  }
  note_ids("memberships", rows.query(import_sql::add_memberships, now));
}

void Import::add_credentials(std::span<const StoredCredential> credentials, domain::Instant now) {
  db::central::add_credentials(connection_, credentials, now);
  for (const auto& credential : credentials) {
    if (credential.kind != domain::CredentialKind::phone) continue;
    changed_.insert(
        {.table = "credentials", .key = std::bit_cast<std::int64_t>(credential.id.value)});
  }
}

void Import::finish() {
  if (connection_.engine() == Engine::postgres) note_changes(connection_, changed_);
  changed_.clear();
}

void Import::note_ids(std::string_view table, const sql::Rows& rows) {
  for (const auto& row : rows) {
    changed_.insert({.table = table, .key = row.get<std::int64_t>("id")});
  }
}

std::vector<Standing> load_standings(sql::Connection& connection,
                                     std::span<const std::string> emails) {
  std::vector<Standing> standings;
  for (const auto& row : rows_of(connection, emails).query(import_sql::load_standings)) {
    const auto user = row.get<domain::UserId>("holder");
    if (standings.empty() || standings.back().user != user) {
      standings.push_back({.user = user,
                           .email = row.get<std::string>("email"),
                           .name = row.get<std::string>("name"),
                           .suspended = row.get<bool>("suspended"),
                           .trainer = row.get<std::optional<domain::TrainerId>>("trainer"),
                           .memberships = {}});
    }
    if (row.get<std::optional<domain::MembershipId>>("id")) {
      standings.back().memberships.push_back(read_membership(row));
    }
  }
  return standings;
}

}  // namespace fitmate::db::central
