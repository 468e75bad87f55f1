#pragma once

#include <cstdint>
#include <string>

#include "central/commands/options.h"

namespace fitmate::central::commands {

// quarantine list | show | retry | discard. Outlives the reading of the command line and the
// command.
class Quarantine {
 public:
  explicit Quarantine(const Menu& menu);

 private:
  Outcome show(Context& context, db::sql::Connection& connection) const;
  Outcome retry(Context& context, db::sql::Connection& connection) const;
  Outcome discard(Context& context, db::sql::Connection& connection) const;

  std::int64_t id_ = 0;
  std::string why_;
};

}  // namespace fitmate::central::commands
