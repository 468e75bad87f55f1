#pragma once

#include <string>

#include "central/commands/options.h"

namespace fitmate::central::commands {

// keys rotate. Outlives the reading of the command line and the command.
class Keys {
 public:
  explicit Keys(const Menu& menu);

 private:
  Outcome rotate(Context& context) const;

  std::string which_;
};

}  // namespace fitmate::central::commands
