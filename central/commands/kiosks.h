#pragma once

#include <cstdint>
#include <string>

#include "central/commands/options.h"

namespace fitmate::central::commands {

// kiosk invite | list | revoke. Outlives the reading of the command line and the command.
class Kiosks {
 public:
  explicit Kiosks(const Menu& menu);

 private:
  Outcome invite(Context& context, db::sql::Connection& connection) const;
  Outcome revoke(Context& context, db::sql::Connection& connection) const;

  std::string name_;
  std::int64_t id_ = 0;
};

}  // namespace fitmate::central::commands
