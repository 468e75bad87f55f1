#include "db/central/feed.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "db/central/feed.sql.h"
#include "db/central/gym.h"
#include "db/central/schedules.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using db::sql::Row;
using domain::PulledRow;
using domain::UserId;

PulledRow read_person(const Row& row, const Asker&, std::int64_t) {
  domain::PulledPerson person{
      .user = row.get<UserId>("key"),
      .number = row.get<domain::PersonNumber>("person_number"),
      .name = row.get<std::string>("name"),
      .suspended = row.get<bool>("suspended"),
      .trainer = row.get<std::optional<domain::TrainerId>>("trainer_id"),
      .message = row.get<std::optional<std::string>>("message"),
      .portrait = row.get<std::optional<std::string>>("portrait").and_then(domain::parse_hash),
      .closed = std::nullopt};
  if (const auto entry = row.get<std::optional<domain::EventId>>("closed_entry")) {
    person.closed = {.entry = *entry, .at = row.get<domain::Instant>("closed_at")};
  }
  return person;
}

PulledRow read_membership(const Row& row, const Asker& asker, std::int64_t) {
  domain::PulledMembership membership{.id = row.get<domain::MembershipId>("key"),
                                      .user = row.get<UserId>("user_id"),
                                      .first = row.get<domain::Day>("start_date"),
                                      .last = row.get<domain::Day>("end_date"),
                                      .visits_left = std::nullopt,
                                      .counted_epoch = asker.counted_epoch,
                                      .counted_to = asker.counted_to};
  if (const auto total = row.get<std::optional<std::int64_t>>("visits_total")) {
    membership.visits_left =
        std::max<std::int64_t>(0, *total - row.get<std::int64_t>("visits_used"));
  }
  return membership;
}

PulledRow read_schedule(const Row& row, const Asker&, std::int64_t) {
  return domain::PulledSchedule{.id = row.get<std::int64_t>("key"),
                                .trainer = row.get<domain::TrainerId>("trainer_id"),
                                .day_of_week = row.get<int>("day_of_week"),
                                .from = read_time_of_day(row, "start_time"),
                                .to = read_time_of_day(row, "end_time"),
                                .is_available = row.get<bool>("is_available")};
}

PulledRow read_credential(const Row& row, const Asker&, std::int64_t) {
  domain::PulledCredential credential{.id = row.get<domain::CredentialId>("key"),
                                      .user = row.get<UserId>("user_id"),
                                      .generation = row.get<std::uint8_t>("generation"),
                                      .revoked = row.get<bool>("revoked"),
                                      .phone = std::nullopt};
  const bool is_phone = row.get<int>("kind") == static_cast<int>(domain::CredentialKind::phone);
  if (is_phone && !credential.revoked) {
    credential.phone = {.from = row.get<domain::Day>("valid_from"),
                        .until = row.get<domain::Day>("valid_until")};
  }
  return credential;
}

PulledRow read_revocation(const Row& row, const Asker&, std::int64_t) {
  using Scope = domain::PulledRevocation::Scope;
  return domain::PulledRevocation{
      .id = row.get<std::int64_t>("key"),
      .scope = row.get<std::string>("scope") == "issuer" ? Scope::issuer : Scope::totp_epoch,
      .value = row.get<std::uint8_t>("value")};
}

PulledRow read_gym(const Row& row, const Asker&, std::int64_t version) {
  return domain::PulledGym{.name = row.get<std::string>("gym_name"),
                           .timezone = row.get<std::string>("timezone"),
                           .rules = read_rules(row, version)};
}

// In the order of PulledRow.
struct Table {
  std::string_view name;
  std::string_view sql;
  bool of_asker;  // its first parameter is the asking kiosk
  PulledRow (*read)(const Row&, const Asker&, std::int64_t version);
};
constexpr std::array<Table, std::variant_size_v<PulledRow>> tables{{
    {"people", feed_sql::load_people, true, read_person},
    {"memberships", feed_sql::load_memberships, false, read_membership},
    {"trainer_schedules", feed_sql::load_schedules, false, read_schedule},
    {"credentials", feed_sql::load_credentials, false, read_credential},
    {"revocations", feed_sql::load_revocations, false, read_revocation},
    {"gym", feed_sql::load_gym, false, read_gym},
}};

