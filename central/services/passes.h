#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "central/services/keys.h"
#include "db/central/credentials.h"
#include "db/central/gym.h"
#include "db/sql/connection.h"
#include "domain/credential.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

// The codes that people carry: design/credential.md of the project, section 4, in README.md here.
namespace fitmate::central::services {

struct Pass {
  domain::UserId user;
  domain::Capsule capsule;
  std::string text;  // what the code says
};

struct PassRequest {
  std::vector<domain::UserId> users;
  domain::CredentialKind kind = domain::CredentialKind::phone;
  bool renew = false;  // a new generation: what was issued before is revoked
  // What a phone shows at that moment; the days of the code go by the true time all the same.
  std::optional<domain::Instant> shown_at;
};

struct PassError {
  std::string detail;
};

// The live credential of each person, in their order, made where there is none, whatever the
// person's state. Its days are renewed when it is a phone's in its last 7 days or has run out; the
// generation rises only by `renew`. All or, with an unknown person, none. Blocks on the database
// and throws db::sql::SqlError.
domain::Result<std::vector<Pass>, PassError> issue_passes(
    db::sql::Connection& connection, const Keys& keys, const db::central::Gym& gym,
    const PassRequest& request, domain::Instant now, const domain::Random& random);

// Ends the live credential of that kind; fails for all if somebody has none.
domain::Result<std::vector<db::central::StoredCredential>, PassError> revoke_passes(
    db::sql::Connection& connection, std::span<const domain::UserId> users,
    domain::CredentialKind kind, domain::Instant now);

// A new credential of generation 1 with a random id, valid from today.
db::central::StoredCredential new_credential(domain::UserId user, domain::CredentialKind kind,
                                             domain::Day today, const domain::Random& random);

// Must its days be set anew when it is looked at today?
bool is_due(const db::central::StoredCredential& credential, domain::Day today);

}  // namespace fitmate::central::services
