#pragma once

#include <string>

#include "central/commands/options.h"

namespace fitmate::central::commands {

// attendance list. Outlives the reading of the command line and the command.
class Attendance {
 public:
  explicit Attendance(const Menu& menu);

 private:
  Outcome list(Context& context, db::sql::Connection& connection) const;

  std::string day_;
};

}  // namespace fitmate::central::commands
