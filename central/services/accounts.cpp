#include "central/services/accounts.h"

#include <array>
#include <bit>
#include <format>
#include <utility>

#include "central/services/attempts.h"
#include "central/services/front_desk.h"
#include "central/services/user_token.h"
#include "db/central/sessions.h"
#include "db/central/tries.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"

namespace fitmate::central::services {
namespace {

using db::central::Role;
using db::sql::Connection;
using domain::Instant;
using namespace std::chrono_literals;
using Kind = AccountError::Kind;

constexpr AttemptLimit logins_of_account{.kind = "login_account", .most = 10, .within = 15min};
constexpr AttemptLimit logins_of_address{.kind = "login_address", .most = 100, .within = 15min};
constexpr AttemptLimit codes_of_account{.kind = "code_account", .most = 10, .within = 15min};
constexpr AttemptLimit registrations{.kind = "register_address", .most = 60, .within = 1min};

constexpr auto code_lives = 5min;
constexpr int most_code_tries = 5;

AccountError too_often(const TooOften& limit) {
  return {
      .kind = Kind::too_often, .detail = "too many attempts: try again later", .wait = limit.wait};
}

std::unexpected<AccountError> wrong(std::string_view detail) {
  return std::unexpected{AccountError{.kind = Kind::wrong, .detail = std::string{detail}}};
}

// The table of attempts need not know who has an account here.
std::string subject_of(std::string_view email) {
  return domain::to_hex(domain::sha256(domain::as_bytes(email)));
}

// Drawn anew where it would favour some codes.
std::string random_code(const domain::Random& random) {
  constexpr std::uint32_t codes = 1'000'000;
  constexpr std::uint32_t fair = 4'294'000'000;
  for (;;) {
    std::array<std::byte, 4> bytes{};
    random(bytes);
    const auto number = std::bit_cast<std::uint32_t>(bytes);
    if (number < fair) return std::format("{:06}", number % codes);
  }
}

Instant whole_seconds(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at);
}

// The attempts that a login counts as; they are taken back when it was a good one.
class CountedLogin {
 public:
  static domain::Result<CountedLogin, TooOften> count(Connection& connection,
                                                      const std::string& account,
                                                      std::string_view address, Instant now) {
    const auto of_address = count_attempt(connection, logins_of_address, address, now);
    if (!of_address) return std::unexpected{of_address.error()};
    const auto of_account = count_attempt(connection, logins_of_account, account, now);
    if (of_account) return CountedLogin{*of_address, *of_account};
    db::central::take_back_try(connection, *of_address);
    return std::unexpected{of_account.error()};
  }

  void take_back(Connection& connection) const {
    db::central::take_back_try(connection, of_address_);
    db::central::take_back_try(connection, of_account_);
  }

 private:
  CountedLogin(std::int64_t of_address, std::int64_t of_account)
      : of_address_{of_address}, of_account_{of_account} {}
  std::int64_t of_address_;
  std::int64_t of_account_;
};

}  // namespace

Accounts::Accounts(AccountsSetup setup) : setup_{std::move(setup)} {
  std::array<std::byte, 32> nobodys{};
  setup_.random(nobodys);
  nobodys_hash_ = domain::hash_password(domain::to_hex(nobodys));
}

std::optional<Caller> Accounts::find_caller(Connection& connection, std::string_view token,
                                            Instant now) const {
  const auto read = read_user_token(token, setup_.secret_key.reveal(), now);
  if (!read) return std::nullopt;
  const auto known = db::central::find_signed_in(connection, read->user, read->id);
  if (!known || !known->password_hash || mark_of(*known->password_hash) != read->password) {
    return std::nullopt;
  }
  return Caller{.user = read->user,
                .role = known->role,
                .trainer = known->trainer,
                .token = read->id,
                .token_ends = read->expires_at};
}

AccountResult<db::central::Person> Accounts::register_person(Connection& connection,
                                                             const Registration& registration,
                                                             std::string_view address,
                                                             Instant now) const {
  const auto counted = count_attempt(connection, registrations, address, now);
  if (!counted) return std::unexpected{too_often(counted.error())};
  auto person = registration.person;
  person.password_hash = domain::hash_password(registration.password);
  return add_person(connection, person, now, setup_.random, registration.profile)
      .transform_error([](const DeskError& error) {
        return AccountError{.kind = Kind::taken, .detail = error.detail};
      });
}

std::string Accounts::mark_of(std::string_view password_hash) const {
  constexpr std::size_t digits = 32;
  const auto text = std::format("FitMate/password/v1 {}", password_hash);
  const auto mac =
      domain::hmac_sha256(domain::as_bytes(setup_.secret_key.reveal()), domain::as_bytes(text));
  return domain::to_hex(mac).substr(0, digits);
}

IssuedToken Accounts::issue(const Signing& who, const domain::Uuid& id, Instant now) const {
  const auto began = whole_seconds(now);
  const UserToken token{.user = who.user,
                        .id = id,
                        .issued_at = began,
                        .expires_at = began + setup_.token_lifetime,
                        .role = std::string{db::central::to_text(who.role)},
                        .password = mark_of(who.password_hash)};
  return {.text = write_user_token(token, setup_.secret_key.reveal()),
          .lifetime = setup_.token_lifetime,
          .role = who.role};
}

