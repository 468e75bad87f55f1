#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "central/commands/options.h"
#include "domain/credential.h"

namespace fitmate::central::commands {

// pass issue | revoke. Outlives the reading of the command line and the command.
class Passes {
 public:
  explicit Passes(const Menu& menu);

 private:
  void add_issue(CLI::App& group, const Menu& menu);
  void add_revoke(CLI::App& group, const Menu& menu);

  domain::CredentialKind kind() const;
  // Those of the command line, each once.
  domain::Result<std::vector<domain::UserId>, std::string> users(
      db::sql::Connection& connection) const;
  Outcome issue(Context& context, db::sql::Connection& connection) const;
  Outcome revoke(Context& context, db::sql::Connection& connection) const;

  std::vector<std::int64_t> users_;
  std::string email_;
  bool card_ = false;
  bool renew_ = false;
  std::string png_;
  std::string at_;
};

}  // namespace fitmate::central::commands
