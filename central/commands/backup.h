#pragma once

#include <string>

#include "central/commands/options.h"
#include "central/services/backup.h"

namespace fitmate::central::commands {

// backup and restore. Outlives the reading of the command line and the command.
class Backup {
 public:
  explicit Backup(const Menu& menu);

 private:
  Outcome make(Context& context) const;
  Outcome restore(Context& context) const;

  std::string file_;
  services::RestoreOptions options_;
};

}  // namespace fitmate::central::commands