AccountResult<std::variant<IssuedToken, CodeAwaited>> Accounts::log_in(Connection& connection,
                                                                       std::string_view email,
                                                                       std::string_view password,
                                                                       std::string_view address,
                                                                       Instant now) const {
  const auto counted = CountedLogin::count(connection, subject_of(email), address, now);
  if (!counted) return std::unexpected{too_often(counted.error())};
  const auto login = db::central::find_login(connection, email);
  const auto& hash = login && login->password_hash ? *login->password_hash : nobodys_hash_;
  const bool good = domain::verify_password(hash, password);
  if (!good || !login || !login->password_hash) return wrong("Incorrect email or password");
  counted->take_back(connection);
  if (domain::is_outdated_hash(hash)) {
    const auto renewed = domain::hash_password(password);
    db::central::replace_password_hash(connection, login->user, hash, renewed);
    // With whichever hash is there now, for another call may have been faster.
    return log_in(connection, email, password, address, now);
  }
  const Signing who{.user = login->user, .role = login->role, .password_hash = hash};
  if (login->role == Role::admin) {
    // Who has the password does not fill the admin's mailbox.
    const auto sent = count_attempt(connection, codes_of_account, subject_of(email), now);
    if (!sent) return std::unexpected{too_often(sent.error())};
    return begin_two_step(connection, who, email, address, now);
  }
  return issue(who, domain::make_uuid(now, setup_.random), now);
}

AccountResult<void> Accounts::change_password(Connection& connection, const Caller& caller,
                                              std::string_view current, std::string_view wanted,
                                              std::string_view address, Instant now) const {
  const auto refused = std::unexpected{
      AccountError{.kind = Kind::not_allowed, .detail = "Incorrect current password"}};
  const auto kept = db::central::find_password(connection, caller.user);
  if (!kept || !kept->hash) return refused;
  // With the logins, so that a stolen token gives no further guesses.
  const auto counted = CountedLogin::count(connection, subject_of(kept->email), address, now);
  if (!counted) return std::unexpected{too_often(counted.error())};
  if (!domain::verify_password(*kept->hash, current)) return refused;
  counted->take_back(connection);
  const auto hash = domain::hash_password(wanted);
  db::sql::Transaction transaction{connection};
  if (!db::central::replace_password_hash(connection, caller.user, *kept->hash, hash)) {
    return refused;
  }
  // Those whose tokens ended by themselves are not over only now.
  db::central::end_admin_sessions(connection, caller.user, now - setup_.token_lifetime - code_lives,
                                  now);
  transaction.commit();
  return {};
}

std::string Accounts::kept_code(const domain::Uuid& session, std::string_view code,
                                std::string_view password_hash) const {
  const auto text = std::format("FitMate/two-step/v2 {} {} {}", domain::to_text(session), code,
                                mark_of(password_hash));
  return domain::to_hex(
      domain::hmac_sha256(domain::as_bytes(setup_.secret_key.reveal()), domain::as_bytes(text)));
}

CodeAwaited Accounts::begin_two_step(Connection& connection, const Signing& who,
                                     std::string_view email, std::string_view address,
                                     Instant now) const {
  const auto session = domain::make_uuid(now, setup_.random);
  const auto code = random_code(setup_.random);
  db::sql::Transaction transaction{connection};
  db::central::add_admin_session(connection,
                                 {.id = session,
                                  .user = who.user,
                                  .address = std::string{address},
                                  .otp = kept_code(session, code, who.password_hash),
                                  .otp_ends = now + code_lives},
                                 now);
  transaction.commit();
  return {{.email = std::string{email}, .code = code, .session = domain::to_text(session)}};
}

AccountResult<void> Accounts::send_code(const TwoStepCode& code) const {
  return setup_.send_code(code).transform_error([](const std::string& detail) {
    return AccountError{.kind = Kind::unavailable, .detail = detail};
  });
}

AccountResult<IssuedToken> Accounts::verify_code(Connection& connection,
                                                 const domain::Uuid& session, std::string_view code,
                                                 Instant now) const {
  constexpr std::string_view refusal = "Incorrect or expired code";
  const auto account = db::central::find_otp_account(connection, session);
  if (!account || !account->password_hash) return wrong(refusal);
  // Who has the password cannot have new codes sent until one is guessed.
  const auto counted =
      count_attempt(connection, logins_of_account, subject_of(account->email), now);
  if (!counted) return std::unexpected{too_often(counted.error())};
  const auto kept = db::central::count_otp_try(connection, session, most_code_tries, now);
  const auto& hash = *account->password_hash;
  const bool good = kept && domain::equal(domain::as_bytes(*kept),
                                          domain::as_bytes(kept_code(session, code, hash)));
  if (!good) return wrong(refusal);
  db::sql::Transaction transaction{connection};
  if (!db::central::verify_admin_session(connection, session)) return wrong(refusal);
  transaction.commit();
  db::central::take_back_try(connection, *counted);
  // Whoever reads the mailbox may have as many as they use.
  db::central::forget_tries_of(connection, codes_of_account.kind, subject_of(account->email));
  return issue({.user = account->user, .role = Role::admin, .password_hash = hash}, session, now);
}

void Accounts::log_out(Connection& connection, const Caller& caller, Instant now) const {
  db::sql::Transaction transaction{connection};
  db::central::revoke_token(connection, caller.token, caller.token_ends, now);
  transaction.commit();
}

}  // namespace fitmate::central::services
