#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/central/people.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

// Who is signed in: users' passwords, given-up tokens, admins' sessions and their two-step codes.
// Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

struct SignedIn {
  Role role{};
  std::optional<domain::TrainerId> trainer;
  std::optional<std::string> password_hash;
};
// Nothing where the person is gone or the token was given up.
std::optional<SignedIn> find_signed_in(sql::Connection& connection, domain::UserId user,
                                       const domain::Uuid& token);

struct Login {
  domain::UserId user;
  Role role{};
  std::optional<std::string> password_hash;
};
std::optional<Login> find_login(sql::Connection& connection, std::string_view email);
struct Password {
  std::string email;
  std::optional<std::string> hash;
};
std::optional<Password> find_password(sql::Connection& connection, domain::UserId user);
// False where the hash is another by now: what was decided by the one before does not count.
bool replace_password_hash(sql::Connection& connection, domain::UserId user,
                           std::string_view before, std::string_view hash);

// The token, and the admin's session of that id if there is one, end now. Forgets what ended by
// itself.
void revoke_token(sql::Connection& connection, const domain::Uuid& token, domain::Instant ends,
                  domain::Instant now);

// The sessions that the admin began since then are over.
void end_admin_sessions(sql::Connection& connection, domain::UserId user, domain::Instant since,
                        domain::Instant now);

struct NewAdminSession {
  domain::Uuid id;
  domain::UserId user;
  std::string address;
  std::string otp;  // as it is kept
  domain::Instant otp_ends;
};
// Within a transaction of the caller's.
void add_admin_session(sql::Connection& connection, const NewAdminSession& session,
                       domain::Instant now);

struct OtpAccount {
  domain::UserId user;
  std::string email;
  std::optional<std::string> password_hash;
};
std::optional<OtpAccount> find_otp_account(sql::Connection& connection,
                                           const domain::Uuid& session);

// Takes one of the tries and gives the code as it is kept; nothing where none are left or it is
// over.
std::optional<std::string> count_otp_try(sql::Connection& connection, const domain::Uuid& session,
                                         int most_tries, domain::Instant now);

// False where another call was faster: a code works once. Within a transaction of the caller's.
bool verify_admin_session(sql::Connection& connection, const domain::Uuid& session);

}  // namespace fitmate::db::central
