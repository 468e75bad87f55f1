#include "db/central/credentials.h"

#include <algorithm>

#include "db/central/credentials.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {
namespace {

sql::RowSet rows_of(sql::Connection& connection, std::span<const domain::UserId> users) {
  sql::RowSet rows{connection, {{"user_id", "bigint"}}};
  for (const auto& user : users) rows.add(user);
  return rows;
}

sql::RowSet rows_of(sql::Connection& connection, std::span<const StoredCredential> credentials) {
  sql::RowSet rows{connection,
                   {{"id", "bigint"},
                    {"user_id", "bigint"},
                    {"kind", "smallint"},
                    {"generation", "smallint"},
                    {"entitlements", "smallint"},
                    {"valid_from", "date"},
                    {"valid_until", "date"}}};
  for (const auto& credential : credentials) {
    rows.add(credential.id, credential.user, static_cast<int>(credential.kind),
             credential.generation, credential.entitlements, credential.valid_from,
             credential.valid_until);
  }
  return rows;
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
  std::vector<Holder> holders;
  for (const auto& row :
       rows_of(connection, users).query(credentials_sql::load_holders, static_cast<int>(kind))) {
    auto& holder =
        holders.emplace_back(row.get<domain::UserId>("holder"),
                             row.get<domain::PersonNumber>("person_number"), std::nullopt);
    if (row.get<std::optional<std::int64_t>>("id")) holder.live = read_credential(row);
  }
  return holders;
}

void add_credentials(sql::Connection& connection, std::span<const StoredCredential> credentials,
                     domain::Instant now) {
  rows_of(connection, credentials).execute(credentials_sql::add_credentials, now);
}

void update_credentials(sql::Connection& connection, std::span<const StoredCredential> credentials,
                        domain::Instant now) {
  rows_of(connection, credentials).execute(credentials_sql::update_credentials, now);
}

std::vector<StoredCredential> revoke_credentials(sql::Connection& connection,
                                                 std::span<const domain::UserId> users,
                                                 domain::CredentialKind kind, domain::Instant now) {
  std::vector<StoredCredential> revoked;
  for (const auto& row :
       rows_of(connection, users)
           .query(credentials_sql::revoke_credentials, static_cast<int>(kind), now)) {
    revoked.push_back(read_credential(row));
  }
  std::ranges::sort(revoked, {}, &StoredCredential::user);
  return revoked;
}

}  // namespace fitmate::db::central
