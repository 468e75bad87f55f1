#pragma once

#include "central/commands/options.h"

namespace fitmate::central::commands {

// serve, which is also what the program does when no command is named. Outlives the reading of the
// command line and the command.
class Serve {
 public:
  explicit Serve(const Menu& menu);

 private:
  Outcome run(Context& context) const;

  bool migrate_ = false;
};

}  // namespace fitmate::central::commands
