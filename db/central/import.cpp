#include "db/central/import.h"

#include <array>
#include <bit>
#include <unordered_map>

#include "db/central/import.sql.h"
#include "db/sql/json_rows.h"

namespace fitmate::db::central {
namespace {

using sql::Engine;
using sql::JsonRows;

std::string rows_of(std::span<const std::string> emails) {
  JsonRows rows{"email"};
  for (const auto& email : emails) rows.add(email);
  return rows.text();
}

std::uint32_t random_number(const domain::Random& random) {
  std::array<std::byte, 4> bytes;
  random(bytes);
  return std::bit_cast<std::uint32_t>(bytes);
}

void append_ids(const sql::Rows& rows, std::vector<std::int64_t>& ids) {
  for (const auto& row : rows) ids.push_back(row.get<std::int64_t>("id"));
}

}  // namespace

Import::Import(sql::Connection& connection) : connection_{connection} {
  // SQLite has one writer, so there its triggers take the positions.
  if (connection.engine() == Engine::postgres) connection.query(import_sql::hold_feed_postgres);
}

std::string_view Import::pick(std::string_view postgres, std::string_view sqlite) const {
  return connection_.engine() == Engine::postgres ? postgres : sqlite;
}

std::vector<Import::Made> Import::add_people(std::span<const NewImport> people, domain::Instant now,
                                             const domain::Random& random) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < people.size(); ++i) places.emplace(people[i].email, i);
  std::vector<Made> made;
  // A person number that somebody has leaves its person out: those try again with another one.
  while (!places.empty()) {
    JsonRows rows{"email", "name", "role", "person_number", "suspended"};
    std::vector<std::string> emails;
    for (const auto& person : people) {
      if (!places.contains(person.email)) continue;
      rows.add(person.email, person.name, to_text(person.role), random_number(random),
               person.suspended);
      emails.push_back(person.email);
    }
    const auto added = connection_.query(
        pick(import_sql::add_people_postgres, import_sql::add_people_sqlite), rows.text(), now);
    for (const auto& row : added) {
      made.push_back({places.at(row.get<std::string>("email")), row.get<domain::UserId>("id")});
      people_.push_back(made.back().user.value);
    }
    const auto known = connection_.query(
        pick(import_sql::known_emails_postgres, import_sql::known_emails_sqlite), rows_of(emails));
    for (const auto& row : known) places.erase(row.get<std::string>("email"));
  }
  return made;
}

void Import::add_trainees(std::span<const Assignment> trainees) {
  JsonRows rows{"user_id", "trainer_id"};
  for (const auto& [user, trainer] : trainees) rows.add(user, trainer);
  connection_.execute(pick(import_sql::add_trainees_postgres, import_sql::add_trainees_sqlite),
                      rows.text());
}

void Import::add_trainers(std::span<const Trainer> trainers) {
  JsonRows rows{"id", "user_id", "specialization"};
  for (const auto& trainer : trainers) rows.add(trainer.id, trainer.user, trainer.specialization);
  connection_.execute(pick(import_sql::add_trainers_postgres, import_sql::add_trainers_sqlite),
                      rows.text());
}

void Import::add_schedules(std::span<const DaySchedule> schedules, domain::Instant now) {
  JsonRows rows{"trainer_id", "day_of_week", "start_time", "end_time"};
  for (const auto& schedule : schedules) {
    rows.add(schedule.trainer, schedule.day_of_week, time_of_day_text(schedule.start),
             time_of_day_text(schedule.end));
  }
  append_ids(
      connection_.query(pick(import_sql::add_schedules_postgres, import_sql::add_schedules_sqlite),
                        rows.text(), now),
      schedules_);
}

void Import::add_memberships(std::span<const NewMembership> memberships, domain::Instant now) {
  JsonRows rows{"user_id", "membership_type", "price", "start_date", "end_date", "visits_total"};
  for (const auto& membership : memberships) {
    rows.add(membership.user, membership.type, membership.price, membership.start, membership.end,
             membership.visits_total);
  }
  append_ids(connection_.query(
                 pick(import_sql::add_memberships_postgres, import_sql::add_memberships_sqlite),
                 rows.text(), now),
             memberships_);
}

void Import::add_credentials(std::span<const StoredCredential> credentials, domain::Instant now) {
  db::central::add_credentials(connection_, credentials, now);
  for (const auto& credential : credentials) {
    if (credential.kind != domain::CredentialKind::phone) continue;
    phones_.push_back(std::bit_cast<std::int64_t>(credential.id.value));
  }
}

void Import::finish() {
  note("credentials", phones_);
  note("people", people_);
  note("memberships", memberships_);
  note("trainer_schedules", schedules_);
}

void Import::note(std::string_view table, std::vector<std::int64_t>& keys) {
  if (connection_.engine() != Engine::postgres || keys.empty()) return;
  JsonRows rows{"key"};
  for (const auto key : keys) rows.add(key);
  connection_.query(import_sql::note_block_postgres, table, rows.text());
  keys.clear();
}

std::vector<Standing> load_standings(sql::Connection& connection,
                                     std::span<const std::string> emails) {
  const auto sql = connection.engine() == Engine::postgres ? import_sql::load_standings_postgres
                                                           : import_sql::load_standings_sqlite;
  std::vector<Standing> standings;
  for (const auto& row : connection.query(sql, rows_of(emails))) {
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
