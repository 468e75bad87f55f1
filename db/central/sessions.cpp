#include "db/central/sessions.h"

#include "db/central/sessions.sql.h"

namespace fitmate::db::central {

std::optional<SignedIn> find_signed_in(sql::Connection& connection, domain::UserId user,
                                       const domain::Uuid& token) {
  const auto row = connection.query_one(sessions_sql::find_caller, user, token);
  if (!row) return std::nullopt;
  return SignedIn{.role = parse_role(row->get<std::string>("role")).value(),
                  .trainer = row->get<std::optional<domain::TrainerId>>("trainer_id"),
                  .password_hash = row->get<std::optional<std::string>>("password_hash")};
}

std::optional<Login> find_login(sql::Connection& connection, std::string_view email) {
  const auto row = connection.query_one(sessions_sql::find_login, email);
  if (!row) return std::nullopt;
  return Login{.user = row->get<domain::UserId>("id"),
               .role = parse_role(row->get<std::string>("role")).value(),
               .password_hash = row->get<std::optional<std::string>>("password_hash")};
}

std::optional<Password> find_password(sql::Connection& connection, domain::UserId user) {
  const auto row = connection.query_one(sessions_sql::find_password, user);
  if (!row) return std::nullopt;
  return Password{.email = row->get<std::string>("email"),
                  .hash = row->get<std::optional<std::string>>("password_hash")};
}

bool replace_password_hash(sql::Connection& connection, domain::UserId user,
                           std::string_view before, std::string_view hash) {
  return connection.execute(sessions_sql::replace_password_hash, user, before, hash) == 1;
}

void revoke_token(sql::Connection& connection, const domain::Uuid& token, domain::Instant ends,
                  domain::Instant now) {
  connection.execute(sessions_sql::revoke_token, token, ends);
  connection.execute(sessions_sql::end_admin_session, token, now);
  connection.execute(sessions_sql::forget_revoked, now);
}

void end_admin_sessions(sql::Connection& connection, domain::UserId user, domain::Instant since,
                        domain::Instant now) {
  connection.execute(sessions_sql::end_admin_sessions, user, now, since);
}

void add_admin_session(sql::Connection& connection, const NewAdminSession& session,
                       domain::Instant now) {
  connection.execute(sessions_sql::forget_otps, now);
  connection.execute(sessions_sql::add_admin_session, session.id, session.user, session.address,
                     now);
  connection.execute(sessions_sql::add_otp, session.id, session.otp, session.otp_ends);
}

std::optional<OtpAccount> find_otp_account(sql::Connection& connection,
                                           const domain::Uuid& session) {
  const auto row = connection.query_one(sessions_sql::find_otp_account, session);
  if (!row) return std::nullopt;
  return OtpAccount{.user = row->get<domain::UserId>("id"),
                    .email = row->get<std::string>("email"),
                    .password_hash = row->get<std::optional<std::string>>("password_hash")};
}

std::optional<std::string> count_otp_try(sql::Connection& connection, const domain::Uuid& session,
                                         int most_tries, domain::Instant now) {
  const auto row = connection.query_one(sessions_sql::count_otp_try, session, most_tries, now);
  if (!row) return std::nullopt;
  return row->get<std::string>("otp");
}

bool verify_admin_session(sql::Connection& connection, const domain::Uuid& session) {
  if (connection.execute(sessions_sql::delete_otp, session) == 0) return false;
  connection.execute(sessions_sql::verify_admin_session, session);
  return true;
}

}  // namespace fitmate::db::central
