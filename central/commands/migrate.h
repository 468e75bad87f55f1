#pragma once

#include <optional>
#include <string>

#include "central/commands/options.h"
#include "db/central/schema.h"

namespace fitmate::central::commands {

// migrate. Outlives the reading of the command line and the command.
class Migrate {
 public:
  explicit Migrate(const Menu& menu);

 private:
  Outcome run(Context& context) const;

  std::optional<int> to_;
  bool status_ = false;
};

// Brings the database to this program's schema, and makes keys and gym the first time; in words
// what is in the way.
domain::Result<db::Migrated, std::string> migrate_database(const Context& context,
                                                           std::optional<int> to);

}  // namespace fitmate::central::commands
