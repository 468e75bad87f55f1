#pragma once

#include <string>

#include "central/commands/options.h"

namespace fitmate::central::commands {

// schedule set. Outlives the reading of the command line and the command.
class Schedules {
 public:
  explicit Schedules(const Menu& menu);

 private:
  Outcome set(Context& context, db::sql::Connection& connection) const;

  std::string trainer_;
  int day_ = 0;
  std::string from_;
  std::string to_;
};

}  // namespace fitmate::central::commands