std::size_t table_named(std::string_view name) {
  const auto found = std::ranges::find(tables, name, &Table::name);
  if (found == tables.end()) {
    throw db::sql::SqlError{db::sql::SqlErrorKind::other,
                            std::format("the feed names the unknown table {}", name)};
  }
  return static_cast<std::size_t>(found - tables.begin());
}

// The rows of one table, into the changes that are theirs.
void fill_rows(Connection& connection, const Table& table, const Asker& asker,
               const std::map<std::int64_t, domain::Change*>& wanted) {
  db::sql::RowSet keys{connection, {{"key", "bigint"}}};
  for (const auto& [key, change] : wanted) keys.add(key);
  for (const auto& row :
       table.of_asker ? keys.query(table.sql, asker.kiosk) : keys.query(table.sql)) {
    auto& change = *wanted.at(row.get<std::int64_t>("key"));
    change.row = table.read(row, asker, change.version);
  }
}

}  // namespace

FeedHead load_head(Connection& connection) {
  const auto row = connection.query_one(feed_sql::load_head);
  return {.feed_epoch = row.value().get<std::string>("feed_epoch"),
          .pos = row->get<std::int64_t>("pos"),
          .forgotten_pos = row->get<std::int64_t>("forgotten_pos"),
          .run = row->get<std::optional<std::string>>("run").value_or("")};
}

std::optional<std::int64_t> last_pos_of_run(Connection& connection, std::string_view run,
                                            std::int64_t head) {
  const auto row = connection.query_one(feed_sql::last_pos_of_run, run);
  if (!row) return std::nullopt;
  return row->get<std::optional<std::int64_t>>("next_first_pos").value_or(head);
}

void begin_run(Connection& connection, std::string_view run, domain::Instant now) {
  connection.execute(feed_sql::hold_head);
  connection.execute(feed_sql::begin_run, run, now);
}

void forget_deletions(Connection& connection, domain::Instant before) {
  connection.execute(feed_sql::note_forgotten, before);
  connection.execute(feed_sql::forget_deletions, before);
}

void note_changes(Connection& connection, const FeedRows& changed) {
  if (changed.empty()) return;
  db::sql::RowSet rows{connection, {{"table_name", "text"}, {"key", "bigint"}}};
  for (const auto& [table, key] : changed) rows.add(table, key);
  if (connection.engine() == db::sql::Engine::postgres) {
    rows.execute(feed_sql::note_changes_postgres);
  } else {
    rows.execute(feed_sql::take_positions_sqlite);
    rows.execute(feed_sql::forget_positions_sqlite);
    rows.execute(feed_sql::note_changes_sqlite);
  }
}

std::vector<domain::Change> load_changes(Connection& connection, std::int64_t after,
                                         std::int64_t limit, const Asker& asker) {
  std::vector<domain::Change> changes;
  std::vector<bool> gone;
  for (const auto& row : connection.query(feed_sql::load_changes, after, limit)) {
    const auto pos = row.get<std::int64_t>("pos");
    changes.push_back({.pos = pos,
                       .version = pos,
                       .table = table_named(row.get<std::string>("table_name")),
                       .key = row.get<std::int64_t>("key"),
                       .row = std::nullopt});
    gone.push_back(row.get<std::string>("op") == "delete");
  }
  std::array<std::map<std::int64_t, domain::Change*>, tables.size()> wanted;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!gone[i]) wanted.at(changes[i].table).emplace(changes[i].key, &changes[i]);
  }
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (!wanted.at(i).empty()) fill_rows(connection, tables.at(i), asker, wanted.at(i));
  }
  return changes;
}

}  // namespace fitmate::db::central
