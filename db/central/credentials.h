#pragma once

#include <optional>
#include <span>
#include <vector>

#include "db/sql/connection.h"
#include "domain/credential.h"
#include "domain/ids.h"
#include "domain/instant.h"

// The table credentials: what a code may carry, never its text. Every function blocks on the
// database and throws sql::SqlError.
namespace fitmate::db::central {

struct StoredCredential {
  domain::CredentialId id;
  domain::UserId user;
  domain::CredentialKind kind{};
  std::uint8_t generation = 1;
  std::uint8_t entitlements = 0;
  domain::Day valid_from;
  domain::Day valid_until;  // exclusive
  bool operator==(const StoredCredential&) const = default;
};

// A person and their live credential of one kind, if any.
struct Holder {
  domain::UserId user;
  domain::PersonNumber number;
  std::optional<StoredCredential> live;
};

// One statement however many they are; by user, without those that nobody knows.
std::vector<Holder> load_holders(sql::Connection& connection, std::span<const domain::UserId> users,
                                 domain::CredentialKind kind);

// Where a live one of that person and kind is there already, it stays and the new one is dropped.
void add_credentials(sql::Connection& connection, std::span<const StoredCredential> credentials,
                     domain::Instant now);

// Sets generation and days; the generation never falls.
void update_credentials(sql::Connection& connection, std::span<const StoredCredential> credentials,
                        domain::Instant now);

// Revokes the live ones of that kind; gives those, by user.
std::vector<StoredCredential> revoke_credentials(sql::Connection& connection,
                                                 std::span<const domain::UserId> users,
                                                 domain::CredentialKind kind, domain::Instant now);

}  // namespace fitmate::db::central
