#pragma once

#include <string>

#include "central/commands/options.h"
#include "domain/ids.h"

namespace fitmate::central::commands {

// admin create, member add | suspend | resume | message, trainer add. Outlives the reading of the
// command line and the command.
class People {
 public:
  explicit People(const Menu& menu);

 private:
  void add_person_options(CLI::App& command);
  void add_admin(const Menu& menu);
  void add_members(const Menu& menu);
  void add_trainers(const Menu& menu);

  Outcome create_admin(Context& context, db::sql::Connection& connection) const;
  Outcome add_member(Context& context, db::sql::Connection& connection) const;
  Outcome suspend(Context& context, db::sql::Connection& connection, bool suspended) const;
  Outcome leave_message(Context& context, db::sql::Connection& connection) const;
  Outcome add_trainer(Context& context, db::sql::Connection& connection) const;

  std::string email_;
  std::string name_;
  std::string phone_;
  std::string specialization_;
  std::string message_;
  std::int64_t user_ = 0;
};

}  // namespace fitmate::central::commands
