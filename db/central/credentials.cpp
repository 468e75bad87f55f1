#include "db/central/credentials.h"

#include <algorithm>

#include "db/central/credentials.sql.h"
#include "db/sql/json_rows.h"

namespace fitmate::db::central {
namespace {

bool is_postgres(const sql::Connection& connection) {
  return connection.engine() == sql::Engine::postgres;
}

std::string rows_of(std::span<const domain::UserId> users) {
  sql::JsonRows rows{"user_id"};
  for (const auto& user : users) rows.add(user);
  return rows.text();
}

std::string rows_of(std::span<const StoredCredential> credentials) {
  sql::JsonRows rows{"id",           "user_id",    "kind",       "generation",
                     "entitlements", "valid_from", "valid_until"};
  for (const auto& credential : credentials) {
    rows.add(credential.id, credential.user, static_cast<int>(credential.kind),
             credential.generation, credential.entitlements, credential.valid_from,
             credential.valid_until);
  }
  return rows.text();
}

StoredCredential read_credential(const sql::Row& row) {
  return {.id = row.get<domain::CredentialId>("id"),
          .user = row.get<domain::UserId>("user_id"),
          .kind = static_cast<domain::CredentialKind>(row.get<std::uint8_t>("kind")),
          .generation = row.get<std::uint8_t>("generation"),
          .entitlements = row.get<std::uint8_t>("entitlements"),
          .valid_from = row.get<domain::Day>("valid_from"),
          .valid_until = row.get<domain::Day>("valid_until")};
}

}  // namespace

std::vector<Holder> load_holders(sql::Connection& connection, std::span<const domain::UserId> users,
                                 domain::CredentialKind kind) {
  const auto sql = is_postgres(connection) ? credentials_sql::load_holders_postgres
                                           : credentials_sql::load_holders_sqlite;
  std::vector<Holder> holders;
  for (const auto& row : connection.query(sql, rows_of(users), static_cast<int>(kind))) {
    auto& holder =
        holders.emplace_back(row.get<domain::UserId>("holder"),
                             row.get<domain::PersonNumber>("person_number"), std::nullopt);
    if (row.get<std::optional<std::int64_t>>("id")) holder.live = read_credential(row);
  }
  return holders;
}

void add_credentials(sql::Connection& connection, std::span<const StoredCredential> credentials,
                     domain::Instant now) {
  connection.execute(is_postgres(connection) ? credentials_sql::add_credentials_postgres
                                             : credentials_sql::add_credentials_sqlite,
                     rows_of(credentials), now);
}

void update_credentials(sql::Connection& connection, std::span<const StoredCredential> credentials,
                        domain::Instant now) {
  connection.execute(is_postgres(connection) ? credentials_sql::update_credentials_postgres
                                             : credentials_sql::update_credentials_sqlite,
                     rows_of(credentials), now);
}

std::vector<StoredCredential> revoke_credentials(sql::Connection& connection,
                                                 std::span<const domain::UserId> users,
                                                 domain::CredentialKind kind, domain::Instant now) {
  const auto sql = is_postgres(connection) ? credentials_sql::revoke_credentials_postgres
                                           : credentials_sql::revoke_credentials_sqlite;
  std::vector<StoredCredential> revoked;
  for (const auto& row : connection.query(sql, rows_of(users), static_cast<int>(kind), now)) {
    revoked.push_back(read_credential(row));
  }
  std::ranges::sort(revoked, {}, &StoredCredential::user);
  return revoked;
}

}  // namespace fitmate::db::central
