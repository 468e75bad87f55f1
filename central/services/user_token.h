#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// A user's token: JWT (RFC 7519) signed with HS256, claims sub, role, jti, iat, exp and pwd.
// The role is for the reader's eyes; what somebody may is read from the database.
struct UserToken {
  domain::UserId user;
  domain::Uuid id;
  domain::Instant issued_at;   // in whole seconds
  domain::Instant expires_at;  // in whole seconds
  std::string role;
  std::string password;  // which one it was given for: a mark that tells nothing of it
};

// Throws std::runtime_error where the library cannot.
std::string write_user_token(const UserToken& token, std::string_view key);

// Nothing for any text that is not such a token, signed with that key by that very algorithm, or
// whose time is over.
std::optional<UserToken> read_user_token(std::string_view text, std::string_view key,
                                         domain::Instant now);

}  // namespace fitmate::central::services
