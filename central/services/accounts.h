#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "central/secret.h"
#include "db/central/people.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace fitmate::central::services {

// Who makes a call, by a token that counts.
struct Caller {
  domain::UserId user;
  db::central::Role role{};
  std::optional<domain::TrainerId> trainer;  // with a trainer's row
  domain::Uuid token;
  domain::Instant token_ends;
};

struct TwoStepCode {
  std::string email;
  std::string code;     // six digits
  std::string session;  // that it is for
};
// Brings a code to its admin, or says why it cannot. Blocks for some seconds at most.
using CodeSender = std::function<domain::Result<void, std::string>(const TwoStepCode&)>;

struct AccountsSetup {
  Secret secret_key;
  std::chrono::seconds token_lifetime{};
  CodeSender send_code;
  domain::Random random;
};

struct AccountError {
  enum class Kind : std::uint8_t { wrong, not_allowed, taken, too_often, unavailable };
  Kind kind{};
  std::string detail;
  std::chrono::seconds wait{};  // of too_often
};
template <class T>
using AccountResult = domain::Result<T, AccountError>;

struct Registration {
  db::central::NewPerson person;  // without a password's hash
  std::string password;
  db::central::TraineeProfile profile;
};

struct IssuedToken {
  std::string text;
  std::chrono::seconds lifetime{};
  db::central::Role role{};
};
// An admin's code that is yet to be sent.
struct CodeAwaited {
  TwoStepCode code;
};

// Accounts and who is signed in. Any thread; each call blocks on the database and throws
// db::sql::SqlError. Those with a password hash it, which takes 64 MiB and a tenth of a second:
// the caller bounds how many do so at once.
class Accounts {
 public:
  explicit Accounts(AccountsSetup setup);

  // Nothing for a token that is false, over, given up, or whose person is gone.
  std::optional<Caller> find_caller(db::sql::Connection& connection, std::string_view token,
                                    domain::Instant now) const;

  AccountResult<db::central::Person> register_person(db::sql::Connection& connection,
                                                     const Registration& registration,
                                                     std::string_view address,
                                                     domain::Instant now) const;

  // The same answer after the same work for an unknown address as for a wrong password.
  AccountResult<std::variant<IssuedToken, CodeAwaited>> log_in(db::sql::Connection& connection,
                                                               std::string_view email,
                                                               std::string_view password,
                                                               std::string_view address,
                                                               domain::Instant now) const;

  // Brings an admin's code on its way. Blocks on the mail server, not on the database.
  AccountResult<void> send_code(const TwoStepCode& code) const;

  AccountResult<IssuedToken> verify_code(db::sql::Connection& connection,
                                         const domain::Uuid& session, std::string_view code,
                                         domain::Instant now) const;

  // All tokens of the caller's account are dead from then on, on every instance, this one too, and
  // so is a code that an admin was sent. A wrong password counts as a failed login.
  AccountResult<void> change_password(db::sql::Connection& connection, const Caller& caller,
                                      std::string_view current, std::string_view wanted,
                                      std::string_view address, domain::Instant now) const;

  // The token is dead from then on, on every instance.
  void log_out(db::sql::Connection& connection, const Caller& caller, domain::Instant now) const;

 private:
  struct Signing {
    domain::UserId user;
    db::central::Role role{};
    std::string_view password_hash;
  };
  // A token lasts no longer than the password it was given for: it bears that one's mark.
  IssuedToken issue(const Signing& who, const domain::Uuid& id, domain::Instant now) const;
  std::string mark_of(std::string_view password_hash) const;
  CodeAwaited begin_two_step(db::sql::Connection& connection, const Signing& who,
                             std::string_view email, std::string_view address,
                             domain::Instant now) const;
  // How a code is kept: it counts for that session and that password alone.
  std::string kept_code(const domain::Uuid& session, std::string_view code,
                        std::string_view password_hash) const;

  AccountsSetup setup_;
  std::string nobodys_hash_;
};

}  // namespace fitmate::central::services
