#pragma once

#include "central/commands/options.h"
#include "central/services/demo.h"

namespace fitmate::central::commands {

// demo load. Outlives the reading of the command line and the command.
class Demo {
 public:
  explicit Demo(const Menu& menu);

 private:
  Outcome load(Context& context, db::sql::Connection& connection) const;

  services::DemoSize size_;
};

}  // namespace fitmate::central::commands
